"""Filters of programs that are called, and of the calls."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from venues.filters import ANY, YES_NO
from venues.models import Webhook, WebhookCall
from venues.rules.webhooks import CallState


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
