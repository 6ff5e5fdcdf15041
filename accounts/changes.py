"""How a line of the audit trail reads: names of fields and values instead of codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import ActivityEntry
from accounts.rules import Part, kind_name, part_of
from common.formats import day, labelled, moment, number

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d:\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class Change:
    """One value before and after; None where there was or is none."""

    label: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return labelled(self.label, self.after)
        after = self.after if self.after is not None else "–"
        return labelled(self.label, f"{self.before} → {after}")


def _model(object_type: str) -> type[Model] | None:
    try:
        return apps.get_model(object_type)
    except (LookupError, ValueError):
        return None


def _field(model: type[Model] | None, name: str) -> Field | None:
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _shown(value: Any, choices: Mapping[Any, object]) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(filter(None, (_shown(part, choices) for part in value))) or None
    if isinstance(value, int):
        return number(value)
    text = str(value)
    return str(choices[text]) if text in choices else _dated(text)


def _dated(text: str) -> str:
    """A day or moment as this language writes it; any other text as it is."""
    try:
        if _DAY.fullmatch(text):
            return day(date.fromisoformat(text))
        if _MOMENT.match(text):
            return moment(datetime.fromisoformat(text))
        if _TIME.fullmatch(text):
            return text[:5]
    except ValueError:
        pass
    return text


def _described(model: type[Model] | None, name: str) -> Part | None:
    """Codes of a field read as the field says; else what an app said of the name counts."""
    field = _field(model, name)
    known = part_of(name)
    if field is None or (known and not field.flatchoices):
        return known
    if field.related_model:
        return Part(kind_name(field.related_model._meta.label_lower))
    return Part(field.verbose_name, field.flatchoices)


def changes_of(entry: ActivityEntry) -> list[Change]:
    """The changed values of one line, in the order they were written."""
    model = _model(entry.object_type)
    before, after = entry.before or {}, entry.after or {}
    if "text" in after:  # a sentence that holds the other values
        after = {"text": after["text"]}
    names = list(dict.fromkeys([*before, *after]))
    found = []
    for name in names:
        part = _described(model, name) or Part(name.replace("_", " "))
        if part.label is None:
            continue
        words = dict(part.choices)
        shown = [_shown(values.get(name), words) for values in (before, after)]
        if any(shown):
            found.append(Change(capfirst(str(part.label)), *shown))
    return found
