"""The audit trail, readable."""

from typing import ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from accounts.access import is_organiser, visible_activity
from accounts.changes import changes_of
from accounts.models import ActivityEntry
from accounts.rules import kind_name, verb_name, verb_names
from accounts.step_up import PersonalList
from common.formats import labelled
from common.forms import DateField
from common.pages import Action, Column


class DayFilter(filters.DateFilter):
    field_class = DateField


def known_verbs() -> list[tuple[str, str]]:
    return sorted(verb_names().items(), key=lambda pair: pair[1])


class ActivityFilter(filters.FilterSet):
    who = filters.CharFilter(
        label=gettext_lazy("Who"), field_name="actor_label", lookup_expr="icontains"
    )
    verb = filters.ChoiceFilter(label=gettext_lazy("What"), choices=known_verbs)
    object = filters.CharFilter(
        label=gettext_lazy("Object"), field_name="object_label", lookup_expr="icontains"
    )
    first = DayFilter(label=gettext_lazy("From day"), field_name="at", lookup_expr="date__gte")
    last = DayFilter(label=gettext_lazy("To day"), field_name="at", lookup_expr="date__lte")

    class Meta:
        model = ActivityEntry
        fields: ClassVar[list[str]] = []


class Activity(PersonalList):
    title = gettext_lazy("Activity log")
    intro = gettext_lazy("Every change made by a person or by the system. Lines are never altered.")
    filename = "activity"
    filterset_class = ActivityFilter
    columns = [
        Column(gettext_lazy("When"), "at", kind="moment"),
        Column(gettext_lazy("Who"), "who"),
        Column(gettext_lazy("What"), lambda entry: verb_name(entry.verb), heading=True),
        Column(
            gettext_lazy("Object"),
            lambda entry: labelled(kind_name(entry.object_type), entry.object_label),
        ),
        Column(gettext_lazy("Change"), lambda entry: "; ".join(map(str, changes_of(entry)))),
        Column(gettext_lazy("Reason"), "reason", phone=False),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> QuerySet[ActivityEntry]:
        return visible_activity(self.request.user)

    def actions(self) -> list[Action]:
        return [Action(gettext("People"), reverse("accounts:people"), "users")]
