"""A demonstration of Hanoi's programme, told through the same services the pages use.

Places, villages and products are real and sourced; whatever is made up (accounts, certificates,
fairs, quantities) says that it is a demonstration, and no person is invented.
"""
