"""Showcase points: added, edited, closed; their lines and the people who manage them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import IllegalTransition, InvalidInput, StaleVersion
from venues.models import ShowcasePoint
from venues.rules import POINT_CHANGES, PointState, month_of, today_at
from venues.services import out_days, reporting_days
from venues.services.places import next_code
from venues.services.point_lock import lock_point

FIELDS = (
    "name",
    "kind",
    "operator",
    "address",
    "commune",
    "opened",
    "reports_from",
    "latitude",
    "longitude",
    "source",
    "verified",
    "note",
)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: getattr(v, "pk", v) for k, v in values.items()}


def _validate(point: ShowcasePoint) -> None:
    try:
        point.full_clean(exclude=["sort_key", "search", "code"])
    except ValidationError as error:
        fields = {k if k != "__all__" else "": list(v) for k, v in error.message_dict.items()}
        raise InvalidInput(fields=fields) from error


def _ensure_partitions(first: date | None, now: datetime) -> None:
    """The ledger's months since a point's first report day; before anything is locked."""
    if first is not None and first <= today_at(now):
        reporting_days.ensure_partitions(first=first, last=today_at(now))


@transaction.atomic
def add_point(*, values: dict[str, Any], actor: User | None, now: datetime) -> ShowcasePoint:
    """A new point with the next free code; its report days are made up to today."""
    point = ShowcasePoint(**{k: v for k, v in values.items() if k in FIELDS})
    point.code = next_code(ShowcasePoint, "P")
    _validate(point)
    _ensure_partitions(point.reports_from, now)
    point.save()
    record_activity(actor=actor, verb="point.added", obj=point, after=_plain(values))
    reporting_days.open_point_days(point_id=point.pk, until=today_at(now))
    point.refresh_from_db()
    return point


@transaction.atomic
def edit_point(
    *, point: ShowcasePoint, values: dict[str, Any], version: int, actor: User | None, now: datetime
) -> ShowcasePoint:
    """Change a point's facts. Raises StaleVersion, InvalidInput by field."""
    _ensure_partitions(values.get("reports_from"), now)
    locked = lock_point(point.pk)
    if locked.version != version:
        raise StaleVersion
    before = {
        name: getattr(locked, name)
        for name, value in values.items()
        if name in FIELDS and getattr(locked, name) != value
    }
    if not before:
        return locked
    for name in before:
        setattr(locked, name, values[name])
    _validate(locked)
    locked.version += 1
    if "reports_from" in before:
        locked.opened_until = None
    locked.save()
    record_activity(
        actor=actor,
        verb="point.edited",
        obj=locked,
        before=_plain(before),
        after=_plain({name: getattr(locked, name) for name in before}),
    )
    if "reports_from" in before:
        reporting_days.open_point_days(point_id=locked.pk, until=today_at(now))
        starts = [d for d in (before["reports_from"], locked.reports_from) if d]
        if starts:
            since = min(starts)
            reporting_days.recount_days(point_id=locked.pk, since=month_of(since))
            out_days.recompute_out_days(point_id=locked.pk, month=month_of(since), products=None)
        locked.refresh_from_db()
    return locked


@transaction.atomic
def change_state(
    *, point: ShowcasePoint, to: str, actor: User | None, now: datetime, reason: str = ""
) -> ShowcasePoint:
    """Close a point for good, or open it again. Raises IllegalTransition."""
    locked = lock_point(point.pk)
    if to not in POINT_CHANGES[locked.state]:
        raise IllegalTransition(source=locked.get_state_display(), target=to)
    before = locked.state
    locked.state = to
    locked.closed_on = today_at(now) + timedelta(days=1) if to == PointState.CLOSED else None
    locked.version += 1
    locked.save()
    record_activity(
        actor=actor,
        verb="point.state_changed",
        obj=locked,
        reason=reason,
        before={"state": before},
        after={"state": to},
    )
    return locked


@transaction.atomic
def settle_period(
    *,
    point: ShowcasePoint,
    until: date | None,
    actor: User | None,
    now: datetime,
    reason: str = "",
) -> ShowcasePoint:
    """Settle the figures up to a day (no report or correction any more), or reopen them.

    Raises InvalidInput for a day still to come: its reports could never arrive.
    """
    if until is not None and until > today_at(now):
        raise InvalidInput(fields={"until": [_("This day has not come yet. Choose today.")]})
    locked = lock_point(point.pk)
    before = locked.locked_until
    locked.locked_until = until
    locked.version += 1
    locked.save(update_fields=["locked_until", "version"])
    record_activity(
        actor=actor,
        verb="point.period_settled",
        obj=locked,
        reason=reason,
        before={"locked_until": before},
        after={"locked_until": until},
    )
    return locked
