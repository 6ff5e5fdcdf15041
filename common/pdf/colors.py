"""The few colours of our documents, the same as on the pages."""

from functools import cache

INK, INK_2, JADE, LINE, TINT = "#18211d", "#4a5852", "#0a5c43", "#b9c4be", "#eef3f0"
WHITE, BLACK, JADE_TINT = "#ffffff", "#000000", "#e3f2ec"


@cache
def paint(value: str) -> str:
    """The operands of a colour by its hexadecimal name."""
    parts = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return " ".join(f"{part:.3f}".rstrip("0").rstrip(".") for part in parts)


@cache
def fill(value: str) -> str:
    """The operator that fills with a colour."""
    return f"{paint(value)} rg"


@cache
def stroke(value: str) -> str:
    """The operator that strokes with a colour."""
    return f"{paint(value)} RG"
