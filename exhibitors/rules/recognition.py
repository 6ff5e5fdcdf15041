"""Reading one row of a workbook of recognition decisions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.text import fold, hostile, nfc
from exhibitors.rules import ProducerKind, ProductGroup

COLUMNS: dict[str, Promise] = {
    "producer": _("OCOP entity (producer)"),
    "tax_code": _("Tax code"),
    "kind": _("Kind"),
    "commune": _("Commune or ward"),
    "product": _("Product"),
    "group": _("Product group"),
    "stars": _("Stars"),
    "decision_number": _("Decision number"),
    "issued_on": _("Decision date"),
    "expires_on": _("Expires on"),
    "issuer": _("Issued by"),
}
REQUIRED = ("producer", "product", "group", "stars", "decision_number", "issued_on")
LIMITS = {
    "producer": 250,
    "product": 250,
    "tax_code": 20,
    "decision_number": 60,
    "issuer": 200,
    "commune": 250,
}
# Why a row was not imported; the sentence names the remedy.
ERRORS: dict[str, Promise] = {
    "missing": _("This cell is empty. Fill it in."),
    "too_long": _("This text is too long."),
    "hostile": _("This text holds a character that cannot be shown. Type it again."),
    "group": _("Write the group as a number from 1 to 6 or by its name."),
    "stars": _("Write 3, 4 or 5. Products with fewer stars get no certificate."),
    "date": _("Write the date as day/month/year, for example 24/11/2026."),
    "date_range": _("The decision date lies between 2018 and today."),
    "expiry": _("The expiry day comes after the decision date."),
    "kind": _("Write enterprise, cooperative, cooperative group or household business."),
    "commune": _("No commune or ward of today has this name."),
    "ambiguous_producer": _("Several producers have this name. Add the tax code or the commune."),
    "tax_code_other_name": _("This tax code belongs to a producer with another name."),
    "suspended": _("This producer is suspended. Settle that first."),
    "repeated": _("Another row of this file says something else for this product and decision."),
    "revoked": _("This certificate was withdrawn. Record a new decision instead."),
}
_NUMBER_DATE = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
EARLIEST = date(2018, 1, 1)


@dataclass(frozen=True)
class RowError:
    column: str
    code: str
    value: str = ""


@dataclass(frozen=True)
class Decision:
    """One checked row."""

    producer: str
    product: str
    group: int
    stars: int
    decision_number: str
    issued_on: date
    expires_on: date | None
    issuer: str
    tax_code: str
    kind: str
    commune: str


def name_key(name: str) -> str:
    """What makes two names the same: case does not matter, accents do (cá is not cà)."""
    return nfc(name).casefold()


def in_every_language(text: Promise) -> set[str]:
    """A translated text, folded, in each language of the house."""
    found = set()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found.add(fold(str(text)))
    return found


def header_map() -> dict[str, str]:
    """Folded heading, in any language or as the column's key, to the column."""
    found = {}
    for key, label in COLUMNS.items():
        found[key] = key
        for heading in in_every_language(label):
            found[heading] = key
    return found


def find_columns(row: Sequence[Any]) -> dict[str, int]:
    """Which column stands where in a heading row."""
    known = header_map()
    places: dict[str, int] = {}
    for index, cell in enumerate(row):
        heading = fold(str(cell or "")).replace("*", "").strip()
        key = known.get(heading)
        if key is not None:
            places.setdefault(key, index)
    return places


class Vocabulary:
    """What people write for groups and kinds, in three languages; built once per import."""

    def __init__(self) -> None:
        self.groups = self._words(ProductGroup)
        self.kinds = self._words(ProducerKind)

    @staticmethod
    def _words(choices: Any) -> dict[str, Any]:
        words = {}
        for choice in choices:
            words[fold(str(choice.value))] = choice.value
            for text in in_every_language(choice.label):
                words[text] = choice.value
        return words


def guess_kind(name: str) -> str:
    """The kind of organisation a Vietnamese name says it is."""
    text = fold(name)
    for prefix, kind in (
        ("htx", ProducerKind.COOPERATIVE),
        ("hop tac xa", ProducerKind.COOPERATIVE),
        ("to hop tac", ProducerKind.COOPERATIVE_GROUP),
        ("tht", ProducerKind.COOPERATIVE_GROUP),
        ("cong ty", ProducerKind.ENTERPRISE),
        ("doanh nghiep", ProducerKind.ENTERPRISE),
        ("ho ", ProducerKind.HOUSEHOLD),
        ("hkd", ProducerKind.HOUSEHOLD),
        ("co so", ProducerKind.HOUSEHOLD),
    ):
        if text.startswith(prefix):
            return kind
    return ProducerKind.OTHER


def read_date(value: Any) -> date | None:
    """A date cell, an ISO date or 24/11/2026; None when it is none of these."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if match := _NUMBER_DATE.match(text):
        day, month, year = map(int, match.groups())
        text = f"{year:04d}-{month:02d}-{day:02d}"
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def read_stars(value: Any) -> int | None:
    """4, "4", "4 sao" or "★★★★"; None when it is none of these."""
    text = fold(str(value)).strip()
    if text and set(text) == {"★"}:
        return len(text)
    match = re.fullmatch(r"([345])(?:\.0)?\s*(?:sao|stars?|etoiles?)?", text)
    return int(match.group(1)) if match else None


def check_row(
    cells: Mapping[str, Any], vocabulary: Vocabulary, today: date
) -> tuple[Decision | None, list[RowError]]:
    """A row as a Decision, or every reason why it is none."""
    errors: list[RowError] = []
    texts: dict[str, str] = {}

    def wrong(column: str, code: str) -> None:
        errors.append(RowError(column, code, str(cells.get(column) or "")[:100]))

    for column in COLUMNS:
        raw = cells.get(column)
        text = "" if raw is None else nfc(str(raw)).strip()
        texts[column] = " ".join(text.split())
        if column in REQUIRED and not text:
            wrong(column, "missing")
        elif hostile(text):
            wrong(column, "hostile")
        elif len(text) > LIMITS.get(column, 1000):
            wrong(column, "too_long")
    group = vocabulary.groups.get(fold(texts["group"]))
    if texts["group"] and group is None:
        wrong("group", "group")
    kind = vocabulary.kinds.get(fold(texts["kind"])) if texts["kind"] else None
    if texts["kind"] and kind is None:
        wrong("kind", "kind")
    stars = read_stars(texts["stars"])
    if texts["stars"] and stars not in (3, 4, 5):
        wrong("stars", "stars")
    issued = read_date(cells["issued_on"]) if texts["issued_on"] else None
    if texts["issued_on"]:
        if issued is None:
            wrong("issued_on", "date")
        elif not EARLIEST <= issued <= today:
            wrong("issued_on", "date_range")
    expires = read_date(cells["expires_on"]) if texts["expires_on"] else None
    if texts["expires_on"] and expires is None:
        wrong("expires_on", "date")
    if issued and expires and expires <= issued:
        wrong("expires_on", "expiry")
    if errors or group is None or stars is None or issued is None:
        return None, errors
    decision = Decision(
        producer=texts["producer"],
        product=texts["product"],
        group=group,
        stars=stars,
        decision_number=texts["decision_number"],
        issued_on=issued,
        expires_on=expires,
        issuer=texts["issuer"],
        tax_code=texts["tax_code"],
        kind=kind or guess_kind(texts["producer"]),
        commune=texts["commune"],
    )
    return decision, []
