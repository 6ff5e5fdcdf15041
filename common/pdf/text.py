"""Breaking text into lines. User text is only ever measured and drawn, never parsed."""

import unicodedata
from functools import cache, lru_cache

from common.pdf import fonts
from common.text import CONTROL, INVISIBLE, SURROGATE, nfc

LEADING = 1.45  # Ấ rises above the ascender: never below 1.35


@cache
def _plain() -> frozenset[str]:
    """Characters that need no cleaning."""
    known = fonts.drawable()
    doubtful = {c for c in known if INVISIBLE.match(c) or CONTROL.match(c) or SURROGATE.match(c)}
    return (known | {"\n"}) - doubtful


def clean(value: object) -> str:
    """Composed, printable text; a character the faces lack shows as a box, never as nothing."""
    text = str(value)
    if _plain().issuperset(text) and unicodedata.is_normalized("NFC", text):
        return text
    text = nfc(SURROGATE.sub("", text).replace("\r\n", "\n").replace("\t", " "))
    text = INVISIBLE.sub("", CONTROL.sub("", text))
    known = fonts.drawable()
    return "".join(c if c in known or c == "\n" else fonts.UNKNOWN for c in text)


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    """A word wider than the line, cut into pieces that fit; nothing is lost."""
    pieces, start = [], 0
    while start < len(word):
        end = start + 1
        while end < len(word) and fonts.width(word[start : end + 1], size, bold) <= room:
            end += 1
        pieces.append(word[start:end])
        start = end
    return pieces


def wrap(value: object, room: float, size: float, bold: bool = False) -> list[str]:
    """Lines no wider than `room` points; line breaks of the text are kept."""
    return list(_wrapped(clean(value), room, size, bold))


@lru_cache(maxsize=4096)
def _wrapped(text: str, room: float, size: float, bold: bool) -> tuple[str, ...]:
    """Remembered, because labels and sentences return on every letter."""
    lines: list[str] = []
    space = fonts.width(" ", size, bold)
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for word in paragraph.split(" "):
            if not word:
                continue
            wide = fonts.width(word, size, bold)
            if line and used + space + wide <= room:
                line, used = f"{line} {word}", used + space + wide
                continue
            if line:
                lines.append(line)
            if wide <= room:
                line, used = word, wide
            else:
                *full, line = _pieces(word, room, size, bold)
                lines.extend(full)
                used = fonts.width(line, size, bold)
        lines.append(line)
    return tuple(lines)


def fitting_size(
    value: object, room: float, size: float, least: float, bold: bool = False
) -> float:
    """The largest size down to `least` at which the longest word still fits the width."""
    words = clean(value).replace("\n", " ").split(" ")  # a non-breaking space breaks nothing
    needed = max(fonts.width(word, 1, bold) for word in words)
    return max(least, min(size, room / needed)) if needed else size
