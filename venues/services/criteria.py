"""Criteria sheets: schemes as data, sheets filled by them, never changed afterwards."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from venues.models import CriteriaScheme, CriteriaSheet, ShowcasePoint
from venues.rules import today_at
from venues.rules.reports import TEXTS

MAX_ITEMS = 100


@transaction.atomic
def add_scheme(*, values: dict[str, Any], criteria: str, actor: User) -> CriteriaScheme:
    """A scheme from its criteria, one a line as “criterion | most points”.

    Raises InvalidInput naming the first line that cannot be read.
    """
    items = []
    for number, line in enumerate(filter(None, map(str.strip, criteria.splitlines())), 1):
        label, _bar, most = line.rpartition("|")
        value = _points(most.strip())
        if not label.strip() or value is None or value <= 0 or number > MAX_ITEMS:
            text = _("Line %(n)d: write the criterion, a bar and its most points.")
            raise InvalidInput(fields={"criteria": [text % {"n": number}]})
        items.append({"label": label.strip()[:300], "max": f"{value:f}"})
    if not items:
        raise InvalidInput(fields={"criteria": [_("Write at least one criterion.")]})
    made = CriteriaScheme.objects.create(items=items, **values)
    record_activity(actor=actor, verb="criteria.scheme_added", obj=made, after={"name": made.name})
    return made


@transaction.atomic
def fill_sheet(
    *,
    point: ShowcasePoint,
    scheme: CriteriaScheme,
    assessed_on: date,
    given: Sequence[str],
    area: int,
    share: int,
    note: str,
    actor: User,
    now: datetime,
) -> CriteriaSheet:
    """Assess a point by a scheme; `given` are the points of each criterion in its order.

    Raises InvalidInput by criterion (`lines.<n>.points`) and for a day to come.
    """
    errors: dict[str, list[Any]] = {}
    if assessed_on > today_at(now):
        errors["assessed_on"] = [TEXTS["future_day"]]
    points = []
    for number, item in enumerate(scheme.items):
        value = _points(given[number] if number < len(given) else "")
        if value is None or not 0 <= value <= Decimal(item["max"]):
            text = _("From 0 to %(most)s points.") % {"most": item["max"]}
            errors[f"lines.{number}.points"] = [text]
        else:
            points.append(value)
    if errors:
        raise InvalidInput(fields=errors)
    made = CriteriaSheet.objects.create(
        point=point,
        scheme=scheme,
        assessed_on=assessed_on,
        points=[f"{value:f}" for value in points],
        total=sum(points, Decimal(0)),
        area=area,
        share=share,
        note=note,
        assessed_by=actor,
    )
    record_activity(
        actor=actor,
        verb="criteria.sheet_filled",
        obj=point,
        after={"day": assessed_on, "total": made.total},
    )
    return made


def _points(text: str) -> Decimal | None:
    """Points with at most two decimals, or None."""
    try:
        value = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    fits = value.is_finite() and abs(value) < 1000 and value == round(value, 2)
    return round(value, 2).normalize() + 0 if fits else None
