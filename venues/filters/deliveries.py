"""Filters of deliveries and counts."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from venues.filters import ANY, DayFilter
from venues.models import DeliveryNote, StockCount
from venues.rules import DeliveryState


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
