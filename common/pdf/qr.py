"""QR codes as vector rectangles.

A code's modules are a linear function of its data bits: with length, level and mask fixed, flipping
a bit of the text flips the same modules whatever the rest says. Letters carry addresses of one
length, so after some of them the effect of each bit is kept, and a further code is a handful of
exclusive-ors instead of a new computation of its error correction. The tests compare both ways.
"""

import re
from functools import lru_cache

import segno

QUIET = 4  # modules of empty margin the standard asks for
MASK = 4  # a fixed mask costs a third of trying all eight and reads just as well at this size
PRACTICE = 150  # codes of one length before the effects of bits are kept
MOST_SHAPES = 8
_RUN = re.compile("1+")


def encoded(data: str) -> tuple[int, int]:
    """The modules row by row as one number, the first the highest bit, and the side in modules."""
    code = segno.make_qr(
        data, error="m", mask=MASK, boost_error=False, mode="byte", encoding="utf-8"
    )
    rows = code.matrix
    return int("".join("1" if dark else "0" for row in rows for dark in row), 2), len(rows)


class _Shape:
    """Codes of plain texts of one length: the first of them, and what each bit changes."""

    def __init__(self, first: str) -> None:
        self.seen = 0
        self.first = first
        self.modules, self.side = encoded(first)
        self.effects: dict[tuple[int, int], int] = {}

    def code(self, data: str) -> tuple[int, int]:
        self.seen += 1
        if self.seen <= PRACTICE:
            return encoded(data)
        modules = self.modules
        for place, (old, new) in enumerate(zip(self.first, data, strict=True)):
            change, bit = ord(old) ^ ord(new), 1
            while bit <= change:
                if change & bit:
                    modules ^= self._effect(place, bit)
                bit <<= 1
        return modules, self.side

    def _effect(self, place: int, bit: int) -> int:
        if (place, bit) not in self.effects:
            flipped = chr(ord(self.first[place]) ^ bit)
            text = f"{self.first[:place]}{flipped}{self.first[place + 1 :]}"
            self.effects[place, bit] = encoded(text)[0] ^ self.modules
        return self.effects[place, bit]


_shapes: dict[int, _Shape] = {}


def modules_of(data: str) -> tuple[int, int]:
    """The same as `encoded`, cheaper for many texts of one length."""
    if not data.isascii():
        return encoded(data)
    shape = _shapes.get(len(data))
    if shape is None:
        while len(_shapes) >= MOST_SHAPES:
            _shapes.pop(next(iter(_shapes)))
        shape = _shapes[len(data)] = _Shape(data)
    return shape.code(data)


@lru_cache(maxsize=256)
def operators(data: str) -> tuple[str, int]:
    """PDF drawing operators of a code with modules of one unit, and its side in modules."""
    modules, size = modules_of(data)
    side, bits = size + 2 * QUIET, f"{modules:0{size * size}b}"
    parts: list[str] = []
    for row in range(size):
        y = side - QUIET - row - 1
        for run in _RUN.finditer(bits, row * size, (row + 1) * size):
            start, end = run.span()
            parts.append(f"{start - row * size + QUIET} {y} {end - start} 1 re")
    return " ".join(parts) + " f", side
