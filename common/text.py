"""Text as people of three languages write it: one normal form, search and order."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

# Invisible characters that change how a text reads, or let two texts look the same: bidi controls,
# zero-width, fillers, tags, line separators. The joiner is refused outside of emoji alone.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069"
    "\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d"
)
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)")
SURROGATE = re.compile("[\ud800-\udfff]")

_ALPHABET = {c: i for i, c in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", 1)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_TOKEN = re.compile(r"\d+|\D", re.ASCII)


def nfc(value: str) -> str:
    """Composed form, the only one stored and compared."""
    return unicodedata.normalize("NFC", value)


def composed(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, the texts among them in composed form without blanks around."""
    return {k: nfc(v).strip() if isinstance(v, str) else v for k, v in values.items()}


def hostile(value: str) -> str | None:
    """The reason a text cannot be accepted, or None: `control`, `surrogate` or `invisible`."""
    if SURROGATE.search(value):
        return "surrogate"
    if CONTROL.search(value):
        return "control"
    if INVISIBLE.search(value):
        return "invisible"
    return None


def one_line(value: str) -> bool:
    """Whether a text may stand in a mail header: one line, nothing invisible."""
    return not hostile(value) and not any(c in value for c in "\r\n\t\x0b\x0c\x85\u2028\u2029")


def several_lines(value: str) -> bool:
    """Whether a text has a line break or tab, which names, titles and addresses never have."""
    return any(character in value for character in "\n\r\t")


def whole_number(value: object) -> int | None:
    """The number a text of ASCII digits says, if it is no larger than an id can be; else None."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


class _Bare(dict[int, str]):
    """Each character without its accents, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", "d" if chr(code) == "đ" else chr(code))
        bare = self[code] = "".join(c for c in parts if not unicodedata.combining(c))
        return bare


_BARE = _Bare()


def fold(value: str) -> str:
    """Lower case without accents, for search: `Bát Tràng` and `bat trang` meet."""
    return value.casefold().translate(_BARE)


def vietnamese_key(value: str) -> str:
    """Sort key of Vietnamese dictionaries: letters first, then tones; numbers by size.

    Stored beside names because a server without ICU cannot order them (An, Ăn, Âm; Đ after D).
    """
    places = [
        (f"1{int(token):012d}", "") if token.isdigit() else _place(token)
        for token in _TOKEN.findall(nfc(value).casefold())
    ]
    return "".join(letter for letter, _tone in places) + " " + "".join(tone for _l, tone in places)


@lru_cache(maxsize=4096)
def _place(letter: str) -> tuple[str, str]:
    """Where a character stands, and its tone. Kept: a text has few different ones."""
    parts = unicodedata.normalize("NFD", letter)
    tone = next((_TONES[c] for c in parts if c in _TONES), "0")
    bare = nfc("".join(c for c in parts if c not in _TONES))
    if bare in _ALPHABET:
        return f"2{_ALPHABET[bare]:02d}", tone
    return (f"3{bare}" if bare.isalnum() else "0"), tone
