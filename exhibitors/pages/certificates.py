"""Certificates: those about to end, and recording and withdrawing one."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import is_office, is_organiser
from accounts.permissions import organiser_required
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action, Column, ListPage
from exhibitors import services
from exhibitors.access import (
    acting,
    get_certificate_to_revoke,
    get_product_to_edit,
    producers_of,
    visible_certificates,
)
from exhibitors.filters import CertificateFilter
from exhibitors.pages.forms import CertificateForm, RevokeForm
from exhibitors.pages.paper_forms import DecisionListForm, ExpiryNoticesForm
from exhibitors.queries import expiry_counts, latest_certificates, paper_documents


class Certificates(ListPage):
    title = _("Certificates")
    intro = _("Certificates in force, the next to end first; replaced ones are left out.")
    filename = "certificates"
    filterset_class = CertificateFilter
    template_name = "exhibitors/certificates.html"
    empty = _("No certificate is in force.")
    columns = [
        Column(
            _("Product"),
            "product.name",
            heading=True,
            link=lambda c: reverse("exhibitors:product", args=[c.product_id]),
        ),
        Column(_("Producer"), "product.producer.name"),
        Column(_("Stars"), "stars", "stars"),
        Column(_("Decision number"), "decision_number", kind="code"),
        Column(_("Decision date"), "issued_on", "day", phone=False),
        Column(_("Expires on"), "expires_on", "day"),
        Column(_("Days left"), lambda c: (c.expires_on - timezone.localdate()).days, "number"),
    ]

    def allowed(self) -> bool:
        return is_office(self.request.user) or producers_of(self.request.user).exists()

    def queryset(self) -> QuerySet[Any]:
        mine = visible_certificates(self.request.user).valid_on(timezone.localdate())
        return latest_certificates(mine)

    def empty_action(self) -> Action:
        return Action(_("Products"), reverse("exhibitors:products"))

    def extra(self) -> dict[str, Any]:
        mine = visible_certificates(self.request.user)
        found: dict[str, Any] = {"counts": expiry_counts(mine, timezone.localdate())}
        if is_organiser(self.request.user):
            found |= {
                "decision_form": DecisionListForm(),
                "notice_form": ExpiryNoticesForm(),
                "documents": paper_documents()[:10],
            }
        return found


@organiser_required
def certificate_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_product_to_edit(request.user, pk)
    form = CertificateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_certificate(
                product=found, actor=acting(request.user), now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("The certificate was recorded."))
            return redirect("exhibitors:product", pk=pk)
    context = {
        "title": _("Add a certificate"),
        "form": form,
        "breadcrumb": [(found.name, reverse("exhibitors:product", args=[pk]))],
        "back": reverse("exhibitors:product", args=[pk]),
    }
    return render(request, "exhibitors/form.html", context)


@organiser_required
def certificate_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_certificate_to_revoke(request.user, pk)
    form = RevokeForm(request.POST or None, initial={"revoked_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke_certificate(
                certificate=found,
                on=form.cleaned_data["revoked_on"],
                reason=form.cleaned_data["reason"],
                actor=acting(request.user),
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("The certificate was withdrawn."))
            return redirect("exhibitors:product", pk=found.product_id)
    back = reverse("exhibitors:product", args=[found.product_id])
    context = {
        "title": _("Withdraw the certificate %(number)s") % {"number": found.decision_number},
        "form": form,
        "breadcrumb": [(found.product.name, back)],
        "back": back,
        "note": _("It stays visible with this reason and no longer counts from that day on."),
        "confirm": _("Withdraw this certificate?"),
    }
    return render(request, "exhibitors/form.html", context)
