"""A prepared subset of a face, embedded without the outlines a file does not show.

Glyph numbers stay as they are, so nothing but the outlines and their index changes from file to
file: what is left of cutting a font is joining some byte strings.
"""

import struct
import zlib
from collections.abc import Set
from io import BytesIO
from itertools import accumulate, pairwise
from typing import Any

LEVEL = 6


class Cut:
    """One subset of a face: `subset` is the character at each code, 0 for none."""

    def __init__(self, base: str, face: Any, subset: list[int]) -> None:
        from fontTools.ttLib import TTFont  # noqa: PLC0415 - slow to load, see faces

        self.base, self.face, self.subset = base, face, subset
        self.to_unicode = zlib.compress(_to_unicode(base, subset), 9)
        self.widths = " ".join(f"{face.getCharWidth(char):.5g}" for char in subset)
        font = TTFont(BytesIO(face.makeSubset(subset)))
        self._tables = {tag: font.reader[tag] for tag in font.reader.keys()}  # noqa: SIM118
        glyf, places = self._tables["glyf"], font["loca"].locations
        self._outlines = [_even(glyf[start:end]) for start, end in pairwise(places)]
        self._parts = self._needed_by_code(font)
        self._tables["head"] = self._long_index(self._tables["head"])

    def _needed_by_code(self, font: Any) -> dict[int, frozenset[int]]:
        """The glyphs each code needs: its own, and those it is composed of."""
        outlines, number = font["glyf"], font.getGlyphID

        def needed(name: str) -> set[int]:
            parts = outlines[name].getComponentNames(outlines)
            return {number(name)}.union(*map(needed, parts)) if parts else {number(name)}

        codes = font["cmap"].tables[0].cmap
        return {code: frozenset(needed(name)) for code, name in codes.items()}

    @staticmethod
    def _long_index(head: bytes) -> bytes:
        return head[:50] + b"\0\1" + head[52:]

    def program(self, codes: Set[int]) -> tuple[bytes, int]:
        """The font file with the outlines of these codes, compressed, and its plain length."""
        kept = {0}.union(*(self._parts.get(code, ()) for code in codes))
        outlines = [o if n in kept else b"" for n, o in enumerate(self._outlines)]
        ends = list(accumulate(map(len, outlines), initial=0))
        tables = self._tables | {
            "glyf": b"".join(outlines),
            "loca": struct.pack(f">{len(ends)}L", *ends),
        }
        plain = _font_file(tables)
        return zlib.compress(plain, LEVEL), len(plain)

    def descriptor(self, program: int) -> str:
        """The font descriptor; `program` is the number of the font file's object."""
        face = self.face
        box = " ".join(f"{value:.5g}" for value in face.bbox)
        return (
            f"<</Type/FontDescriptor/FontName/{self.base}/Flags {face.flags & ~32 | 4}"
            f"/FontBBox[{box}]/ItalicAngle {face.italicAngle:.5g}/Ascent {face.ascent:.5g}"
            f"/Descent {face.descent:.5g}/CapHeight {face.capHeight:.5g}/StemV {face.stemV:.5g}"
            f"/MissingWidth {face.defaultWidth:.5g}/FontFile2 {program} 0 R>>"
        )

    def font(self, descriptor: int, to_unicode: int) -> str:
        """The font dictionary, given the numbers of the objects it names."""
        return (
            f"<</Type/Font/Subtype/TrueType/BaseFont/{self.base}/FirstChar 0"
            f"/LastChar {len(self.subset) - 1}/Widths[{self.widths}]"
            f"/FontDescriptor {descriptor} 0 R/ToUnicode {to_unicode} 0 R>>"
        )


def _even(outline: bytes) -> bytes:
    """Padded to four bytes, as the index wants."""
    return outline + bytes(-len(outline) % 4)


def _font_file(tables: dict[str, bytes]) -> bytes:
    """A TrueType file of these tables."""
    count = len(tables)
    power = count.bit_length() - 1
    head = struct.pack(">LHHHH", 0x10000, count, 16 << power, power, 16 * (count - (1 << power)))
    offset, entries, bodies = 12 + 16 * count, [], []
    for tag in sorted(tables):
        body = tables[tag]
        padded = body + bytes(-len(body) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFFFFFF
        entries.append(struct.pack(">4sLLL", tag.encode(), total, offset, len(body)))
        bodies.append(padded)
        offset += len(padded)
    return b"".join([head, *entries, *bodies])


def _to_unicode(name: str, subset: list[int]) -> bytes:
    """What each code means, for search and copying; a hundred to a block at most."""
    pairs = [
        f"<{code:02X}><{char:04X}>" for code, char in enumerate(subset) if char and char != code
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    same = ["1 beginbfrange", "<20><7E><0020>", "endbfrange"] if subset[65:66] == [65] else []
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        f"/CMapName /{name} def /CMapType 2 def",
        "1 begincodespacerange <00><FF> endcodespacerange",
        *same,
        *("\n".join([f"{len(b)} beginbfchar", *b, "endbfchar"]) for b in blocks),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lines).encode("ascii")
