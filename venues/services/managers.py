"""Who manages a point, from which day to which."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import invite_user, record_activity
from common.errors import InvalidInput
from venues.models import PointStaff, ShowcasePoint
from venues.services.point_lock import lock_point


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
