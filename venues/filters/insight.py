"""Filters of what the office reads across points: findings, communes, shelves."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.text import fold
from venues.filters import ANY, KIND, YES_NO, DayFilter, communes
from venues.models import Anomaly, Line, ShowcasePoint
from venues.rules import PointKind
from venues.rules.anomalies import AnomalyRule, AnomalyState


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
