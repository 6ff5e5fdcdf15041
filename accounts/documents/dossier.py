"""Everything kept about one person as a file to take along: for programs and for people."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.formats import day, moment, number

FORMAT = "hoicho-personal-data"
VERSION = 1

LABELS: dict[str, object] = {
    "account": _("Account"),
    "act": _("Act"),
    "address": _("Address"),
    "after": _("Afterwards"),
    "answer": _("Answer"),
    "answered_at": _("Answered"),
    "at": _("When"),
    "before": _("Before"),
    "business_day": _("Day"),
    "campaign__name": _("Campaign"),
    "channel": _("Way"),
    "code": _("Code"),
    "contact_email": _("E-mail"),
    "contact_name": _("Contact"),
    "contact_phone": _("Phone"),
    "created": _("Made"),
    "created_at": _("Written"),
    "date_joined": _("Since"),
    "device": _("Device"),
    "email": _("E-mail"),
    "expiry": _("Valid until"),
    "fair__name_vi": _("Fair"),
    "full_name": _("Full name"),
    "granted_at": _("Given"),
    "invited_at": _("Invited"),
    "is_active": _("Active"),
    "kind": _("Kind"),
    "language": _("Language"),
    "last_login": _("Last sign-in"),
    "name": _("Name"),
    "note": _("Note"),
    "object_label": _("Object"),
    "object_type": _("Kind of object"),
    "occurred_at": _("When"),
    "organisation": _("Organisation"),
    "party_size": _("Number of people"),
    "phone": _("Phone"),
    "point": _("Showcase point"),
    "point__name": _("Showcase point"),
    "producer__name": _("Producer"),
    "reason": _("Reason"),
    "received_at": _("Received"),
    "recipient_name": _("Name"),
    "responded_at": _("Answered"),
    "response": _("Answer"),
    "revoked_at": _("Taken away"),
    "role": _("Role"),
    "roles": _("Office roles"),
    "scope": _("Kind of mail"),
    "second_factors": _("Second factor"),
    "seminar__name_vi": _("Seminar"),
    "sent_at": _("Sent"),
    "since": _("From"),
    "state": _("State"),
    "subject": _("Subject"),
    "submitted_at": _("Submitted"),
    "text": _("Text"),
    "text_version": _("Version of the text"),
    "tokens": _("API tokens"),
    "type": _("Kind"),
    "until": _("Until"),
    "values": _("Values"),
    "verb": _("What"),
}


@dataclass(frozen=True)
class Section:
    """One kind of data: its key, its title, and its rows as plain values by field."""

    key: str
    title: object
    rows: list[dict[str, Any]]


@dataclass(frozen=True)
class Dossier:
    """Everything kept about one person.

    `traces` counts the rows of every table that holds the address, those of the sections among
    them, so that whoever reads it can see that nothing is left out.
    """

    address: str
    made_at: datetime
    office: str
    sections: list[Section]
    traces: Mapping[str, int]

    @property
    def empty(self) -> bool:
        return not self.traces and not any(section.rows for section in self.sections)


def render_dossier(facts: Dossier) -> bytes:
    """A ZIP archive with data.json and data.html, in the active language."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(as_data(facts), cls=DjangoJSONEncoder, indent=1))
        archive.writestr("data.html", _page(facts))
    return buffer.getvalue()


def as_data(facts: Dossier) -> dict[str, Any]:
    """The machine's form: the same rows under the names of their fields."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "address": facts.address,
        "made_at": facts.made_at,
        "office": facts.office,
        "sections": {section.key: section.rows for section in facts.sections},
        "tables": dict(facts.traces),
    }


def _page(facts: Dossier) -> str:
    sections = [
        (
            section.title,
            [[(_label(n), _shown(value)) for n, value in row.items()] for row in section.rows],
        )
        for section in facts.sections
    ]
    context = {"facts": facts, "sections": sections, "language": get_language()}
    return render_to_string("accounts/dossier.html", context)


def _label(name: str) -> str:
    return capfirst(str(LABELS.get(name, name.replace("_", " "))))


def _shown(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, Mapping):
        return "; ".join(f"{_label(name)}: {_shown(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return " | ".join(map(_shown, value))
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return number(value) if isinstance(value, int) else str(value)
