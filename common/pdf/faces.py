"""The faces as they are embedded, made once per process from the installed font package.

Be Vietnam Pro has proportional figures and lacks a few characters our texts use. The faces made
here have digits of one width, so that columns align, and the missing characters drawn: thin
spaces, the non-breaking hyphen, the star, and a box for anything unknown, so that no character
disappears silently.
"""

import math
from importlib import resources
from io import BytesIO
from typing import TYPE_CHECKING

import fontpkg_be_vietnam_pro

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont as SourceFont

REGULAR_FILE, SEMIBOLD_FILE = "BeVietnamPro-Regular.ttf", "BeVietnamPro-SemiBold.ttf"
UNKNOWN = "□"
_DIGITS = "0123456789"
_SAME_AS = {0x202F: 0xA0, 0x2009: 0xA0, 0x2011: 0x2D, 0x2010: 0x2D, 0x2212: 0x2013}


def _same_width_digits(font: "SourceFont") -> None:
    names = [font.getBestCmap()[ord(c)] for c in _DIGITS]
    glyphs, metrics = font["glyf"], font["hmtx"]
    width = max(metrics[name][0] for name in names)
    for name in names:
        shift = (width - metrics[name][0]) // 2
        glyph = glyphs[name]
        if glyph.isComposite():
            for part in glyph.components:
                part.x += shift
        else:
            glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(glyphs)
        metrics[name] = (width, glyph.xMin)


def _add_glyph(font: "SourceFont", name: str, contours: list[list[tuple[int, int]]]) -> None:
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # noqa: PLC0415 - see prepared_face

    pen = TTGlyphPen(None)
    for contour in contours:
        pen.moveTo(contour[0])
        for point in contour[1:]:
            pen.lineTo(point)
        pen.closePath()
    glyph = pen.glyph()
    if name not in font.getGlyphOrder():
        font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = glyph
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (820, glyph.xMin)


def _star() -> list[list[tuple[int, int]]]:
    points = []
    for index in range(10):
        radius = 390 if index % 2 == 0 else 156
        angle = math.pi / 2 - index * math.pi / 5
        points.append(
            (round(410 + radius * math.cos(angle)), round(345 + radius * math.sin(angle)))
        )
    return [points]


def _box() -> list[list[tuple[int, int]]]:
    outer = [(110, 0), (110, 700), (710, 700), (710, 0)]
    inner = [(170, 60), (650, 60), (650, 640), (170, 640)]
    return [outer, inner]


def prepared_face(file: str, name: str) -> BytesIO:
    """A TrueType face under our own name, without what paper does not need."""
    # Slow to load, and needed only where a paper is drawn: no start of the site waits for it.
    from fontTools import subset  # noqa: PLC0415
    from fontTools.ttLib import TTFont as SourceFont  # noqa: PLC0415

    source = resources.files(fontpkg_be_vietnam_pro) / "files" / file
    with source.open("rb") as stream:
        font = SourceFont(BytesIO(stream.read()), recalcTimestamp=False)
    options = subset.Options(hinting=False, layout_features=[])
    options.drop_tables += ["GPOS", "GSUB", "GDEF"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)
    _same_width_digits(font)
    _add_glyph(font, "unknown", _box())
    _add_glyph(font, "star", _star())
    for table in font["cmap"].tables:
        table.cmap[0x2605] = "star"
        table.cmap[ord(UNKNOWN)] = "unknown"
        for code, like in _SAME_AS.items():
            table.cmap.setdefault(code, table.cmap[like])
    for record in font["name"].names:
        if record.nameID in (1, 4, 6, 16):
            record.string = name
    prepared = BytesIO()
    font.save(prepared)
    prepared.seek(0)
    return prepared
