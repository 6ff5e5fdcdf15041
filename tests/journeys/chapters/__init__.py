"""The programme's story through REST alone, a chapter for each capability.

Each chapter does what one role after another does, and checks the answers against what was
sent: sums, dates and counts are computed here, never taken from the program.
"""
