"""Filters of the lists, the same for pages and API."""

from typing import ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import DateField
from notifications.models import Campaign, Document, Job, Message
from notifications.rules import DocumentState, JobState, MessageKind, MessageState


class DayFilter(filters.DateFilter):
    field_class = DateField


class MessageFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=MessageState.choices)
    kind = filters.ChoiceFilter(label=_("Kind of message"), choices=MessageKind.choices)
    campaign = filters.ModelChoiceFilter(label=_("Campaign"), queryset=Campaign.objects.all())
    recipient = filters.CharFilter(
        label=_("Address contains"), field_name="recipient", lookup_expr="icontains", max_length=254
    )
    written_from = DayFilter(label=_("From day"), field_name="created_at", lookup_expr="date__gte")
    written_to = DayFilter(label=_("To day"), field_name="created_at", lookup_expr="date__lte")

    class Meta:
        model = Message
        fields: ClassVar[list[str]] = []


class JobFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=JobState.choices)

    class Meta:
        model = Job
        fields: ClassVar[list[str]] = []


class DocumentFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=DocumentState.choices)
    kind = filters.CharFilter(label=_("Kind of document"), method="of_kind", max_length=60)
    title = filters.CharFilter(
        label=_("Title contains"), field_name="title", lookup_expr="icontains", max_length=200
    )
    issued_from = DayFilter(label=_("From day"), field_name="issued_at", lookup_expr="date__gte")
    issued_to = DayFilter(label=_("To day"), field_name="issued_at", lookup_expr="date__lte")

    class Meta:
        model = Document
        fields: ClassVar[list[str]] = []

    def of_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(kind__istartswith=value)
