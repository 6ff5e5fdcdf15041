"""Filters of the registry's lists, the same for pages and API."""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text import fold
from exhibitors.models import (
    Certificate,
    CertificateQuerySet,
    Commune,
    CraftVillage,
    Producer,
    Product,
    RecognitionImport,
)
from exhibitors.queries import commune_choices, in_standing
from exhibitors.rules import ProducerKind, ProducerState, ProductGroup, Standing
from exhibitors.rules.product_types import PRODUCT_TYPES

ANY = _("Any")
YES_NO = [("true", _("Yes")), ("false", _("No"))]
PERIODS = [(30, _("30 days")), (60, _("60 days")), (90, _("90 days"))]


def search_filter(**kwargs: Any) -> filters.CharFilter:
    return filters.CharFilter(
        method="filter_q",
        label=_("Search"),
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
        **kwargs,
    )


class Searched(filters.FilterSet):
    """Search that ignores case and accents."""

    q = search_filter()

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(search__contains=fold(value[:200]))


def commune_filter(**kwargs: Any) -> filters.ModelChoiceFilter:
    return filters.ModelChoiceFilter(
        queryset=lambda request: commune_choices(),
        label=_("Commune or ward"),
        empty_label=ANY,
        **kwargs,
    )


def flag_filter(label: object, field_name: str) -> filters.ChoiceFilter:
    def by_flag(rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(**{field_name: value == "true"})

    return filters.ChoiceFilter(choices=YES_NO, label=label, empty_label=ANY, method=by_flag)


class CommuneFilter(Searched):
    district = filters.CharFilter(method="filter_district", label=_("Former district"))
    is_ward = flag_filter(_("Ward"), field_name="is_ward")

    class Meta:
        model = Commune
        fields: list[str] = []

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Also finds today's commune by the name of a former one."""
        former = Q(former_units__name__icontains=value[:200])
        found = Commune.objects.filter(Q(search__contains=fold(value[:200])) | former)
        return rows.filter(pk__in=found.values("pk"))

    def filter_district(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        found = Commune.objects.filter(former_units__district__icontains=value[:100])
        return rows.filter(pk__in=found.values("pk"))


class VillageFilter(Searched):
    commune = commune_filter(field_name="commune")
    verified = flag_filter(_("Seen in its source"), field_name="verified")

    class Meta:
        model = CraftVillage
        fields: list[str] = []


class ProducerFilter(Searched):
    kind = filters.ChoiceFilter(choices=ProducerKind.choices, label=_("Kind"), empty_label=ANY)
    state = filters.ChoiceFilter(choices=ProducerState.choices, label=_("State"), empty_label=ANY)
    commune = commune_filter(field_name="commune")
    is_demo = flag_filter(_("Demonstration"), field_name="is_demo")

    class Meta:
        model = Producer
        fields: list[str] = []

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value[:200]
        exact = Q(code__iexact=text) | Q(tax_code=text)
        return rows.filter(Q(search__contains=fold(text)) | exact)


class CatalogueFilter(filters.FilterSet):
    q = search_filter()
    group = filters.ChoiceFilter(
        choices=ProductGroup.choices, label=_("Product group"), empty_label=ANY
    )
    product_type = filters.ChoiceFilter(
        choices=list(PRODUCT_TYPES.items()), label=_("Product type"), empty_label=ANY
    )
    commune = commune_filter(field_name="producer__commune")
    stars = filters.ChoiceFilter(
        choices=[(3, "★★★"), (4, "★★★★"), (5, "★★★★★")],
        label=_("Stars"),
        empty_label=ANY,
        field_name="stars",
    )

    class Meta:
        model = Product
        fields: list[str] = []

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = fold(value[:200])
        return rows.filter(Q(search__contains=text) | Q(producer__search__contains=text))


class ProductFilter(CatalogueFilter):
    standing = filters.ChoiceFilter(
        choices=Standing.choices, method="filter_standing", label=_("Standing"), empty_label=ANY
    )

    def filter_standing(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return in_standing(rows, value, timezone.localdate())


class CertificateFilter(filters.FilterSet):
    q = search_filter()
    within = filters.ChoiceFilter(
        choices=PERIODS, method="filter_within", label=_("Ends within"), empty_label=ANY
    )

    class Meta:
        model = Certificate
        fields: list[str] = []

    def filter_q(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = fold(value[:200])
        return rows.filter(
            Q(product__search__contains=text)
            | Q(product__producer__search__contains=text)
            | Q(decision_number__icontains=value[:60])
        )

    def filter_within(self, rows: CertificateQuerySet, name: str, value: str) -> QuerySet:
        return rows.expiring_within(timezone.localdate(), int(value))


class ImportFilter(filters.FilterSet):
    file = filters.CharFilter(
        field_name="filename", lookup_expr="icontains", label=_("File"), max_length=200
    )
    failed = filters.ChoiceFilter(
        choices=YES_NO, method="with_failed", label=_("Some rows need mending"), empty_label=ANY
    )

    class Meta:
        model = RecognitionImport
        fields: list[str] = []

    def with_failed(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(failed__gt=0) if value == "true" else rows.filter(failed=0)
