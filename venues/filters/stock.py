"""Filters of the lines of a point and their ledger."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.text import fold
from venues.filters import ANY, YES_NO, DayFilter
from venues.models import Line, Movement
from venues.rules import MovementKind


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


class MovementListFilter(filters.FilterSet):
    """The ledger of a point for programs: by product, kind and day."""

    product = filters.NumberFilter(field_name="product_id", min_value=1, max_value=2**62)
    kind = filters.ChoiceFilter(choices=MovementKind.choices)
    first = DayFilter(field_name="day", lookup_expr="gte")
    last = DayFilter(field_name="day", lookup_expr="lte")

    class Meta:
        model = Movement
        fields: list[str] = []
