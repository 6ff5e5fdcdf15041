"""Filters of places, the same for pages and API; here what several of them share."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.forms import DateField
from common.text import fold
from exhibitors.models import Commune

ANY = _("Any")
YES_NO = [("true", _("Yes")), ("false", _("No"))]
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


class DayFilter(filters.DateFilter):
    field_class = DateField
