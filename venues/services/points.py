"""Showcase points: added, edited, closed; their lines and the people who manage them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import invite_user, record_activity
from common.errors import IllegalTransition, InvalidInput, StaleVersion
from exhibitors.models import Product
from venues.models import Line, LineNow, PointStaff, ShowcasePoint
from venues.rules import POINT_CHANGES, PointState, month_of, today_at
from venues.services import reporting_days, rollups
from venues.services.places import next_code
from venues.services.submissions import lock_point

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


@transaction.atomic
def add_point(*, values: dict[str, Any], actor: User | None, now: datetime) -> ShowcasePoint:
    """A new point with the next free code; its report days are made up to today."""
    point = ShowcasePoint(**{k: v for k, v in values.items() if k in FIELDS})
    point.code = next_code(ShowcasePoint, "P")
    _validate(point)
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
            rollups.recompute_out_days(point_id=locked.pk, month=month_of(since), products=None)
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


@transaction.atomic
def add_line(
    *,
    point: ShowcasePoint,
    product: Product,
    since: date,
    actor: User | None,
    price: int | None = None,
    reorder_level: Decimal | None = None,
    consigned: bool = True,
    commission: Decimal = Decimal(0),
    pack: Decimal = Decimal(1),
) -> Line:
    """Put a product on a point's list. Raises InvalidInput when it is already there."""
    locked = lock_point(point.pk)
    if locked.lines.filter(product=product).exists():
        raise InvalidInput(fields={"product": [_("This product is already on the list.")]})
    line = Line.objects.create(
        point=locked,
        product=product,
        listed=DateRange(since, None),
        price=price,
        reorder_level=reorder_level,
        consigned=consigned,
        commission=commission,
        pack=pack,
    )
    LineNow.objects.get_or_create(
        point=locked, product=product, defaults={"reorder_level": reorder_level}
    )
    _recount_lines(locked)
    record_activity(
        actor=actor, verb="line.added", obj=locked, after={"product": product.code, "since": since}
    )
    return line


@transaction.atomic
def edit_line(
    *,
    line: Line,
    price: int | None,
    reorder_level: Decimal | None,
    until: date | None,
    actor: User | None,
    consigned: bool = True,
    commission: Decimal = Decimal(0),
    pack: Decimal = Decimal(1),
) -> Line:
    """Change a line's price, low mark or terms, or take it off the list after a day."""
    locked = lock_point(line.point_id)
    line.refresh_from_db(
        fields=["price", "reorder_level", "listed", "consigned", "commission", "pack"]
    )
    before = {
        "price": line.price,
        "reorder_level": line.reorder_level,
        "commission": line.commission,
    }
    line.price, line.reorder_level = price, reorder_level
    line.consigned, line.commission, line.pack = consigned, commission, pack
    if until is not None and until < line.listed.lower:
        raise InvalidInput(fields={"until": [_("The last day comes before the first.")]})
    line.listed = DateRange(line.listed.lower, until + timedelta(days=1) if until else None)
    line.save()
    LineNow.objects.filter(point=locked, product_id=line.product_id).update(
        reorder_level=reorder_level
    )
    _recount_lines(locked)
    rollups.recompute_out_days(
        point_id=locked.pk, month=month_of(line.listed.lower), products=[line.product_id]
    )
    record_activity(
        actor=actor,
        verb="line.edited",
        obj=locked,
        before=before,
        after={
            "product": line.product.code,
            "price": price,
            "reorder_level": reorder_level,
            "commission": commission,
            "until": until,
        },
    )
    return line


def _recount_lines(point: ShowcasePoint) -> None:
    counts = LineNow.objects.filter(point=point).aggregate(
        low_lines=Count("product", filter=Q(low=True)),
        negative_lines=Count("product", filter=Q(negative=True)),
        out_lines=Count("product", filter=Q(on_hand__lte=0)),
    )
    ShowcasePoint.objects.filter(pk=point.pk).update(**counts)


@transaction.atomic
def assign_manager(
    *,
    point: ShowcasePoint,
    email: str,
    full_name: str,
    language: str,
    since: date,
    actor: User | None,
    now: datetime,
) -> PointStaff:
    """Make somebody manager of a point from a day on; new people get an invitation by mail.

    Raises InvalidInput when the person already manages it then.
    """
    lock_point(point.pk)
    user = invite_user(email=email, full_name=full_name, language=language, actor=actor, now=now)
    days = DateRange(since, None)
    if PointStaff.objects.filter(point=point, user=user, days__overlap=days).exists():
        raise InvalidInput(fields={"email": [_("This person already manages the point.")]})
    staff = PointStaff.objects.create(point=point, user=user, days=days)
    record_activity(
        actor=actor,
        verb="point.manager_assigned",
        obj=point,
        after={"user": user.email, "since": since},
    )
    return staff


@transaction.atomic
def end_management(*, staff: PointStaff, last: date, actor: User | None) -> PointStaff:
    """A manager's last day; what was done in the tenure may still be sent afterwards."""
    lock_point(staff.point_id)
    if last < staff.days.lower - timedelta(days=1):
        raise InvalidInput(fields={"last": [_("The last day comes before the first.")]})
    record_activity(
        actor=actor,
        verb="point.manager_ended",
        obj=staff.point,
        before={"user": staff.user.email},
        after={"last": last},
    )
    if last < staff.days.lower:
        staff.delete()
        return staff
    staff.days = DateRange(staff.days.lower, last + timedelta(days=1))
    staff.save(update_fields=["days"])
    return staff
