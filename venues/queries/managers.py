"""Who manages a point, and who did."""

from datetime import date

from django.db.models import Q, QuerySet

from venues.models import PointStaff


def managing(
    staff: QuerySet[PointStaff], day: date, *, ended: bool = False
) -> QuerySet[PointStaff]:
    """Those who manage on a day or later; with `ended` those who no longer do."""
    over = Q(days__endswith__isnull=False, days__endswith__lte=day)
    return staff.filter(over) if ended else staff.exclude(over)
