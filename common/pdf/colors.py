"""The few colours of our documents, the same as on the pages."""

from functools import cache

from reportlab.lib.colors import Color, HexColor

INK, INK_2, JADE, LINE, TINT = "#18211d", "#4a5852", "#0a5c43", "#b9c4be", "#eef3f0"
WHITE, BLACK = "#ffffff", "#000000"


@cache
def paint(value: str) -> Color:
    """A colour by its hexadecimal name."""
    return HexColor(value)
