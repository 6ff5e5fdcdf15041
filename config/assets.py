"""Front-end assets, built once from installed packages into VAR_DIR/assets; none is committed.

    vendor/     bootstrap.css, htmx.js, leaflet.js, leaflet.css and its images
    fonts/      fonts.css and the woff2 faces it names; *.ttf, whole faces for documents
    icons.svg   the symbols listed in common/icons.txt, used as icons.svg#name

`python -m config.assets FOLDER` builds them by hand.
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FONT_MAKER = ROOT / "config" / "fonts.py"
ICON_LIST = ROOT / "common" / "icons.txt"

# target below vendor/: (package, path in it)
COPIES = {
    "bootstrap.css": ("bootstrap", "css/bootstrap.min.css"),
    "htmx.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
    "leaflet.js": ("js_lib_leaflet", "static/js_lib_leaflet/leaflet.js"),
    "leaflet.css": ("js_lib_leaflet", "static/js_lib_leaflet/leaflet.css"),
    "images/layers.png": ("js_lib_leaflet", "static/js_lib_leaflet/images/layers.png"),
    "images/layers-2x.png": ("js_lib_leaflet", "static/js_lib_leaflet/images/layers-2x.png"),
    "images/marker-icon.png": ("js_lib_leaflet", "static/js_lib_leaflet/images/marker-icon.png"),
}
DISTRIBUTIONS = (
    "bootstrap-wrapper",
    "django-htmx",
    "django-js-lib-leaflet",
    "fontpkg-be-vietnam-pro",
    "fonttools",
    "lucide",
)
SOURCE_MAP = re.compile(rb"/[/*][#@]\s*sourceMappingURL=[^\s*]+\s*(?:\*/)?")

SVG = "http://www.w3.org/2000/svg"


def build(folder: Path) -> bool:
    """Build the assets into `folder` unless they are up to date; return whether it did.

    They are built beside it and put in place whole, so that a killed build leaves no half.
    """
    stamp = folder / ".stamp"
    key = _key()
    if stamp.exists() and stamp.read_text() == key:
        return False
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        unfinished.chmod(0o755)
        _copy_vendor_files(unfinished / "vendor")
        _make_fonts(unfinished / "fonts")
        (unfinished / "icons.svg").write_text(icon_sprite(_icon_names()), encoding="utf-8")
        (unfinished / ".stamp").write_text(key)
        shutil.rmtree(folder, ignore_errors=True)
        unfinished.rename(folder)
    except OSError:
        if not (stamp.exists() and stamp.read_text() == key):  # another build may have been first
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return True


def icon_sprite(names: list[str]) -> str:
    """One SVG with a symbol for each named icon; raises KeyError naming one that is unknown."""
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    with zipfile.ZipFile(_package("lucide") / "lucide.zip") as icons:
        for name in names:
            try:
                drawing = ElementTree.fromstring(icons.read(f"{name}.svg"))  # noqa: S314 - ours
            except KeyError:
                raise KeyError(f"{ICON_LIST.name}: there is no icon named {name}") from None
            drawn = {k: v for k, v in drawing.attrib.items() if k not in ("width", "height")}
            symbol = ElementTree.SubElement(sprite, f"{{{SVG}}}symbol", {"id": name, **drawn})
            symbol.extend(list(drawing))
    return ElementTree.tostring(sprite, encoding="unicode")


def _key() -> str:
    """Changes with our own recipes, the icon list and the packages everything is taken from."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(FONT_MAKER.read_bytes())
    digest.update("\n".join(_icon_names()).encode())
    digest.update(" ".join(version(name) for name in DISTRIBUTIONS).encode())
    return digest.hexdigest()


def _icon_names() -> list[str]:
    """The names in common/icons.txt; blank lines and #-comments aside."""
    lines = ICON_LIST.read_text(encoding="utf-8").splitlines() if ICON_LIST.exists() else []
    return sorted({name for line in lines if (name := line.partition("#")[0].strip())})


def _package(name: str) -> Path:
    """The folder of an installed package, which is not imported."""
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"The package {name} is not installed.")
    return Path(found.submodule_search_locations[0])


def _copy_vendor_files(folder: Path) -> None:
    for target, (package, source) in COPIES.items():
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        # Source maps are not shipped: a comment naming one breaks the hashing of static files.
        path.write_bytes(SOURCE_MAP.sub(b"", (_package(package) / source).read_bytes()))


def _make_fonts(folder: Path) -> None:
    """In a process of its own: the font library is slow to load and rarely needed."""
    files = _package("fontpkg_be_vietnam_pro") / "files"
    command = [sys.executable, "-m", "config.fonts", str(files), str(folder)]
    subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603 - our own module


if __name__ == "__main__":
    build(Path(sys.argv[1]))
