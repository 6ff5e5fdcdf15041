"""How texts of the catalogues are set: the spaces a keyboard does not have."""

import re

# French keeps ; ! ? : and guillemets on the line of their word.
NARROW, FIXED = "\u202f", "\u00a0"
FRENCH = (
    (re.compile(r" (?=[;!?](?:\s|$))"), NARROW),
    (re.compile(r" (?=:(?:\s|$)|»|%%)|(?<=«) |(?<=\d) (?=\d{3}(?!\d))"), FIXED),
)


def french(text: str) -> str:
    """A French text with spaces at which no line is broken before or within its punctuation."""
    for pattern, space in FRENCH:
        text = pattern.sub(space, text)
    return text
