"""The public catalogue: products whose certificate is in force today."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.pages import Column, ListPage
from exhibitors.filters import CatalogueFilter
from exhibitors.models import Certificate
from exhibitors.queries import catalogue
from exhibitors.rules import ProductGroup
from exhibitors.rules.product_types import product_type_label


class Catalogue(ListPage):
    title = _("Recognised OCOP products")
    intro = _("Products whose recognition is in force today.")
    empty = _("No product is recognised at this moment.")
    filename = "ocop-products"
    public = True
    filterset_class = CatalogueFilter
    columns = [
        Column(
            _("Product"),
            "name",
            heading=True,
            link=lambda p: reverse("exhibitors:catalogue-product", args=[p.pk]),
        ),
        Column(_("Producer"), "producer.name"),
        Column(_("Commune or ward"), "producer.commune.name"),
        Column(_("Product group"), lambda p: ProductGroup(p.group).label, phone=False),
        Column(_("Stars"), "stars", "stars"),
        Column(_("Recognised until"), "valid_until", "day"),
        Column(
            _("Note"),
            lambda p: ("grey", _("Demonstration"), True) if p.is_demo_row else None,
            "chip",
        ),
    ]

    def queryset(self) -> QuerySet[Any]:
        return catalogue(timezone.localdate()).order_by("sort_key", "id")


def catalogue_product(request: HttpRequest, pk: int) -> HttpResponse:
    """A recognised product as the public sees it; one that is not recognised is not found."""
    today = timezone.localdate()
    product = get_object_or_404(catalogue(today), pk=pk)
    certificate = (
        Certificate.objects.filter(product=product)
        .valid_on(today)
        .order_by("-stars", "-expires_on")
        .first()
    )
    context = {
        "title": product.name,
        "breadcrumb": [(_("Recognised OCOP products"), reverse("exhibitors:catalogue"))],
        "product": product,
        "group": ProductGroup(product.group).label,
        "product_type": product_type_label(product.product_type),
        "certificate": certificate,
    }
    return render(request, "exhibitors/catalogue_product.html", context)
