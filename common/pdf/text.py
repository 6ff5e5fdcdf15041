"""Breaking text into lines. User text is only ever measured and drawn, never parsed."""

from common.pdf import fonts
from common.text import CONTROL, INVISIBLE, SURROGATE, nfc

LEADING = 1.45  # Ấ rises above the ascender: never below 1.35


def clean(value: object) -> str:
    """Composed, printable text; a character the faces lack shows as a box, never as nothing."""
    text = nfc(SURROGATE.sub("", str(value)).replace("\r\n", "\n").replace("\t", " "))
    text = INVISIBLE.sub("", CONTROL.sub("", text))
    known = fonts.drawable()
    if known.issuperset(text):
        return text
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
    fonts.ready()
    lines: list[str] = []
    for paragraph in clean(value).split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if not word:
                continue
            longer = f"{line} {word}" if line else word
            if fonts.width(longer, size, bold) <= room:
                line = longer
                continue
            if line:
                lines.append(line)
            if fonts.width(word, size, bold) <= room:
                line = word
            else:
                *full, line = _pieces(word, room, size, bold)
                lines.extend(full)
        lines.append(line)
    return lines


def fitting_size(
    value: object, room: float, size: float, least: float, bold: bool = False
) -> float:
    """The largest size down to `least` at which the longest word still fits the width."""
    fonts.ready()
    words = clean(value).replace("\n", " ").split(" ")  # a non-breaking space breaks nothing
    longest = max(words, key=lambda word: fonts.width(word, 1, bold))
    needed = fonts.width(longest, 1, bold)
    return max(least, min(size, room / needed)) if needed else size
