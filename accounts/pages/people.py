"""The office's view of people: who has an account, with which role, in which state."""

from typing import Any, ClassVar

import django_filters as filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from accounts import services
from accounts.access import get_person_to_edit, is_organiser, visible_people
from accounts.models import User
from accounts.pages.forms import InviteForm, ReasonForm, RoleForm
from accounts.permissions import organiser_required
from accounts.queries import history_of, named
from accounts.rules import Role, Standing
from accounts.step_up import PersonalList
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Action, Column

TONES = {
    Standing.ACTIVE: ("jade", True),
    Standing.INVITED: ("blue", False),
    Standing.CLOSED: ("grey", True),
}
RECENT = 20


def role_names(roles: list[str]) -> str:
    return ", ".join(str(Role(role).label) for role in roles)


def standing_chip(person: Any) -> tuple[str, object, bool]:
    tone, settled = TONES[Standing(person.standing)]
    return tone, Standing(person.standing).label, settled


class PeopleFilter(filters.FilterSet):
    q = filters.CharFilter(label=gettext_lazy("Name or e-mail"), method="search")
    role = filters.ChoiceFilter(
        label=gettext_lazy("Role"), choices=Role.choices, method="with_role"
    )
    standing = filters.ChoiceFilter(label=gettext_lazy("State"), choices=Standing.choices)

    class Meta:
        model = User
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return named(queryset, value)

    def with_role(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(roles__contains=[value])


class People(PersonalList):
    title = gettext_lazy("People")
    intro = gettext_lazy(
        "Everybody with an account. Producers and point managers appear here as well."
    )
    filename = "people"
    filterset_class = PeopleFilter
    columns = [
        Column(
            gettext_lazy("Name"),
            lambda person: person.full_name or person.email,
            heading=True,
            link=lambda person: reverse("accounts:person", args=[person.pk]),
        ),
        Column(gettext_lazy("E-mail"), "email"),
        Column(gettext_lazy("Office roles"), lambda person: role_names(person.roles)),
        Column(gettext_lazy("State"), standing_chip, kind="chip"),
        Column(gettext_lazy("Since"), "date_joined", kind="day", phone=False),
    ]

    def allowed(self) -> bool:
        return is_organiser(self.request.user)

    def queryset(self) -> QuerySet[User]:
        return visible_people(self.request.user)

    def actions(self) -> list[Action]:
        return [
            Action(gettext("Activity log"), reverse("accounts:activity"), "clock"),
            Action(gettext("Personal data"), reverse("accounts:erasures"), "file-text"),
            Action(gettext("Invite somebody"), reverse("accounts:invite"), "plus", primary=True),
        ]


def _crumbs() -> list[tuple[str, str]]:
    return [(gettext("People"), reverse("accounts:people"))]


@organiser_required
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account, give a role if asked, and mail the invitation."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        actor, now = _actor(request), timezone.now()
        try:
            person = services.invite_user(
                email=data["email"],
                full_name=data["full_name"],
                language=data["language"],
                actor=actor,
                now=now,
            )
            if data["role"]:
                services.grant_role(user=person, role=data["role"], actor=actor, now=now)
        except DomainError as error:
            add_domain_error(form, error)
        else:
            if person.has_usable_password():
                note = gettext("%(person)s has an account already; no mail was sent.")
            else:
                note = gettext("%(person)s was invited. The mail is on its way.")
            messages.success(request, note % {"person": person})
            return redirect("accounts:person", pk=person.pk)
    context = {"title": gettext("Invite somebody"), "form": form, "breadcrumb": _crumbs()}
    return render(request, "accounts/invite.html", context)


@organiser_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: facts, roles, state and history."""
    return _show(request, get_person_to_edit(request.user, pk))


def _actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - the guard let no one else in
    return request.user


def _show(request: HttpRequest, person: User, **changes: Any) -> HttpResponse:
    held = list(person.roles)  # type: ignore[attr-defined]
    context = {
        "title": str(person),
        "breadcrumb": _crumbs(),
        "person": person,
        "chip": standing_chip(person),
        "roles": [(role, Role(role).label) for role in held],
        "grantable": [(role.value, role.label) for role in Role if role not in held],
        "reason_form": ReasonForm(),
        "is_self": person.pk == request.user.pk,
        "history": history_of(object_type="accounts.user", object_id=person.pk)[:RECENT],
        **changes,
    }
    return render(request, "accounts/person.html", context)


@organiser_required
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_person_to_edit(request.user, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        services.grant_role(
            user=person, role=form.cleaned_data["role"], actor=_actor(request), now=timezone.now()
        )
        messages.success(request, gettext("The role was given."))
    return redirect("accounts:person", pk=pk)


@organiser_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_person_to_edit(request.user, pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        try:
            services.revoke_role(
                user=person,
                role=form.cleaned_data["role"],
                actor=_actor(request),
                now=timezone.now(),
            )
        except DomainError as error:
            return _show(request, person, refused=error)
        messages.success(request, gettext("The role was taken away."))
    return redirect("accounts:person", pk=pk)


@organiser_required
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _set_active(request, pk, active=False)


@organiser_required
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _set_active(request, pk, active=True)


def _set_active(request: HttpRequest, pk: int, *, active: bool) -> HttpResponse:
    person = get_person_to_edit(request.user, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, person, reason_form=form)
    try:
        services.set_active(
            user=person, active=active, actor=_actor(request), reason=form.cleaned_data["reason"]
        )
    except DomainError as error:
        return _show(request, person, refused=error)
    messages.success(
        request,
        gettext("The account was reopened.") if active else gettext("The account was closed."),
    )
    return redirect("accounts:person", pk=pk)


@organiser_required
@require_POST
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Another invitation; the older link stops working."""
    person = get_person_to_edit(request.user, pk)
    try:
        services.invite_user(
            email=person.email,
            full_name=person.full_name,
            language=person.language,
            actor=_actor(request),
            now=timezone.now(),
        )
    except DomainError as error:
        return _show(request, person, refused=error)
    messages.success(
        request, gettext("%(person)s was invited. The mail is on its way.") % {"person": person}
    )
    return redirect("accounts:person", pk=pk)
