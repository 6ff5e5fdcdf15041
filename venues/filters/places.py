"""Filters of venues."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from venues.filters import ANY, KIND, Searched, communes
from venues.models import Venue
from venues.rules import VenueKind


class VenueFilter(Searched):
    kind = filters.ChoiceFilter(choices=VenueKind.choices, label=KIND, empty_label=ANY)
    commune = filters.ModelChoiceFilter(
        queryset=communes, label=_("Commune or ward"), empty_label=ANY
    )

    class Meta:
        model = Venue
        fields: list[str] = []
