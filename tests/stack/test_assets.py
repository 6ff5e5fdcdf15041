"""Front-end assets: complete, built once, and with digits that line up."""

import os
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from config import assets
from config.catalogues import apps


@pytest.fixture(scope="session")
def built():
    """The assets of this run."""
    return Path(os.environ["HOICHO_VAR"]) / "assets"


def widths(path, characters):
    face = TTFont(path)
    names, metrics = face.getBestCmap(), face["hmtx"]
    return {metrics[names[ord(character)]][0] for character in characters}


@pytest.mark.parametrize(
    "name",
    [
        "hoi-cho-num-400.woff2",
        "hoi-cho-num-600.woff2",
        "BeVietnamProTabular-Regular.ttf",
        "BeVietnamProTabular-SemiBold.ttf",
    ],
)
def test_digits_have_one_width(built, name):
    assert len(widths(built / "fonts" / name, "0123456789")) == 1


def test_the_face_itself_is_not_altered(built):
    assert len(widths(built / "fonts" / "BeVietnamPro-Regular.ttf", "0123456789")) > 1


@pytest.mark.parametrize("weight", [400, 600])
def test_pages_have_every_letter_of_their_languages(built, weight):
    covered = set()
    for part in ("latin", "vietnamese"):
        path = built / "fonts" / f"be-vietnam-pro-{weight}-{part}.woff2"
        covered |= set(TTFont(path).getBestCmap())
    text = "ẤẦẨẪẬẮẶĐƠỢỜỞỠỚƯỰỪỬỮỨỳỵỷỹý ₫ éèêëàâçùûüîïôœŒ «»’…–— €"
    assert {character for character in text if ord(character) not in covered} == set()


def test_every_file_named_in_a_style_sheet_is_there(built):
    for sheet in built.rglob("*.css"):
        for name in re.findall(r"url\(['\"]?([^'\")]+)", sheet.read_text()):
            if not name.startswith(("data:", "#")):
                assert (sheet.parent / name).is_file(), f"{sheet}: {name}"


def test_no_file_names_a_source_map(built):
    for path in (built / "vendor").glob("*.*"):
        assert b"sourceMappingURL" not in path.read_bytes(), path


def test_every_icon_a_page_uses_is_in_the_sprite(built):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (built / "icons.svg").read_text()))
    used = re.compile(r"""{% icon ['"]([\w-]+)['"]|\bicon=['"]([\w-]+)['"]""")
    for app in apps(assets.ROOT):
        for path in (*app.rglob("*.html"), *app.rglob("*.py")):
            for names in used.findall(path.read_text()):
                assert set(names) - {""} <= drawn, f"{path}: {names}"


def test_an_unknown_icon_is_named():
    with pytest.raises(KeyError, match="no icon named no-such-icon"):
        assets.icon_sprite(["house", "no-such-icon"])


def test_a_second_build_does_nothing(tmp_path):
    folder = tmp_path / "assets"
    assert assets.build(folder)
    assert not assets.build(folder)
    (folder / ".stamp").write_text("older")
    assert assets.build(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["assets"]
