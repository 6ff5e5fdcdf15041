"""Recording what a fair brought: sales by exhibitor, visits by day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common import formats
from common.errors import DomainError, InvalidInput, StaleVersion
from fairs.models import Fair, ReportedSales, ReportedVisitors
from fairs.queries.papers import placed
from fairs.rules.phases import days_of
from fairs.rules.states import FairState

MOST_SALES = 1_000_000_000_000
MOST_VISITS = 10_000_000


@transaction.atomic
def record_results(
    *,
    fair: Fair,
    sales: Mapping[int, int | None],
    visits: Mapping[date, int | None],
    version: int,
    actor: User,
    now: datetime,
) -> Fair:
    """Keep sales (đồng, by application id) and visits (by day); None takes a figure back.

    What is not named stays as it is, so several people can report in turn. Zero is a figure, None
    is "not reported". Raises StaleVersion, DomainError before the first day or for a fair that
    was not held, InvalidInput naming exhibitor or day.
    """
    found = Fair.objects.select_for_update(of=("self",)).get(pk=fair.pk)
    if found.version != version:
        raise StaleVersion
    today = timezone.localdate(now)
    if found.state not in (FairState.PUBLISHED, FairState.CLOSED) or today < found.opens_on:
        raise DomainError(
            _("Results are recorded from the first day of a fair that is held."), code="not_held"
        )
    _check(found, sales, visits, today)
    before = _figures(found)
    _write(found, sales, visits)
    after = _figures(found)
    changed = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    if not changed:
        return found
    found.version += 1
    found.save(update_fields=["version"])
    record_activity(
        actor=actor,
        verb="fair.results_recorded",
        obj=found,
        before={"figures": [[key, before.get(key)] for key in changed]},
        after={"figures": [[key, after.get(key)] for key in changed]},
    )
    return found


def _check(
    fair: Fair, sales: Mapping[int, int | None], visits: Mapping[date, int | None], today: date
) -> None:
    wrong: dict[str, list[object]] = {}
    known = {row.application_id for row in placed(fair)}
    for application, amount in sales.items():
        if application not in known:
            wrong["sales"] = [_("Only exhibitors with a place in this fair have sales.")]
        elif amount is not None and not 0 <= amount <= MOST_SALES:
            wrong[f"sales_{application}"] = [_("Enter an amount from 0 to 1,000 billion đồng.")]
    days = days_of(fair.opens_on, fair.closes_on)
    for day, count in visits.items():
        if day not in days or (count is not None and day > today):
            sentence = _("%(day)s is not a day of this fair that has begun.")
            wrong[f"visits_{day}"] = [sentence % {"day": formats.day(day)}]
        elif count is not None and not 0 <= count <= MOST_VISITS:
            wrong[f"visits_{day}"] = [_("Enter a number from 0 to 10 million.")]
    if wrong:
        raise InvalidInput(fields=wrong)


def _write(fair: Fair, sales: Mapping[int, int | None], visits: Mapping[date, int | None]) -> None:
    ReportedSales.objects.filter(application__in=sales, application__fair=fair).delete()
    ReportedSales.objects.bulk_create(
        ReportedSales(application_id=application, amount=amount)
        for application, amount in sales.items()
        if amount is not None
    )
    ReportedVisitors.objects.filter(fair=fair, day__in=visits).delete()
    ReportedVisitors.objects.bulk_create(
        ReportedVisitors(fair=fair, day=day, visits=count)
        for day, count in visits.items()
        if count is not None
    )


def _figures(fair: Fair) -> dict[str, Any]:
    """Every figure by exhibitor's code or day, as the audit trail keeps it."""
    sales = ReportedSales.objects.filter(application__fair=fair)
    found: dict[str, Any] = dict(sales.values_list("application__code", "amount"))
    rows = ReportedVisitors.objects.filter(fair=fair).values_list("day", "visits")
    return found | {day.isoformat(): count for day, count in rows}
