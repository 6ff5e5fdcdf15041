"""What the monthly reports share: their subject, their digest, and what changed since."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common import formats
from notifications.models import Document
from notifications.rules import DocumentState

SUBJECT = "venues.showcasepoint.month"
# What differs between two issues of the same figures.
OUTSIDE = ("issued_at", "verify_url", "revision", "changes")


def digest_of(report: dict[str, Any]) -> str:
    """The digest of a report's figures, whenever and as whichever version it is issued."""
    data = {name: value for name, value in report.items() if name not in OUTSIDE}
    return hashlib.sha256(orjson.dumps(data, default=str)).hexdigest()


def previous_of(kind: str, subject: str, language: str) -> Document | None:
    """The version issued last, without its bytes."""
    same = Document.objects.filter(
        kind=kind, subject_type=SUBJECT, subject_id=subject, language=language
    )
    return same.defer("content").order_by("-revision").first()


def unchanged(previous: Document | None, digest: str) -> bool:
    """Whether the valid version says the same."""
    return (
        previous is not None
        and previous.state == DocumentState.VALID
        and previous.facts.get("digest") == digest
    )


def verify_url(token: str) -> str:
    """Where the code on the paper leads."""
    return settings.SITE_URL + reverse("notifications:verify", args=[token])


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Sentences naming each figure that differs from the version before.

    `lines` maps a name to received, sold and closing balance, `sums` a name to sales and visits.
    """
    found = [
        _sentence(label, write(before[key]), write(after[key]))
        for key, label, write in (
            ("amount", _("Sales"), formats.money),
            ("visitors", _("Visits"), formats.number),
        )
        if before.get(key) is not None and before[key] != after.get(key)
    ]
    quantities = (pgettext("stock", "Received"), pgettext("stock", "Sold"), _("Closing balance"))
    for part, labels in (("lines", quantities), ("sums", (_("Sales (₫)"), _("Visits")))):
        found += _differing(before.get(part, {}), after.get(part, {}), labels)
    return found


def _differing(old: Any, new: Any, labels: tuple[str, ...]) -> list[str]:
    none = ["0"] * len(labels)
    return [
        _sentence(f"{name}, {label.lower()}", _number(was), _number(now))
        for name in sorted({*old, *new})
        for label, was, now in zip(labels, old.get(name, none), new.get(name, none), strict=True)
        if Decimal(was) != Decimal(now)
    ]


def _number(text: str) -> str:
    return formats.number(Decimal(text).normalize() + 0)


def _sentence(what: str, before: object, after: object) -> str:
    values = {"what": what, "before": before, "after": after}
    return _("%(what)s: %(after)s (before: %(before)s)") % values
