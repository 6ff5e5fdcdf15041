"""Filters of places, the same for pages and API."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.text import fold
from exhibitors.models import Commune
from venues.models import ShowcasePoint, Venue
from venues.rules import PointKind, PointState, VenueKind

ANY = _("Any")
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
