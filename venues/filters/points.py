"""Filters of showcase points, their people, handovers and criteria sheets."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from venues.filters import ANY, KIND, YES_NO, DayFilter, Searched, communes
from venues.models import CriteriaSheet, Handover, PointStaff, ShowcasePoint
from venues.queries.managers import managing
from venues.rules import HandoverState, PointKind, PointState


class PointFilter(Searched):
    commune = filters.ModelChoiceFilter(
        queryset=communes, label=_("Commune or ward"), empty_label=ANY
    )
    kind = filters.ChoiceFilter(choices=PointKind.choices, label=KIND, empty_label=ANY)
    state = filters.ChoiceFilter(choices=PointState.choices, label=_("State"), empty_label=ANY)

    class Meta:
        model = ShowcasePoint
        fields: list[str] = []


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


class HandoverFilter(filters.FilterSet):
    """Handovers by point and by how far they are."""

    point = filters.NumberFilter(field_name="point_id", min_value=1, max_value=2**62)
    state = filters.ChoiceFilter(choices=HandoverState.choices)

    class Meta:
        model = Handover
        fields: list[str] = []


class CriteriaFilter(filters.FilterSet):
    """Criteria sheets of a point by the day of the assessment."""

    first = DayFilter(field_name="assessed_on", lookup_expr="gte", label=_("From day"))
    last = DayFilter(field_name="assessed_on", lookup_expr="lte", label=_("To day"))

    class Meta:
        model = CriteriaSheet
        fields: list[str] = []
