"""Who manages a point, and who did."""

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import User
from venues.models import PointStaff, ShowcasePoint


def managing(
    staff: QuerySet[PointStaff], day: date, *, ended: bool = False
) -> QuerySet[PointStaff]:
    """Those who manage on a day or later; with `ended` those who no longer do."""
    over = Q(days__endswith__isnull=False, days__endswith__lte=day)
    return staff.filter(over) if ended else staff.exclude(over)


def people_of(point: ShowcasePoint, day: date) -> list[User]:
    """Who manages a point on a day."""
    rows = PointStaff.objects.filter(point=point, days__contains=day).select_related("user")
    return [tenure.user for tenure in rows.order_by("pk")]
