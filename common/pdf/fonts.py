"""The two faces of every document: widths, and one fixed place for every character.

A PDF shows a line as codes of one byte, so a face is embedded as subsets of at most 255 characters.
Usually each file invents its own places and its fonts must be cut apart again for it. Here the
places are fixed: the first subset holds what our languages need daily, rarer characters follow in
further ones that are embedded only where used. A line becomes its codes by one table look-up, and
a file's font is the prepared subset without the outlines the file does not show (`cutting`).
"""

from collections.abc import Set
from functools import cache

from reportlab import rl_config
from reportlab.pdfbase.ttfonts import TTFontFace

from common.pdf.cutting import Cut
from common.pdf.faces import REGULAR_FILE, SEMIBOLD_FILE, UNKNOWN, prepared_face

# Nothing a document draws may come from elsewhere: no host and no scheme.
rl_config.trustedHosts = None
rl_config.trustedSchemes = []

REGULAR, BOLD = "HoiCho-Regular", "HoiCho-SemiBold"
ASCII = "".join(map(chr, range(32, 127)))
_VOWELS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
_TIERS = (  # most letters need the first alone; names in capitals and French the second
    ASCII + _VOWELS + "ĐÁÂÀÔƠƯẤỘẢÝ–—·×₫★□…’",
    _VOWELS.upper() + "çëîïûüœæÿÇËÎÏÛÜŒÆ«»“”‘°¹²³€",
)
_TROUBLE = {0, 9, 10, 12, 13, 32, 40, 41, 92}  # codes readers treat in their own way
_ESCAPED = {40: "\\(", 41: "\\)", 92: "\\\\"}
_SPACES = {0xA0: 32}


class _Rare(Exception):
    """A line has a character outside the first subset."""


class _Table(dict[int, str]):
    """Character to the text of its code in the first subset."""

    def __missing__(self, key: int) -> str:
        raise _Rare


def _places(known: set[int]) -> list[list[int]]:
    """The character at each code of each subset; 0 where there is none."""
    placed: set[int] = set(_SPACES)
    subsets: list[list[int]] = []
    room = [code for code in range(1, 256) if code not in _TROUBLE]
    beyond = [code for code in room if not 32 <= code < 127]
    for tier in _TIERS:
        first = not subsets
        new = [c for c in dict.fromkeys(map(ord, tier)) if c in known and c not in placed]
        placed.update(new)
        fixed = {c: c for c in map(ord, ASCII)} if first else {}
        loose = [char for char in new if char not in fixed]
        subsets.append(_filled(fixed | dict(zip(beyond if first else room, loose, strict=False))))
    rare = sorted(known - placed)
    for start in range(0, len(rare), len(room)):
        chunk = rare[start : start + len(room)]
        subsets.append(_filled(dict(zip(room, chunk, strict=False))))
    return subsets


def _filled(codes: dict[int, int]) -> list[int]:
    return [codes.get(code, 0) for code in range(max(codes) + 1)]


class Face:
    """A face with fixed places; its subsets are known to a page as `/<letter><number>`."""

    def __init__(self, name: str, letter: str, file: str) -> None:
        self.name, self.letter = name, letter
        self.face = TTFontFace(prepared_face(file, name))
        codes = set(self.face.charToGlyph)
        self.widths = {chr(code): int(self.face.getCharWidth(code)) for code in codes}
        self.subsets = _places(codes)
        self.where = {
            char: (number, code)
            for number, subset in enumerate(self.subsets)
            for code, char in enumerate(subset)
            if char
        } | {space: (0, code) for space, code in _SPACES.items()}
        self._first = _Table(
            {
                char: _ESCAPED.get(code, chr(code))
                for char, (number, code) in self.where.items()
                if number == 0
            }
        )
        self._cuts: dict[int, Cut] = {}

    def operators(self, text: str, size: str) -> str:
        """Operators that set the font and show a clean line of text."""
        try:
            shown = text.translate(self._first)
        except _Rare:
            return " ".join(
                f"/{self.letter}{subset} {size} Tf ({codes}) Tj"
                for subset, codes in self._runs(text)
            )
        return f"/{self.letter}0 {size} Tf ({shown}) Tj"

    def _runs(self, text: str) -> list[tuple[int, str]]:
        runs: list[tuple[int, str]] = []
        for char in map(ord, text):
            subset, code = self.where.get(char) or self.where[ord(UNKNOWN)]
            shown = _ESCAPED.get(code, chr(code))
            if runs and runs[-1][0] == subset:
                runs[-1] = (subset, runs[-1][1] + shown)
            else:
                runs.append((subset, shown))
        return runs

    def cuts(self, shown: Set[str]) -> list[tuple[str, Cut, set[int]]]:
        """For each subset a file needs: its name on the page, the subset, and the codes shown."""
        codes: dict[int, set[int]] = {}
        for char in map(ord, shown):
            number, code = self.where.get(char) or self.where[ord(UNKNOWN)]
            codes.setdefault(number, set()).add(code)
        return [(f"{self.letter}{n}", self._cut(n), codes[n]) for n in sorted(codes)]

    def _cut(self, number: int) -> Cut:
        if number not in self._cuts:
            base = f"AAAAA{chr(65 + number)}+{self.name}"
            self._cuts[number] = Cut(base, self.face, self.subsets[number])
        return self._cuts[number]


@cache
def face(bold: bool = False) -> Face:
    """The regular or the semi-bold face; the first call in a process takes half a second."""
    return Face(BOLD, "S", SEMIBOLD_FILE) if bold else Face(REGULAR, "R", REGULAR_FILE)


@cache
def drawable() -> frozenset[str]:
    """Every character the faces can show."""
    return frozenset(face(False).widths) & frozenset(face(True).widths)


def width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line in points."""
    widths = face(bold).widths
    try:
        return sum(map(widths.__getitem__, text)) * size / 1000
    except KeyError:
        return sum(widths.get(char, widths[UNKNOWN]) for char in text) * size / 1000
