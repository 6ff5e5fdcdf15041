"""Communes and craft villages: reference everybody may read."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.pages import PAGE_SIZE, Column, ListPage
from exhibitors.filters import CommuneFilter, VillageFilter
from exhibitors.models import Commune
from exhibitors.pages.chips import source_chip
from exhibitors.queries import catalogue, communes, villages


class Communes(ListPage):
    title = _("Communes and wards")
    intro = _(
        "The communes and wards in force since 1 July 2025. "
        "Search finds them by the name of a former commune too."
    )
    filename = "communes"
    public = True
    filterset_class = CommuneFilter
    columns = [
        Column(
            _("Name"),
            "name",
            heading=True,
            link=lambda c: reverse("exhibitors:commune", args=[c.pk]),
        ),
        Column(_("Code"), "code", kind="code", phone=False),
        Column(_("Former districts"), lambda c: ", ".join(c.districts)),
        Column(_("Craft villages"), "village_count", "number"),
    ]

    def queryset(self) -> QuerySet[Any]:
        return communes().order_by("sort_key", "id")


class Villages(ListPage):
    title = _("Craft villages")
    filename = "craft-villages"
    public = True
    filterset_class = VillageFilter
    columns = [
        Column(_("Name"), "name", heading=True),
        Column(_("Craft"), lambda v: v.craft_vi),
        Column(
            _("Commune or ward"),
            "commune.name",
            link=lambda v: v.commune_id and reverse("exhibitors:commune", args=[v.commune_id]),
        ),
        Column(_("Former commune"), "former_commune", phone=False),
        Column(_("Former district"), "former_district", phone=False),
        Column(_("Source"), source_chip, "chip"),
    ]

    def queryset(self) -> QuerySet[Any]:
        return villages().order_by("sort_key", "id")


def commune(request: HttpRequest, pk: int) -> HttpResponse:
    """A commune: what it was before, its craft villages and its recognised products."""
    found = get_object_or_404(Commune, pk=pk)
    products = catalogue(timezone.localdate()).filter(producer__commune=found)
    context = {
        "title": found.name,
        "commune": found,
        "breadcrumb": [(_("Communes and wards"), reverse("exhibitors:communes"))],
        "former_units": found.former_units.order_by("district", "name"),
        "villages": found.villages.order_by("sort_key"),
        "products": products.order_by("sort_key", "id")[:PAGE_SIZE],
        "product_total": products.count(),
    }
    return render(request, "exhibitors/commune.html", context)
