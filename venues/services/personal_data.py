"""Points somebody manages, and the reports they sent."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.personal import Erasure, Holding, Subject
from venues.models import PointStaff, Submission
from venues.services.managers import end_management

REPORT = ("point__name", "kind", "business_day", "received_at", "device")


def _management(subject: Subject) -> list[dict[str, Any]]:
    if subject.user is None:
        return []
    rows = PointStaff.objects.filter(user=subject.user).select_related("point").order_by("id")
    return [
        {"point": str(row.point), "since": row.days.lower, "until": row.days.upper} for row in rows
    ]


def _end_management(subject: Subject, erasure: Erasure) -> int:
    if subject.user is None:
        return 0
    today = timezone.localdate(erasure.now)
    rows = PointStaff.objects.filter(user=subject.user).select_related("point", "user")
    held = [row for row in rows if row.days.upper is None or row.days.upper > today]
    for staff in held:
        end_management(staff=staff, last=max(today, staff.days.lower), actor=erasure.actor)
    return len(held)


def _reports(subject: Subject) -> list[dict[str, Any]]:
    if subject.user is None:
        return []
    rows = Submission.objects.filter(actor=subject.user).order_by("received_at")
    return list(rows.values(*REPORT))


MANAGEMENT = Holding("points", _("Managing showcase points"), _management, _end_management)
# The figures are the point's; they stay under the pseudonym that the account became.
REPORTS = Holding("reports", _("Reports sent"), _reports, lambda subject, erasure: 0)
HOLDINGS = (MANAGEMENT, REPORTS)
