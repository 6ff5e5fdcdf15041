"""Months on their way to approval, and requests to correct settled days."""

from datetime import date
from typing import Any
from uuid import uuid4

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
from common import formats
from common.errors import DomainError, Forbidden
from common.forms import say_domain_error
from common.pages import Action, Column, ListPage
from venues.access import (
    get_amendment_to_decide,
    get_point_to_report,
    get_point_to_view,
    point_abilities,
    points_of,
    visible_amendments,
    visible_points,
)
from venues.filters.months import AmendmentFilter, ReviewFilter
from venues.models import Amendment, MonthReview, PointMonth, ShowcasePoint
from venues.pages.chips import amendment_chip, review_chip
from venues.pages.dashboard import percent_chip
from venues.pages.dates import read_day
from venues.pages.edit import form_page
from venues.pages.points import crumbs, point_crumbs
from venues.pages.report_forms import AmendmentForm
from venues.pages.stock import month_links
from venues.queries import dashboard
from venues.queries import reviews as read
from venues.rules import ReviewState, month_end, written_month
from venues.services import monthly, reviews


class Reviews(ListPage):
    title = _("Approval of a month")
    filename = "month-approval"
    template_name = "venues/point_list.html"
    filterset_class = ReviewFilter
    empty = _("No point has figures in this month.")

    def allowed(self) -> bool:
        return is_office(self.request.user)

    def get_columns(self) -> list[Column]:
        month = self.links["month"]
        return [
            Column(
                _("Point"),
                "name",
                heading=True,
                link=lambda r: reverse("venues:month", args=[r["id"], f"{month:%Y-%m}"]),
            ),
            Column(_("Commune or ward"), "commune_name", phone=False),
            Column(_("State"), lambda r: review_chip(r["review_state"]), "chip"),
            Column(
                _("Reports received"),
                lambda r: percent_chip(dashboard.percents(r)["complete"]),
                "chip",
            ),
            Column(_("Sales (₫)"), "amount", "money"),
            Column(_("Handed in at"), "handed_in_at", "moment", phone=False),
            Column(_("Decided at"), "decided_at", "moment", phone=False),
        ]

    def queryset(self) -> Any:
        self.links = month_links(self.request, timezone.localdate())
        return read.review_rows(visible_points(self.request.user), self.links["month"])

    def actions(self) -> list[Action]:
        return [Action(_("Requests to correct"), reverse("venues:amendments"), "pencil")]

    def empty_action(self) -> Action:
        return Action(_("Month's overview"), reverse("venues:dashboard"))

    def extra(self) -> dict[str, Any]:
        overview = (_("Month's overview"), reverse("venues:dashboard"))
        return {**self.links, "breadcrumb": [*crumbs(), overview]}


def _month(text: str) -> date:
    found = written_month(text)
    if found is None:
        raise Http404
    return found


def _figures(point: ShowcasePoint, month: date) -> dict[str, Any]:
    counts = PointMonth.objects.filter(point=point, month=month).values(*dashboard.COUNTS).first()
    if counts is None:
        raise Http404
    return {**counts, **dashboard.percents(counts)}


@login_required
def month_page(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """A point's month: figures, what stands against approval, and the next step."""
    point, first = get_point_to_view(request.user, pk), _month(month)
    counts = _figures(point, first)
    review = (
        MonthReview.objects.filter(point=point, month=first)
        .select_related("handed_in_by", "decided_by")
        .first()
    )
    state = review.state if review else ""
    able = point_abilities(request.user, point)
    over = timezone.localdate() >= month_end(first)
    hand_in = state in ("", ReviewState.QUERIED, ReviewState.REOPENED)
    context = {
        "title": f"{point.name} · {formats.month(first)}",
        "point": point,
        "month": first,
        "counts": counts,
        "review": review,
        "chip_of_review": review_chip(state),
        "against": read.against_approval(point.pk, first),
        "can_hand_in": able["report"] and over and hand_in,
        "can_decide": able["edit"] and state == ReviewState.HANDED_IN,
        "asked": state == ReviewState.QUERIED,
        "amendments": [
            (one, amendment_chip(one))
            for one in point.amendments.filter(day__range=(first, month_end(first)))
        ],
        "locked": bool(point.locked_until and point.locked_until >= first),
        "able": able,
        "documents": list(monthly.documents_of(point.pk, first)),
        "breadcrumb": [
            *point_crumbs(point),
            (_("Months"), reverse("venues:months", args=[pk])),
        ],
    }
    return render(request, "venues/month.html", context)


@login_required
@require_POST
def month_decide(request: HttpRequest, pk: int, month: str) -> HttpResponse:
    """Hand in, ask back or approve."""
    point, first = get_point_to_view(request.user, pk), _month(month)
    _figures(point, first)
    choice = request.POST.get("choice")
    call: dict[str, Any] = {
        "point": point,
        "month": first,
        "actor": request.user,
        "now": timezone.now(),
    }
    able = point_abilities(request.user, point)
    if not able["report" if choice == "hand_in" else "edit"]:
        raise Forbidden
    try:
        if choice == "hand_in":
            reviews.hand_in_month(**call, answer=request.POST.get("answer", ""))
            messages.success(request, gettext("The month was handed in. Thank you."))
        elif choice == "ask":
            reviews.query_month(**call, question=request.POST.get("question", ""))
            messages.success(request, gettext("The question was sent to the point's managers."))
        elif choice == "approve":
            reviews.approve_month(**call)
            messages.success(request, gettext("The month is approved and its figures are settled."))
    except DomainError as error:
        say_domain_error(request, error)
    return redirect("venues:month", pk, month)


class Amendments(ListPage):
    title = _("Requests to correct settled days")
    filename = "amendments"
    filterset_class = AmendmentFilter
    empty = _("Nobody asked to correct a settled day.")
    columns = [
        Column(
            _("Day"),
            "day",
            "day",
            heading=True,
            link=lambda a: reverse("venues:day", args=[a.point_id, a.day.isoformat()]),
        ),
        Column(_("Point"), "point.name"),
        Column(_("State"), amendment_chip, "chip"),
        Column(_("Reason"), "reason"),
        Column(_("Asked by"), lambda a: str(a.asked_by) if a.asked_by else None, phone=False),
        Column(_("Asked at"), "asked_at", "moment", phone=False),
    ]

    def allowed(self) -> bool:
        return is_office(self.request.user) or points_of(self.request.user).exists()

    def queryset(self) -> QuerySet[Amendment]:
        if is_organiser(self.request.user):
            self.row_actions = "venues/amendment_actions.html"
        return visible_amendments(self.request.user).select_related("point", "asked_by")

    def empty_action(self) -> Action:
        return Action(_("Showcase points"), reverse("venues:points"))

    def extra(self) -> dict[str, Any]:
        return {"breadcrumb": crumbs()}


@login_required
@require_POST
def amendment_decide(request: HttpRequest, pk: int) -> HttpResponse:
    amendment = get_amendment_to_decide(request.user, pk)
    grant = request.POST.get("choice") == "grant"
    try:
        reviews.decide_amendment(
            amendment=amendment, grant=grant, actor=request.user, now=timezone.now()
        )
    except DomainError as error:
        say_domain_error(request, error)
    else:
        text = gettext("The day is open again.") if grant else gettext("The day stays settled.")
        messages.success(request, text)
    return redirect("venues:amendments")


@login_required
def amendment_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the office to reopen a settled day."""
    point = get_point_to_report(request.user, pk)
    return form_page(
        request,
        form_class=AmendmentForm,
        title=gettext("Ask to correct a settled day"),
        back=reverse("venues:report", args=[pk]),
        done=_("The request was sent to the office."),
        initial={"day": read_day(request.GET.get("day"), None)},
        submit=_("Send the request"),
        save=lambda form: reviews.ask_amendment(
            point=point,
            client_uuid=uuid4(),
            actor=request.user,
            now=timezone.now(),
            **form.cleaned_data,
        ),
    )
