"""Reads about fairs."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairs.models import Application, Booth, Fair, FairHall, FairQuota
from fairs.rules.phases import date_problems
from fairs.rules.states import ApplicationState, BoothState, FairState


def fairs() -> QuerySet[Fair]:
    """Every fair with its venue and series, newest first."""
    return Fair.objects.select_related("venue", "series").order_by("-opens_on", "id")


def public_fairs() -> QuerySet[Fair]:
    """What everybody may see: all but drafts (and drafts that were cancelled)."""
    return fairs().exclude(state=FairState.DRAFT).exclude(published_at=None)


def with_counts(found: QuerySet[Fair]) -> QuerySet[Fair]:
    """Adds `sent`: applications ever sent and not withdrawn."""
    gone = [ApplicationState.DRAFT, ApplicationState.WITHDRAWN]
    sent = Count("applications", filter=~Q(applications__state__in=gone))
    return found.annotate(sent=sent)


def publish_obstacles(fair: Fair, now: datetime) -> list[object]:
    """What still stands between a fair and its publication, as sentences with the remedy."""
    found: list[object] = []
    if not FairHall.objects.filter(fair=fair).exists():
        found.append(_("Draw at least one hall."))
    elif not Booth.objects.filter(fair=fair, state=BoothState.AVAILABLE).exists():
        found.append(_("Give the plan at least one booth that is not blocked."))
    for sentences in date_problems(
        opens_on=fair.opens_on,
        closes_on=fair.closes_on,
        apply_from=fair.apply_from,
        apply_until=fair.apply_until,
        move_in_at=fair.move_in_at,
        confirm_by=fair.confirm_by,
    ).values():
        found += sentences
    if fair.opens_on < timezone.localdate(now):
        found.append(_("The fair's first day has passed; choose new days."))
    elif fair.apply_until <= now and fair.published_at is None:
        found.append(_("The application deadline has passed; choose a later one."))
    return found


def application_counts(fair: Fair) -> dict[str, int]:
    """Number of applications in each state; states without any are left out."""
    rows = (
        Application.objects.filter(fair=fair).order_by().values("state").annotate(total=Count("id"))
    )
    return {row["state"]: row["total"] for row in rows}


def decision_counts(fair: Fair) -> dict[str, int]:
    """Private decisions not announced yet, by decision ("" = eligible and undecided)."""
    rows = (
        Application.objects.filter(fair=fair, state=ApplicationState.ELIGIBLE)
        .order_by()
        .values("decision")
        .annotate(total=Count("id"))
    )
    return {row["decision"]: row["total"] for row in rows}


def capacity(fair: Fair) -> int:
    """Modules of all booths that are not blocked."""
    total = Booth.objects.filter(fair=fair, state=BoothState.AVAILABLE).aggregate(
        total=Sum("type__modules")
    )["total"]
    return total or 0


def quotas_of(fair: Fair) -> list[FairQuota]:
    return list(FairQuota.objects.filter(fair=fair).select_related("commune").order_by("id"))
