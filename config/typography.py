"""How texts of the catalogues are set: the spaces and signs a keyboard does not have."""

import re

# French keeps ; ! ? : and guillemets on the line of their word.
NARROW, FIXED = "\u202f", "\u00a0"
FRENCH = (
    (re.compile(r" (?=[;!?](?:\s|$))"), NARROW),
    (re.compile(r" (?=:(?:\s|$)|»|%%)|(?<=«) |(?<=\d) (?=\d{3}(?!\d))"), FIXED),
    (re.compile(r"(?<=\w)'(?=\w)"), "’"),
)


def french(text: str) -> str:
    """A French text with the typographer's apostrophe, and no line broken at its punctuation."""
    for pattern, sign in FRENCH:
        text = pattern.sub(sign, text)
    return text
