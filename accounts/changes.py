"""How a line of the audit trail reads: names of fields and values instead of codes."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import ActivityEntry
from accounts.rules import Role


@dataclass(frozen=True)
class Change:
    """One value before and after; None where there was or is none."""

    label: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.label}: {self.after}"
        return f"{self.label}: {self.before} → {self.after if self.after is not None else '–'}"


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


def _shown(name: str, value: Any, field: Field | None) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(field.flatchoices) if field is not None else {}
    if choices or name == "role":
        return str({**dict(Role.choices), **choices}.get(value, value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _label(name: str, field: Field | None) -> str:
    if field is not None:
        return str(capfirst(field.verbose_name))
    known = {"role": _("Role"), "name": _("Name")}
    return known.get(name) or capfirst(name.replace("_", " "))


def changes_of(entry: ActivityEntry) -> list[Change]:
    """The changed values of one line, in the order they were written."""
    model = _model(entry.object_type)
    before, after = entry.before or {}, entry.after or {}
    names = list(dict.fromkeys([*before, *after]))
    found = []
    for name in names:
        field = _field(model, name)
        shown = [_shown(name, values.get(name), field) for values in (before, after)]
        found.append(Change(_label(name, field), *shown))
    return found
