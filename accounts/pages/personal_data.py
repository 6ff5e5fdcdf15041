"""Personal data: taking one's own along, asking to be erased, and what the office does about it."""

from typing import Any

import django_filters as filters
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import services
from accounts.access import (
    get_erasure_to_decide,
    is_organiser,
    open_erasure_of,
    visible_erasures,
)
from accounts.documents.dossier import Dossier, render_dossier
from accounts.models import ErasureRequest
from accounts.permissions import organiser_required
from accounts.rules import ErasureState
from accounts.services.personal_data import look_at_person
from accounts.step_up import PersonalList, require_fresh_sign_in
from common.errors import DomainError
from common.files import download
from common.forms import EmailField, TextField, add_domain_error, say_domain_error
from common.pages import Action, Column

TONES = {
    ErasureState.ASKED: ("amber", False),
    ErasureState.WITHDRAWN: ("grey", True),
    ErasureState.REFUSED: ("red", True),
    ErasureState.DONE: ("jade", True),
}


class AddressForm(forms.Form):
    address = EmailField(
        label=gettext_lazy("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class WishForm(forms.Form):
    note = TextField(
        label=gettext_lazy("Note to the office"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For example from when on, or what you would like to keep."),
    )


class DecisionForm(forms.Form):
    reason = TextField(label=gettext_lazy("Reason"), max_length=300)


def _file(dossier: Dossier) -> HttpResponse:
    return download(
        content=render_dossier(dossier),
        filename=f"personal-data-{timezone.localdate():%Y-%m-%d}.zip",
        content_type="application/zip",
    )


# One's own


@login_required
def own(request: HttpRequest) -> HttpResponse:
    """What is kept about the person, and the two things to do about it."""
    context = {
        "title": _("My data"),
        "breadcrumb": [(_("My account"), reverse("accounts:profile"))],
        "dossier": look_at_person(address=request.user.email, now=timezone.now()),
        "wish": open_erasure_of(request.user),
        "form": WishForm(),
    }
    return render(request, "accounts/my_data.html", context)


@login_required
@require_POST
def take_along(request: HttpRequest) -> HttpResponse:
    require_fresh_sign_in(request)
    dossier = services.export_person(
        address=request.user.email, actor=request.user, now=timezone.now()
    )
    return _file(dossier)


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    require_fresh_sign_in(request)
    form = WishForm(request.POST)
    if form.is_valid():
        services.ask_for_erasure(user=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The office was asked to erase your data."))
    return redirect("accounts:my_data")


@login_required
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    found = open_erasure_of(request.user)
    if found is not None:
        services.withdraw_erasure(request=found, actor=request.user, now=timezone.now())
        messages.success(request, _("The office was told that your data stays."))
    return redirect("accounts:my_data")


# The office


def chip(row: ErasureRequest) -> tuple[str, object, bool]:
    tone, settled = TONES[ErasureState(row.state)]
    return tone, ErasureState(row.state).label, settled


class ErasureFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label=gettext_lazy("State"), choices=ErasureState.choices)

    class Meta:
        model = ErasureRequest
        fields: list[str] = []


class Erasures(PersonalList):
    title = gettext_lazy("Erasure of personal data")
    intro = gettext_lazy("Who asked to be erased, and what was done about it.")
    empty = gettext_lazy("Nobody has asked to be erased.")
    filename = "erasures"
    filterset_class = ErasureFilter
    columns = [
        Column(
            gettext_lazy("E-mail"),
            "address",
            heading=True,
            link=lambda row: reverse("accounts:erasure", args=[row.pk]),
        ),
        Column(gettext_lazy("State"), chip, kind="chip"),
        Column(gettext_lazy("Asked"), "asked_at", kind="moment"),
        Column(gettext_lazy("Decided"), "decided_at", kind="moment", phone=False),
        Column(gettext_lazy("By"), lambda row: row.decided_by and str(row.decided_by), phone=False),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> QuerySet[ErasureRequest]:
        return visible_erasures(self.request.user)

    def actions(self) -> list[Action]:
        look = reverse("accounts:personal_data")
        return [Action(_("Look up an address"), look, "search", primary=True)]


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("People"), reverse("accounts:people")),
        (_("Erasure of personal data"), reverse("accounts:erasures")),
    ]


def _show(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    page = {
        "title": _("Personal data"),
        "breadcrumb": _crumbs(),
        "decision_form": DecisionForm(),
        **context,
    }
    return render(request, "accounts/personal_data.html", page, status=status)


@organiser_required
def look_up(request: HttpRequest) -> HttpResponse:
    """Find what is kept about an address, of an account or of a guest."""
    form = AddressForm(request.POST or None)
    dossier = None
    if form.is_valid():
        dossier = look_at_person(address=form.cleaned_data["address"], now=timezone.now())
    return _show(request, form=form, dossier=dossier)


@organiser_required
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """One wish: what it would reach, and the decision."""
    found = get_erasure_to_decide(request.user, pk)
    is_open = found.state == ErasureState.ASKED
    dossier = look_at_person(address=found.address, now=timezone.now()) if is_open else None
    return _show(request, wish=found, chip=chip(found), is_open=is_open, dossier=dossier)


@organiser_required
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _show(request, form=form)
    require_fresh_sign_in(request)
    try:
        dossier = services.export_person(
            address=form.cleaned_data["address"], actor=request.user, now=timezone.now()
        )
    except DomainError as error:
        add_domain_error(form, error)
        return _show(request, form=form)
    return _file(dossier)


@organiser_required
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    form, decision = AddressForm(request.POST), DecisionForm(request.POST)
    if form.is_valid() and decision.is_valid():
        require_fresh_sign_in(request)
        try:
            done = services.erase_person(
                address=form.cleaned_data["address"],
                reason=decision.cleaned_data["reason"],
                actor=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("The data was erased. A pseudonym stands in its place."))
            return redirect("accounts:erasure", pk=done.pk)
    dossier = None
    if "address" in form.cleaned_data:
        dossier = look_at_person(address=form.cleaned_data["address"], now=timezone.now())
    return _show(request, form=form, decision_form=decision, dossier=dossier)


@organiser_required
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_erasure_to_decide(request.user, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.refuse_erasure(
                request=found, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            say_domain_error(request, error)
        else:
            messages.success(request, _("The person’s data is kept; the reason is on record."))
    else:
        messages.error(request, _("Say why the data has to be kept."))
    return redirect("accounts:erasure", pk=pk)
