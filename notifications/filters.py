"""Filters of the lists, the same for pages and API."""

from typing import ClassVar

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.forms import DateField
from notifications.models import (
    Bounce,
    Campaign,
    ConsentEntry,
    Document,
    Job,
    Message,
    Recipient,
)
from notifications.rules import (
    Answer,
    BounceOutcome,
    CampaignState,
    ConsentAct,
    DocumentState,
    JobState,
    MessageKind,
    MessageState,
    Skip,
    address_hash,
)


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
        """One kind; a name that ends in a dot, as `venues.`, means all kinds of that part."""
        return rows.filter(
            **{"kind__istartswith" if value.endswith(".") else "kind__iexact": value}
        )


class CampaignFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=_("State"), choices=CampaignState.choices)
    kind = filters.ChoiceFilter(label=_("Kind of message"), choices=MessageKind.choices)
    name = filters.CharFilter(
        label=_("Name contains"), field_name="name", lookup_expr="icontains", max_length=200
    )

    class Meta:
        model = Campaign
        fields: ClassVar[list[str]] = []


class RecipientFilter(filters.FilterSet):
    delivery = filters.ChoiceFilter(
        label=pgettext_lazy("mail", "Delivery"),
        field_name="message__state",
        choices=MessageState.choices,
    )
    answer = filters.ChoiceFilter(label=_("Answer"), choices=Answer.choices)
    skipped = filters.ChoiceFilter(label=_("Left out"), choices=Skip.choices)
    q = filters.CharFilter(label=_("Name or address contains"), method="find", max_length=254)

    class Meta:
        model = Recipient
        fields: ClassVar[list[str]] = []

    def find(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(Q(name__icontains=value) | Q(address__icontains=value))


class BounceFilter(filters.FilterSet):
    outcome = filters.ChoiceFilter(label=_("Settled by"), choices=BounceOutcome.choices)
    permanent = filters.BooleanFilter(label=_("For good"))
    address = filters.CharFilter(
        label=_("Address contains"),
        field_name="message__recipient",
        lookup_expr="icontains",
        max_length=254,
    )

    class Meta:
        model = Bounce
        fields: ClassVar[list[str]] = []


class ConsentFilter(filters.FilterSet):
    act = filters.ChoiceFilter(label=_("Act"), choices=ConsentAct.choices)
    address = filters.CharFilter(label=_("E-mail"), method="of_address", max_length=254)

    class Meta:
        model = ConsentEntry
        fields: ClassVar[list[str]] = []

    def of_address(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Only digests are stored, so the whole address is asked for."""
        return rows.filter(address_hash=address_hash(value))
