"""Showcase points: the list, a point's page, and what organisers change about it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_office, is_organiser
from accounts.permissions import organiser_required
from common import formats
from common.pages import Action, Column, ListPage
from venues.access import (
    get_closure_to_edit,
    get_point_to_edit,
    get_point_to_view,
    point_abilities,
    points_of,
    visible_points,
)
from venues.filters.points import PointFilter
from venues.models import PointMonth, ShowcasePoint
from venues.pages.chips import point_chip, source_chip
from venues.pages.edit import form_page
from venues.pages.point_forms import ClosureForm, PointForm, SettleForm, StateForm
from venues.queries import dashboard, days
from venues.queries.deliveries import batches_on_shelf
from venues.queries.managers import managing
from venues.rules import HandoverState, PointState, month_of
from venues.services import points, reporting_days

SHOWN = 10  # managers on the page of a point; the others are in their list


def crumbs(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Showcase points"), reverse("venues:points")), *more]


def point_crumbs(point: ShowcasePoint) -> list[tuple[object, str]]:
    return crumbs((point.name, reverse("venues:point", args=[point.pk])))


class Points(ListPage):
    title = _("Showcase points")
    filename = "showcase-points"
    filterset_class = PointFilter
    empty = _("No showcase point is recorded yet.")
    columns = [
        Column(
            _("Name"), "name", heading=True, link=lambda p: reverse("venues:point", args=[p.pk])
        ),
        Column(_("Code"), "code", kind="code", phone=False),
        Column(pgettext_lazy("place", "Kind"), lambda p: p.get_kind_display()),
        Column(_("Commune or ward"), lambda p: p.commune.name if p.commune else p.former_district),
        Column(_("Address"), "address", phone=False),
        Column(_("State"), lambda p: point_chip(p.state), "chip"),
        Column(_("Source"), source_chip, "chip", phone=False),
    ]

    def allowed(self) -> bool:
        return is_office(self.request.user) or points_of(self.request.user).exists()

    def queryset(self) -> QuerySet[ShowcasePoint]:
        return visible_points(self.request.user).select_related("commune")

    def actions(self) -> list[Action]:
        found = []
        if is_office(self.request.user):
            found.append(Action(_("Month's overview"), reverse("venues:dashboard"), "chart-column"))
        if is_organiser(self.request.user):
            found.append(Action(_("Add a point"), reverse("venues:point_add"), "plus", True))
        return found


def opening(published: str) -> str:
    """A year, month or day as it was published, in the reader's way of writing dates."""
    try:
        if len(published) == len("2022-10"):
            return formats.month(date.fromisoformat(f"{published}-01"))
        return formats.day(date.fromisoformat(published))
    except ValueError:
        return published


@login_required
def point_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A point: this month's figures, managers, closures, and the ways onward."""
    point = get_point_to_view(request.user, pk)
    today = timezone.localdate()
    month = month_of(today)
    counts = PointMonth.objects.filter(point=point, month=month).values(*dashboard.COUNTS).first()
    able = point_abilities(request.user, point)
    actions = []
    if able["report"]:
        actions.append(
            Action(_("Report"), reverse("venues:report", args=[pk]), "clipboard-list", True)
        )
        actions.append(
            Action(_("Announce a delivery"), reverse("venues:delivery_add", args=[pk]), "package")
        )
    if able["edit"]:
        actions.append(Action(_("Edit"), reverse("venues:point_edit", args=[pk]), "pencil"))
    context = {
        "title": point.name,
        "point": point,
        "able": able,
        "actions": actions,
        "month": month,
        "breadcrumb": crumbs(),
        "state": point_chip(point.state),
        "source": source_chip(point),
        "opened": opening(point.opened),
        "counts": {**counts, **dashboard.percents(counts)} if counts else None,
        "staff": list(managing(point.staff.select_related("user"), today).order_by("days")[:SHOWN]),
        "staff_total": point.staff.count(),
        "closures": list(point.closures.order_by("-days")),
        "held": list(days.held_reports(ShowcasePoint.objects.filter(pk=pk))),
        "today": today,
        "handover": point.handovers.filter(state=HandoverState.OPEN).first(),
        "batches": batches_on_shelf([pk], today),
    }
    return render(request, "venues/point.html", context)


@organiser_required
def point_add(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        form_class=PointForm,
        title=gettext("Add a point"),
        back=reverse("venues:points"),
        breadcrumb=crumbs(),
        done=_("The point was added."),
        save=lambda form: points.add_point(
            values=form.values(), actor=request.user, now=timezone.now()
        ),
        go_to=lambda point: reverse("venues:point", args=[point.pk]),
    )


def point_form(request: HttpRequest, point: ShowcasePoint, **options: Any) -> HttpResponse:
    """A form about a point, which leads back to its page."""
    options.setdefault("back", reverse("venues:point", args=[point.pk]))
    return form_page(request, breadcrumb=point_crumbs(point), **options)


@organiser_required
def point_edit(request: HttpRequest, pk: int) -> HttpResponse:
    point = get_point_to_edit(request.user, pk)
    return point_form(
        request,
        point,
        form_class=PointForm,
        title=gettext("Edit the point"),
        done=_("Saved."),
        initial={name: getattr(point, name) for name in PointForm.base_fields},
        save=lambda form: points.edit_point(
            point=point,
            values=form.values(),
            version=form.cleaned_data["version"] or 0,
            actor=request.user,
            now=timezone.now(),
        ),
    )


@organiser_required
def point_state(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the point, or open it again."""
    point = get_point_to_edit(request.user, pk)
    closing = point.state == PointState.ACTIVE
    to = PointState.CLOSED if closing else PointState.ACTIVE
    return point_form(
        request,
        point,
        form_class=StateForm,
        title=gettext("Close the point") if closing else gettext("Open the point again"),
        note=_("No report is expected from tomorrow on. Everything reported stays.")
        if closing
        else None,
        submit=_("Close the point") if closing else _("Open the point again"),
        done=_("Saved."),
        save=lambda form: points.change_state(
            point=point,
            to=to,
            actor=request.user,
            now=timezone.now(),
            reason=form.cleaned_data["reason"],
        ),
    )


@organiser_required
def point_settle(request: HttpRequest, pk: int) -> HttpResponse:
    point = get_point_to_edit(request.user, pk)
    return point_form(
        request,
        point,
        form_class=SettleForm,
        title=gettext("Settle the figures"),
        done=_("Saved."),
        initial={"until": point.locked_until},
        save=lambda form: points.settle_period(
            point=point,
            until=form.cleaned_data["until"],
            actor=request.user,
            now=timezone.now(),
            reason=form.cleaned_data["reason"],
        ),
    )


@organiser_required
def closure_add(request: HttpRequest, pk: int) -> HttpResponse:
    point = get_point_to_edit(request.user, pk)
    return point_form(
        request,
        point,
        form_class=ClosureForm,
        title=gettext("Closed for some days"),
        done=_("No report is expected on these days."),
        save=lambda form: reporting_days.add_closure(
            point=point, actor=request.user, **form.cleaned_data
        ),
    )


@organiser_required
@require_POST
def closure_remove(request: HttpRequest, pk: int, closure_pk: int) -> HttpResponse:
    closure = get_closure_to_edit(request.user, pk, closure_pk)
    reporting_days.remove_closure(closure=closure, actor=request.user)
    messages.success(request, _("Reports are expected again on these days."))
    return redirect("venues:point", pk)
