"""Producers: the office's list, a producer's own page, people, verification, merging."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_office, is_organiser
from accounts.permissions import organiser_required
from accounts.queries import history_of
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action, Column, ListPage
from exhibitors import services
from exhibitors.access import (
    acting,
    get_member_to_end,
    get_producer_to_edit,
    get_producer_to_manage_members,
    get_producer_to_view,
    producer_abilities,
    producers_of,
    visible_producers,
)
from exhibitors.filters import ProducerFilter
from exhibitors.models import Producer
from exhibitors.pages.chips import source_chip, standing_chip, state_chip
from exhibitors.pages.forms import MemberForm, MergeForm, ProducerForm, SuspendForm
from exhibitors.queries import (
    duplicates_of,
    members_of,
    notices_to,
    with_product_count,
    with_standing,
)
from exhibitors.rules import ProducerKind, ProducerState, producer_fields_open_to

CRUMB = [(_("Producers"), "exhibitors:producers")]


def crumbs(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [(label, reverse(name)) for label, name in CRUMB] + list(more)


class Producers(ListPage):
    title = _("Producers")
    filename = "producers"
    filterset_class = ProducerFilter
    empty = _("No producer is recorded yet.")
    columns = [
        Column(
            _("Name"),
            "name",
            heading=True,
            link=lambda p: reverse("exhibitors:producer", args=[p.pk]),
        ),
        Column(_("Code"), "code", kind="code", phone=False),
        Column(_("Kind"), lambda p: ProducerKind(p.kind).label),
        Column(_("Commune or ward"), lambda p: p.commune.name if p.commune else p.former_district),
        Column(_("Products"), lambda p: p.product_count or 0, "number"),
        Column(_("State"), state_chip, "chip"),
        Column(_("Source"), source_chip, "chip", phone=False),
    ]

    def allowed(self) -> bool:
        return is_office(self.request.user) or producers_of(self.request.user).exists()

    def queryset(self) -> QuerySet[Any]:
        return with_product_count(visible_producers(self.request.user)).order_by("sort_key", "id")

    def actions(self) -> list[Action]:
        if not is_organiser(self.request.user):
            return []
        return [
            Action(_("Import decisions"), reverse("exhibitors:imports"), "upload"),
            Action(_("Add a producer"), reverse("exhibitors:producer-new"), "plus", primary=True),
        ]


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """A producer's own organisation; several organisations are listed."""
    own = list(producers_of(request.user).values_list("pk", flat=True)[:2])
    if len(own) == 1:
        return redirect("exhibitors:producer", pk=own[0])
    if own:
        return redirect("exhibitors:producers")
    return render(request, "exhibitors/no_organisation.html", {"title": _("My organisation")})


@login_required
def producer(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_producer_to_view(request.user, pk)
    abilities = producer_abilities(request.user, found)
    actions = []
    if abilities["edit"]:
        actions.append(Action(_("Edit"), reverse("exhibitors:producer-edit", args=[pk]), "pencil"))
    if abilities["add_product"]:
        actions.append(
            Action(
                _("Add a product"),
                reverse("exhibitors:product-new", args=[pk]),
                "plus",
                primary=True,
            )
        )
    office = is_office(request.user)
    context = {
        "title": found.name,
        "breadcrumb": crumbs(),
        "actions": actions,
        "producer": found,
        "kind": ProducerKind(found.kind).label,
        "state": state_chip(found),
        "source": source_chip(found),
        "can": abilities,
        "products": [
            (row, standing_chip(row))
            for row in with_standing(found.products.all(), timezone.localdate())
        ],
        "members": members_of(found),
        "notices": notices_to(found)[:10] if abilities["edit"] else [],
        "duplicates": duplicates_of(found)[:10] if abilities["merge"] else [],
        "history": (
            history_of(object_type="exhibitors.producer", object_id=pk)[:15] if office else []
        ),
        "suspend_form": SuspendForm() if abilities["suspend"] else None,
        "office": office,
    }
    return render(request, "exhibitors/producer.html", context)


@organiser_required
def producer_new(request: HttpRequest) -> HttpResponse:
    form = ProducerForm(request.POST or None, initial={"language": "vi"})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_producer(
                actor=acting(request.user), now=timezone.now(), **form.values()
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("The producer was added."))
            return redirect("exhibitors:producer", pk=made.pk)
    context = {"title": _("Add a producer"), "form": form, "breadcrumb": crumbs()}
    return render(request, "exhibitors/form.html", context)


@login_required
def producer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_producer_to_edit(request.user, pk)
    organiser = is_organiser(request.user)
    fields = producer_fields_open_to(organiser=organiser, state=found.state)
    names = [n for n in ProducerForm.base_fields if n in fields or n == "version"]
    initial = {n: getattr(found, n) for n in names}
    form = ProducerForm(request.POST or None, initial=initial, open_fields=fields)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_producer(
                producer=found,
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
            return redirect("exhibitors:producer", pk=pk)
    context = {
        "title": _("Edit"),
        "form": form,
        "breadcrumb": crumbs((found.name, reverse("exhibitors:producer", args=[pk]))),
        "back": reverse("exhibitors:producer", args=[pk]),
        "note": ""
        if organiser or len(fields) > 4
        else _("Name, kind and commune were verified; ask the office to change them."),
    }
    return render(request, "exhibitors/form.html", context)


@require_POST
@organiser_required
def producer_state(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """Verify, suspend or reinstate."""
    found = get_producer_to_edit(request.user, pk)
    target = {
        "verify": ProducerState.VERIFIED,
        "reinstate": ProducerState.VERIFIED,
        "suspend": ProducerState.SUSPENDED,
    }.get(to)
    if target is None:
        raise Http404
    try:
        services.change_state(
            producer=found,
            to=target,
            actor=acting(request.user),
            now=timezone.now(),
            reason=request.POST.get("reason", ""),
        )
    except DomainError as error:
        sentences = [str(s) for texts in error.fields.values() for s in texts]
        messages.error(request, " ".join(sentences) or str(error))
    else:
        messages.success(request, gettext("The changes were saved."))
    return redirect("exhibitors:producer", pk=pk)


@login_required
def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_producer_to_manage_members(request.user, pk)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_member(
                producer=found, actor=acting(request.user), now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(
                request, gettext("%(email)s can now act for this producer.") % form.cleaned_data
            )
            return redirect("exhibitors:producer", pk=pk)
    context = {
        "title": _("Add a person"),
        "form": form,
        "breadcrumb": crumbs((found.name, reverse("exhibitors:producer", args=[pk]))),
        "back": reverse("exhibitors:producer", args=[pk]),
    }
    return render(request, "exhibitors/form.html", context)


@require_POST
@login_required
def member_end(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    member = get_member_to_end(request.user, pk, member_pk)
    services.end_membership(member=member, actor=acting(request.user), now=timezone.now())
    messages.success(request, gettext("This person no longer acts for the producer."))
    return redirect("exhibitors:producer", pk=pk)


@organiser_required
def producer_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Close this record in favour of another one of the same producer."""
    found = get_producer_to_edit(request.user, pk)
    form = MergeForm(request.POST or None, initial={"target": request.GET.get("into") or None})
    targets = Producer.objects.exclude(pk=pk).exclude(state=ProducerState.MERGED)
    form.fields["target"].queryset = targets.only("id", "name", "sort_key")  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            into = services.merge_producers(
                duplicate=found, actor=acting(request.user), now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, gettext("The records were merged."))
            return redirect("exhibitors:producer", pk=into.pk)
    context = {
        "title": _("Merge with another record"),
        "form": form,
        "breadcrumb": crumbs((found.name, reverse("exhibitors:producer", args=[pk]))),
        "back": reverse("exhibitors:producer", args=[pk]),
        "note": _("This record closes and keeps its history; it cannot be opened again."),
        "confirm": _("Merge these two records? This cannot be undone."),
    }
    return render(request, "exhibitors/form.html", context)
