"""Months on their way to approval: how they stand and what stands against them."""

from datetime import date
from typing import Any

from django.db.models import (
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from common import formats
from venues.models import LineMonth, MonthReview, PointMonth, ShowcasePoint, Submission
from venues.queries.dashboard import COUNTS
from venues.rules import ReviewState, SubmissionState, month_end

SHOWN = 8


def review_rows(points: QuerySet[ShowcasePoint], month: date) -> QuerySet[ShowcasePoint, Any]:
    """One row per point with figures in the month: its counts and the state of its review."""
    return (
        points.annotate(
            of_month=FilteredRelation("pointmonth", condition=Q(pointmonth__month=month)),
            review=FilteredRelation("reviews", condition=Q(reviews__month=month)),
        )
        .filter(of_month__month=month)
        .annotate(review_state=Coalesce(F("review__state"), Value(""), output_field=CharField()))
        .order_by("sort_key", "id")
        .values(
            "id",
            "name",
            "review_state",
            commune_name=F("commune__name"),
            handed_in_at=F("review__handed_in_at"),
            decided_at=F("review__decided_at"),
            **{name: F(f"of_month__{name}") for name in COUNTS},
        )
    )


def months_with_review(point_id: int) -> QuerySet[PointMonth]:
    """A point's months, each with the state of its review (none: not handed in) and its words."""
    review = MonthReview.objects.filter(point_id=point_id, month=OuterRef("month"))
    words = {
        name: Coalesce(Subquery(review.values(name)), Value(""), output_field=CharField())
        for name in ("state", "question", "answer")
    }
    moments = {name: Subquery(review.values(name)) for name in ("handed_in_at", "decided_at")}
    return PointMonth.objects.filter(point_id=point_id).annotate(**words, **moments)


def against_approval(point_id: int, month: date) -> list[str]:
    """Sentences saying what must be settled before the month can be approved; none: nothing."""
    found = []
    held = Submission.objects.filter(
        point_id=point_id,
        state=SubmissionState.HELD,
        business_day__range=(month, month_end(month)),
    ).values_list("business_day", flat=True)
    if days := sorted(set(held)):
        text = _("Choose between two reports on: %(days)s.")
        found.append(text % {"days": ", ".join(formats.day(day) for day in days[:SHOWN])})
    below = LineMonth.objects.filter(point_id=point_id, month=month, closing__lt=0)
    names = list(below.order_by("product__sort_key").values_list("product__name", flat=True))
    if names:
        text = _("Less than nothing is left of: %(names)s. Is a delivery missing?")
        found.append(text % {"names": ", ".join(names[:SHOWN])})
    if earlier := earlier_open_month(point_id, month):
        text = _("An earlier month is not approved yet: %(month)s.")
        found.append(text % {"month": formats.month(earlier)})
    return found


def earlier_open_month(point_id: int, month: date) -> date | None:
    """The first earlier month with reports due that is neither approved nor settled by hand."""
    approved = MonthReview.objects.filter(
        point_id=OuterRef("point_id"), month=OuterRef("month"), state=ReviewState.APPROVED
    )
    months = PointMonth.objects.filter(
        ~Exists(approved), point_id=point_id, month__lt=month, expected_days__gt=0
    )
    settled = ShowcasePoint.objects.values_list("locked_until", flat=True).get(pk=point_id)
    open_months = months.order_by("month").values_list("month", flat=True)
    return next((m for m in open_months if settled is None or month_end(m) > settled), None)
