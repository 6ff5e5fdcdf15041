"""The faces of Be Vietnam Pro that pages and documents use, made from the installed font package.

Pages get small woff2 subsets and a digits-only face; documents get whole TrueType faces, as they
are and with digits of one width (`BeVietnamProTabular-…`).
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

# What a page in Vietnamese, English or French can need, split so that English loads half.
SUBSETS = {
    "latin": (
        "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+02C6,U+02DA,U+02DC,U+2000-200B,"
        "U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,U+2032-2033,U+2039-203A,"
        "U+2044,U+20AC,U+2122,U+2190-2193,U+2212,U+2713"
    ),
    "vietnamese": (
        "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,"
        "U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB"
    ),
}
DIGITS = "U+0030-0039"
DIGIT_WIDTH = 670  # units of 1000; between the narrow 1 and the wide 4 of the face
WEIGHTS = {400: "Regular", 600: "SemiBold"}
FEATURES = ["kern", "liga", "mark", "mkmk", "ccmp", "locl", "calt"]


def make(sources: Path, folder: Path) -> None:
    """Make every face and fonts.css in `folder` from the TrueType files in `sources`."""
    folder.mkdir(parents=True)
    rules = []
    for weight, style in WEIGHTS.items():
        source = sources / f"BeVietnamPro-{style}.ttf"
        shutil.copyfile(source, folder / source.name)
        tabular(TTFont(source)).save(folder / f"BeVietnamProTabular-{style}.ttf")
        for part, characters in SUBSETS.items():
            name = f"be-vietnam-pro-{weight}-{part}.woff2"
            _save_subset(TTFont(source), characters, folder / name)
            rules.append(_font_face("Be Vietnam Pro", weight, name, characters))
        name = f"hoi-cho-num-{weight}.woff2"
        digits = tabular(TTFont(source))
        if "GPOS" in digits:  # kerning would undo the equal widths
            del digits["GPOS"]
        _save_subset(digits, DIGITS, folder / name)
        rules.append(_font_face("Hoi Cho Num", weight, name, DIGITS))
    (folder / "fonts.css").write_text("\n".join(rules) + "\n", encoding="utf-8")


def _save_subset(face: TTFont, characters: str, target: Path) -> None:
    options = subset.Options(flavor="woff2", layout_features=FEATURES, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(characters))
    subsetter.subset(face)
    subset.save_font(face, str(target), options)


def _font_face(family: str, weight: int, name: str, characters: str) -> str:
    return (
        f"@font-face{{font-family:'{family}';font-style:normal;font-weight:{weight};"
        f"font-display:swap;src:url({name}) format('woff2');unicode-range:{characters}}}"
    )


def tabular(face: TTFont, width: int = DIGIT_WIDTH) -> TTFont:
    """Give the digits of `face` one width (in font units), centred; returns the same face.

    Be Vietnam Pro has proportional figures only, which makes columns of numbers ragged.
    """
    glyphs, metrics, names = face["glyf"], face["hmtx"], face.getBestCmap()
    for digit in "0123456789":
        name = names[ord(digit)]
        advance = metrics[name][0]
        glyph = glyphs[name]
        shift = (width - advance) // 2
        if glyph.isComposite():
            for part in glyph.components:
                part.x += shift
        else:
            glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(glyphs)
        metrics[name] = (width, glyph.xMin)
    return face


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
