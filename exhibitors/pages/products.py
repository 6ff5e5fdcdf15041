"""Products: the lists, a product's page, and changes to it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_office, is_organiser
from accounts.queries import history_of
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action, Column, ListPage
from exhibitors import services
from exhibitors.access import (
    acting,
    get_producer_to_edit,
    get_product_to_edit,
    get_product_to_view,
    producers_of,
    product_abilities,
    visible_products,
)
from exhibitors.filters import ProductFilter
from exhibitors.pages.chips import certificate_chip, source_chip, standing_chip
from exhibitors.pages.forms import ProductForm
from exhibitors.queries import (
    certificates_of,
    standing_of,
    with_standing,
)
from exhibitors.rules import ProductGroup, product_fields_open_to
from exhibitors.rules.product_types import product_type_label


class Products(ListPage):
    title = _("Products")
    filename = "products"
    filterset_class = ProductFilter
    empty = _("No product is recorded yet.")
    columns = [
        Column(
            _("Product"),
            "name",
            heading=True,
            link=lambda p: reverse("exhibitors:product", args=[p.pk]),
        ),
        Column(_("Producer"), "producer.name"),
        Column(_("Product group"), lambda p: ProductGroup(p.group).label, phone=False),
        Column(_("Product type"), lambda p: product_type_label(p.product_type), phone=False),
        Column(_("Stars"), "stars", "stars"),
        Column(_("Recognised until"), "valid_until", "day"),
        Column(_("Standing"), standing_chip, "chip"),
    ]

    def allowed(self) -> bool:
        return is_office(self.request.user) or producers_of(self.request.user).exists()

    def scoped(self) -> QuerySet[Any]:
        return visible_products(self.request.user)

    def queryset(self) -> QuerySet[Any]:
        rows = self.scoped().select_related("producer")
        return with_standing(rows, timezone.localdate()).order_by("sort_key", "id")

    def empty_action(self) -> Action:
        main = next((action for action in self.actions() if action.primary), None)
        return main or Action(_("Producers"), reverse("exhibitors:producers"))

    def actions(self) -> list[Action]:
        if is_office(self.request.user):
            return []
        own = list(producers_of(self.request.user).values_list("pk", flat=True)[:2])
        if len(own) != 1:
            return []
        href = reverse("exhibitors:product-new", args=own)
        return [Action(_("Add a product"), href, "plus", primary=True)]


class MyProducts(Products):
    """The products of the organisations somebody acts for, whatever else they may see."""

    title = _("My products")
    intro = _("Recorded once, used for every fair and showcase point.")
    filename = "my-products"

    def allowed(self) -> bool:
        return producers_of(self.request.user).exists()

    def scoped(self) -> QuerySet[Any]:
        own = producers_of(self.request.user)
        return visible_products(self.request.user).filter(producer__in=own)


@login_required
def product(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_product_to_view(request.user, pk)
    today = timezone.localdate()
    row = with_standing(visible_products(request.user).filter(pk=pk), today).get()
    can = product_abilities(request.user, found)
    actions = []
    if can["edit"]:
        actions.append(Action(_("Edit"), reverse("exhibitors:product-edit", args=[pk]), "pencil"))
    if can["certify"]:
        href = reverse("exhibitors:certificate-new", args=[pk])
        actions.append(Action(_("Add a certificate"), href, "plus", primary=True))
    office = is_office(request.user)
    context = {
        "title": found.name,
        "breadcrumb": [
            (_("Products"), reverse("exhibitors:products")),
            (found.producer.name, reverse("exhibitors:producer", args=[found.producer_id])),
        ],
        "actions": actions,
        "product": found,
        "row": row,
        "group": ProductGroup(found.group).label,
        "product_type": product_type_label(found.product_type),
        "standing": standing_chip(row),
        "standing_code": standing_of(row, today),
        "source": source_chip(found),
        "can": can,
        "certificates": [(c, certificate_chip(c)) for c in certificates_of(found)],
        "history": (
            history_of(object_type="exhibitors.product", object_id=pk)[:15] if office else []
        ),
        "office": office,
    }
    return render(request, "exhibitors/product.html", context)


@login_required
def product_new(request: HttpRequest, pk: int) -> HttpResponse:
    producer = get_producer_to_edit(request.user, pk)
    form = ProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_product(
                producer=producer, actor=acting(request.user), now=timezone.now(), **form.values()
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("The product was added."))
            return redirect("exhibitors:product", pk=made.pk)
    context = {
        "title": _("Add a product"),
        "form": form,
        "breadcrumb": [(producer.name, reverse("exhibitors:producer", args=[pk]))],
        "back": reverse("exhibitors:producer", args=[pk]),
    }
    return render(request, "exhibitors/form.html", context)


@login_required
def product_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_product_to_edit(request.user, pk)
    organiser = is_organiser(request.user)
    certified = certificates_of(found).exists()
    fields = product_fields_open_to(organiser=organiser, certified=certified)
    names = [n for n in ProductForm.base_fields if n in fields or n == "version"]
    form = ProductForm(
        request.POST or None, initial={n: getattr(found, n) for n in names}, open_fields=fields
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.update_product(
                product=found,
                version=form.cleaned_data.get("version") or 0,
                actor=acting(request.user),
                organiser=organiser,
                now=timezone.now(),
                **form.values(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("The changes were saved."))
            return redirect("exhibitors:product", pk=pk)
    context = {
        "title": _("Edit"),
        "form": form,
        "breadcrumb": [(found.name, reverse("exhibitors:product", args=[pk]))],
        "back": reverse("exhibitors:product", args=[pk]),
        "note": ""
        if "name" in fields
        else _("The certificate names the product and its group; ask the office to change them."),
    }
    return render(request, "exhibitors/form.html", context)


@require_POST
@login_required
def product_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_product_to_edit(request.user, pk)
    try:
        services.withdraw_product(
            product=found,
            version=found.version,
            on=timezone.localdate(),
            actor=acting(request.user),
            now=timezone.now(),
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The product is recorded as no longer made."))
    return redirect("exhibitors:product", pk=pk)
