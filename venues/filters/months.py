"""Filters of the months of points: their approval, corrections and consignment statements."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.text import fold
from venues.filters import ANY
from venues.models import Amendment, LineMonth, PointMonth, ShowcasePoint
from venues.rules import AmendmentState, ReviewState


class MonthFilter(filters.FilterSet):
    """Months of a point by year."""

    year = filters.NumberFilter(
        field_name="month", lookup_expr="year", label=_("Year"), min_value=2000, max_value=2100
    )

    class Meta:
        model = PointMonth
        fields: list[str] = []


class ConsignmentFilter(filters.FilterSet):
    """Producers of a consignment statement."""

    q = filters.CharFilter(
        method="filter_q",
        label=_("Producer"),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )

    class Meta:
        model = LineMonth
        fields: list[str] = []

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in fold(value[:200]).split():
            rows = rows.filter(product__producer__search__contains=word)
        return rows


class ReviewFilter(filters.FilterSet):
    """Points of a month by how far its approval is; rows of `review_rows`."""

    state = filters.ChoiceFilter(
        choices=[("none", _("Not handed in")), *ReviewState.choices],
        method="filter_state",
        label=_("State"),
        empty_label=ANY,
    )

    class Meta:
        model = ShowcasePoint
        fields: list[str] = []

    def filter_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(review_state="" if value == "none" else value)


class AmendmentFilter(filters.FilterSet):
    """Requests to correct settled days."""

    state = filters.ChoiceFilter(choices=AmendmentState.choices, label=_("State"), empty_label=ANY)

    class Meta:
        model = Amendment
        fields: list[str] = []
