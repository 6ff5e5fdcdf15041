"""Translation catalogues without system gettext: extract, update, check, compile (Babel).

    python -m config.catalogues            update every */locale/*/LC_MESSAGES/django.po
    python -m config.catalogues --check    list what is missing, doubtful or wrong; exit 1 if any
    python -m config.catalogues --compile  write the .mo files that are out of date

Each app has complete catalogues of its own. Strings of third-party packages that we translate
ourselves are named in some module of ours with `gettext_noop`, so that they stay.
"""

import argparse
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from config import typography

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("vi", "fr")  # msgids are English
NOT_APPS = {"tests", "bench", "docs", "var"}

Arguments = tuple[int | tuple[int, str], ...]
# Which arguments hold the singular, the plural and (marked "c") the context.
ONE: Arguments = (1,)
PLURAL: Arguments = (1, 2)
CONTEXT: Arguments = ((1, "c"), 2)
PLURAL_IN_CONTEXT: Arguments = ((1, "c"), 2, 3)
KEYWORDS: dict[str, Arguments] = {
    "_": ONE,
    "gettext": ONE,
    "gettext_lazy": ONE,
    "gettext_noop": ONE,
    "ngettext": PLURAL,
    "ngettext_lazy": PLURAL,
    "pgettext": CONTEXT,
    "pgettext_lazy": CONTEXT,
    "npgettext": PLURAL_IN_CONTEXT,
    "npgettext_lazy": PLURAL_IN_CONTEXT,
}

# Headers that say when and by whom: they would change with every run.
VOLATILE = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Language-Team'
    r"|Report-Msgid-Bugs-To):.*\n",
    re.MULTILINE,
)
PERCENT = re.compile(r"%(?:\(\w+\))?[-+#0]*[\d.]*[sdifr]")
BRACE = re.compile(r"\{\w*(?:[.!:][^{}]*)?\}")

# Babel reads a line without its opening quote, too, and takes the first letter for the quote.
LINE = re.compile(r'#.*|(?:(?:msgid|msgid_plural|msgctxt|msgstr(?:\[\d\])?) )?".*"|')

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Problem:
    """One thing a translator has to see to."""

    where: str
    msgid: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.msgid!r}"


def main(arguments: list[str]) -> int:
    """Read the command line, do it, and return the exit code."""
    parser = argparse.ArgumentParser(prog="./run messages", description=__doc__.splitlines()[0])
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="only list what is missing or wrong")
    choice.add_argument("--compile", action="store_true", help="only write .mo files")
    options = parser.parse_args(arguments)
    if options.compile:
        print(f"{compile_all(ROOT)} catalogues compiled")
        return 0
    if options.check:
        problems = check_all(ROOT)
        for problem in problems:
            print(problem)
        print(f"{len(problems)} problems" if problems else "every message is translated")
        return 1 if problems else 0
    for app in apps(ROOT):
        for path in update(app):
            print(f"{path.relative_to(ROOT)} updated")
    return 0


def apps(root: Path) -> list[Path]:
    """The first-party packages that can hold messages."""
    packages = [path.parent for path in root.glob("*/__init__.py")]
    return sorted(path for path in packages if path.name not in NOT_APPS)


def catalogue_path(app: Path, language: str) -> Path:
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(app: Path) -> Catalog:
    """Every message in the Python files and templates of `app`, with the files that hold it."""
    found = Catalog(charset="utf-8")
    for path in sorted(app.rglob("*")):
        if path.suffix not in (".py", ".html", ".txt") or "node_modules" in path.parts:
            continue
        is_python = path.suffix == ".py"
        if not is_python and "templates" not in path.relative_to(app).parts:
            continue
        name = path.relative_to(app.parent).as_posix()
        for singular, plural, context, notes in _messages(path, is_python):
            msgid = (singular, plural) if plural else singular
            found.add(msgid, context=context, locations=[(name, 0)], auto_comments=notes)
    return found


def update(app: Path) -> list[Path]:
    """Bring the catalogues of `app` up to date; return those whose text changed.

    Translations are kept, messages no longer used are dropped, and nothing is guessed.
    """
    template = extract(app)
    changed = []
    for language in LANGUAGES:
        path = catalogue_path(app, language)
        if not len(template) and not path.exists():
            continue
        catalogue = _read(path, language)
        catalogue.update(template, no_fuzzy_matching=True)
        text = _text(catalogue)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed


def check_all(root: Path) -> list[Problem]:
    """Everything that keeps the catalogues of all apps from being complete and consistent."""
    problems = [problem for app in apps(root) for problem in check(app)]
    return problems + list(_contradictions(root))


def check(app: Path) -> list[Problem]:
    """Messages of `app` without a sound translation, by language."""
    template = extract(app)
    problems: list[Problem] = []
    for language in LANGUAGES:
        path = catalogue_path(app, language)
        if not len(template) and not path.exists():
            continue
        catalogue = _read(path, language)
        where = path.relative_to(app.parent).as_posix()
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        broken = (line for line in lines if not LINE.fullmatch(line))
        problems += [Problem(where, line, "not a line of a catalogue") for line in broken]
        for message in template:
            if message.id:
                problems += _faults(message, catalogue.get(message.id, message.context), where)
    return problems


def compile_all(root: Path) -> int:
    """Write the .mo files that are older than their .po or these modules; return how many."""
    compiled, ours = 0, max(Path(f).stat().st_mtime for f in (__file__, typography.__file__))
    for source in sorted(root.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= max(source.stat().st_mtime, ours):
            continue
        unfinished = target.with_suffix(f".{os.getpid()}")  # another start may compile it as well
        with unfinished.open("wb") as file:
            write_mo(file, _typeset(_read(source, source.parts[-3])))
        unfinished.rename(target)
        compiled += 1
    return compiled


def _typeset(catalogue: Catalog) -> Catalog:
    if str(catalogue.locale) == "fr":
        for message in catalogue:
            if message.id:
                texts = [typography.french(text) for text in _texts(message.string)]
                message.string = texts if isinstance(message.string, (list, tuple)) else texts[0]
    return catalogue


Found = tuple[str, str, str | None, list[str]]


def _messages(path: Path, is_python: bool) -> Iterator[Found]:
    """(singular, plural or "", context, translator comments) of each message in a file."""
    source = path.read_text(encoding="utf-8")
    if not is_python:
        # What templatize leaves is Python to a tokenizer only without its indentation.
        lines = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.lstrip() for line in lines)
    file = io.BytesIO(source.encode())
    try:
        found: list[Any] = list(
            extract_python(file, dict(KEYWORDS), ["Translators:"], {"encoding": "utf-8"})
        )
    except SyntaxError as error:
        raise SystemExit(f"{path}: messages cannot be extracted: {error}") from error
    for _, function, raw, notes in found:
        texts = raw if isinstance(raw, tuple) else (raw,)
        context = None
        wanted: list[str] = []
        for position in KEYWORDS[function]:
            number = position[0] if isinstance(position, tuple) else position
            text = texts[number - 1] if number <= len(texts) else None  # None: not a literal
            if isinstance(position, tuple):
                context = text
            else:
                wanted.append(text or "")
        if all(wanted):
            yield wanted[0], wanted[1] if len(wanted) > 1 else "", context, list(notes)


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _text(catalogue: Catalog) -> str:
    """The catalogue as it is stored: in a fixed order, without dates, names or line numbers."""
    catalogue.fuzzy = False
    catalogue.header_comment = "# Hội Chợ"
    output = io.BytesIO()
    write_po(
        output, catalogue, width=100, include_lineno=False, ignore_obsolete=True, sort_output=True
    )
    return VOLATILE.sub("", output.getvalue().decode())


def _faults(message: Message, translated: Message | None, where: str) -> Iterator[Problem]:
    """What is wrong with the translation of one message."""
    ids = _texts(message.id)
    if translated is None:
        yield Problem(where, ids[0], "missing")
        return
    strings = _texts(translated.string)
    if not all(strings):
        yield Problem(where, ids[0], "not translated")
        return
    if translated.fuzzy:
        yield Problem(where, ids[0], "marked fuzzy")
    if len(ids) > 1 and isinstance(translated.string, str):
        yield Problem(where, ids[0], "has no plural forms")
    allowed = [_placeholders(text) for text in ids]
    for text in strings:
        if _placeholders(text) not in allowed:
            yield Problem(where, ids[0], f"placeholders differ in {text!r}")


def _texts(value: Any) -> list[str]:
    """The forms of a message or translation, which Babel gives as one text or several."""
    return list(value) if isinstance(value, (list, tuple)) else [value or ""]


def _placeholders(text: str) -> list[str]:
    """The %(name)s, %s and {name} of a text, sorted; %% counts for nothing."""
    return sorted(PERCENT.findall(text.replace("%%", "")) + BRACE.findall(text))


def _contradictions(root: Path) -> Iterator[Problem]:
    """Messages that two apps translate differently: Django merges catalogues, so one would win."""
    for language in LANGUAGES:
        seen: dict[Key, tuple[str, object]] = {}
        for app in apps(root):
            path = catalogue_path(app, language)
            for message in _translated(_read(path, language)) if path.exists() else ():
                msgid = _texts(message.id)[0]
                key = (message.context, msgid)
                first, string = seen.setdefault(key, (app.name, message.string))
                if string != message.string:
                    where = path.relative_to(root).as_posix()
                    yield Problem(where, msgid, f"translated otherwise in {first}")


def _translated(catalogue: Iterable[Message]) -> Iterator[Message]:
    return (message for message in catalogue if message.id and message.string)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
