"""Filters of places, the same for pages and API."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.forms import DateField
from common.text import fold
from exhibitors.models import Commune
from venues.models import (
    Amendment,
    Anomaly,
    CriteriaSheet,
    DeliveryNote,
    Handover,
    Line,
    LineMonth,
    Movement,
    PointMonth,
    PointStaff,
    ShowcasePoint,
    StockCount,
    Venue,
    Webhook,
    WebhookCall,
)
from venues.queries.managers import managing
from venues.rules import (
    AmendmentState,
    DeliveryState,
    HandoverState,
    MovementKind,
    PointKind,
    PointState,
    ReviewState,
    VenueKind,
)
from venues.rules.anomalies import AnomalyRule, AnomalyState
from venues.rules.webhooks import CallState

ANY = _("Any")
YES_NO = [("true", _("Yes")), ("false", _("No"))]
KIND = pgettext_lazy("place", "Kind")


class Searched(filters.FilterSet):
    """Search that ignores case and accents."""

    q = filters.CharFilter(
        method="filter_q",
        label=_("Search"),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )

    def filter_q(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        for word in fold(value).split():
            queryset = queryset.filter(search__contains=word)
        return queryset


def communes(request: Any) -> QuerySet[Commune]:
    return Commune.objects.order_by("sort_key")


class VenueFilter(Searched):
    kind = filters.ChoiceFilter(choices=VenueKind.choices, label=KIND, empty_label=ANY)
    commune = filters.ModelChoiceFilter(
        queryset=communes, label=_("Commune or ward"), empty_label=ANY
    )

    class Meta:
        model = Venue
        fields: list[str] = []


class PointFilter(Searched):
    commune = filters.ModelChoiceFilter(
        queryset=communes, label=_("Commune or ward"), empty_label=ANY
    )
    kind = filters.ChoiceFilter(choices=PointKind.choices, label=KIND, empty_label=ANY)
    state = filters.ChoiceFilter(choices=PointState.choices, label=_("State"), empty_label=ANY)

    class Meta:
        model = ShowcasePoint
        fields: list[str] = []


class DayFilter(filters.DateFilter):
    field_class = DateField


class LineFilter(filters.FilterSet):
    """Lines of a point: rows of `listed_lines`."""

    q = filters.CharFilter(
        method="filter_q",
        label=_("Search"),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )
    low = filters.ChoiceFilter(
        choices=YES_NO,
        method="filter_low",
        label=_("Low"),
        empty_label=ANY,
    )

    class Meta:
        model = Line
        fields: list[str] = []

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in fold(value[:200]).split():
            rows = rows.filter(product__search__contains=word)
        return rows

    def filter_low(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(low=value == "true")


class ManagerFilter(filters.FilterSet):
    """People of a point by whether they manage it, today or from a day to come."""

    current = filters.ChoiceFilter(
        choices=YES_NO, method="filter_current", label=_("Manages now"), empty_label=ANY
    )

    class Meta:
        model = PointStaff
        fields: list[str] = []

    def filter_current(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return managing(rows, timezone.localdate(), ended=value == "false")


class MovementFilter(filters.FilterSet):
    """Movements of a line: rows of `line_history`, whose balance counts what is not shown."""

    kind = filters.ChoiceFilter(
        field_name="moved_as", choices=MovementKind.choices, label=_("Movement"), empty_label=ANY
    )
    first = DayFilter(field_name="moved_on", lookup_expr="gte", label=_("From day"))
    last = DayFilter(field_name="moved_on", lookup_expr="lte", label=_("To day"))

    class Meta:
        model = Movement
        fields: list[str] = []


class MonthFilter(filters.FilterSet):
    """Months of a point by year."""

    year = filters.NumberFilter(
        field_name="month", lookup_expr="year", label=_("Year"), min_value=2000, max_value=2100
    )

    class Meta:
        model = PointMonth
        fields: list[str] = []


class DeliveryFilter(filters.FilterSet):
    """Deliveries by state and by the days they were sent on."""

    state = filters.ChoiceFilter(choices=DeliveryState.choices, label=_("State"), empty_label=ANY)
    first = DayFilter(field_name="sent_on", lookup_expr="gte", label=_("From day"))
    last = DayFilter(field_name="sent_on", lookup_expr="lte", label=_("To day"))

    class Meta:
        model = DeliveryNote
        fields: list[str] = []


class CountFilter(filters.FilterSet):
    """Counts of a point by day."""

    first = DayFilter(field_name="day", lookup_expr="gte", label=_("From day"))
    last = DayFilter(field_name="day", lookup_expr="lte", label=_("To day"))

    class Meta:
        model = StockCount
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


class AnomalyFilter(filters.FilterSet):
    """Findings; without a choice of state those to be looked at stand first in the list."""

    state = filters.ChoiceFilter(choices=AnomalyState.choices, label=_("State"), empty_label=ANY)
    rule = filters.ChoiceFilter(choices=AnomalyRule.choices, label=_("Rule"), empty_label=ANY)
    first = DayFilter(field_name="day", lookup_expr="gte", label=_("From day"))
    last = DayFilter(field_name="day", lookup_expr="lte", label=_("To day"))

    class Meta:
        model = Anomaly
        fields: list[str] = []


class CommuneFilter(filters.FilterSet):
    """Points by kind, summed by commune."""

    kind = filters.ChoiceFilter(choices=PointKind.choices, label=KIND, empty_label=ANY)

    class Meta:
        model = ShowcasePoint
        fields: list[str] = []


class ShelfFilter(filters.FilterSet):
    """Products on shelves: rows of `shelf_rows`."""

    q = filters.CharFilter(
        method="filter_q",
        label=_("Product, producer or point"),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )
    commune = filters.ModelChoiceFilter(
        field_name="point__commune",
        queryset=communes,
        label=_("Commune or ward"),
        empty_label=ANY,
    )
    low = filters.ChoiceFilter(choices=YES_NO, method="filter_low", label=_("Low"), empty_label=ANY)

    class Meta:
        model = Line
        fields: list[str] = []

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in fold(value[:200]).split():
            rows = rows.filter(
                Q(product__search__contains=word)
                | Q(product__producer__search__contains=word)
                | Q(point__search__contains=word)
            )
        return rows

    def filter_low(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(low=value == "true")


class WebhookFilter(filters.FilterSet):
    """Programs in use or switched off."""

    active = filters.ChoiceFilter(
        choices=YES_NO, method="filter_active", label=_("In use"), empty_label=ANY
    )

    class Meta:
        model = Webhook
        fields: list[str] = []

    def filter_active(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(active=value == "true")


class WebhookCallFilter(filters.FilterSet):
    """Calls to a program by how they ended."""

    state = filters.ChoiceFilter(choices=CallState.choices)

    class Meta:
        model = WebhookCall
        fields: list[str] = []


class HandoverFilter(filters.FilterSet):
    """Handovers by point and by how far they are."""

    point = filters.NumberFilter(field_name="point_id", min_value=1, max_value=2**62)
    state = filters.ChoiceFilter(choices=HandoverState.choices)

    class Meta:
        model = Handover
        fields: list[str] = []


class MovementListFilter(filters.FilterSet):
    """The ledger of a point for programs: by product, kind and day."""

    product = filters.NumberFilter(field_name="product_id", min_value=1, max_value=2**62)
    kind = filters.ChoiceFilter(choices=MovementKind.choices)
    first = DayFilter(field_name="day", lookup_expr="gte")
    last = DayFilter(field_name="day", lookup_expr="lte")

    class Meta:
        model = Movement
        fields: list[str] = []


class CriteriaFilter(filters.FilterSet):
    """Criteria sheets of a point by the day of the assessment."""

    first = DayFilter(field_name="assessed_on", lookup_expr="gte", label=_("From day"))
    last = DayFilter(field_name="assessed_on", lookup_expr="lte", label=_("To day"))

    class Meta:
        model = CriteriaSheet
        fields: list[str] = []
