"""The manager's pages, made for a phone: what is due, and what to choose between.

What both reports' pages share when a form comes in stands here too.
"""

from datetime import date
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.access import is_organiser
from venues.access import get_point_to_report, get_submission_to_decide, points_of
from venues.models import ShowcasePoint
from venues.pages.chips import stock_chip, visitors_chip
from venues.pages.dates import read_day
from venues.pages.points import point_crumbs
from venues.queries import days
from venues.rules import ReportKind
from venues.services import held, ledger, visitors
from venues.services.submissions import Posted


@login_required
def today_page(request: HttpRequest) -> HttpResponse:
    """The points a person manages; with one point, straight to what is due there."""
    mine = list(points_of(request.user).select_related("commune"))
    if not mine:
        raise PermissionDenied
    if len(mine) == 1:
        return redirect("venues:report", mine[0].pk)
    due = days.due_days([point.pk for point in mine], timezone.localdate())
    rows = [(point, due[point.pk]) for point in mine]
    context = {"title": gettext("My points"), "rows": rows}
    return render(request, "venues/my_points.html", context)


@login_required
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What is due at a point today and in the last days."""
    point = get_point_to_report(request.user, pk)
    today = timezone.localdate()
    row = days.day_row(pk, today)
    earlier = [day for day in days.due_days([pk], today)[pk] if day.day != today]
    context = {
        "title": gettext("Today"),
        "point": point,
        "today": today,
        "row": row,
        "stock": stock_chip(row, today) if row.expected or row.stock_at else None,
        "visitors": visitors_chip(row, today) if row.expected or row.visitors_at else None,
        "earlier": [(day, stock_chip(day, today), visitors_chip(day, today)) for day in earlier],
        "held": list(days.held_reports(ShowcasePoint.objects.filter(pk=pk))),
        "key": uuid4(),
        "zero_key": uuid4(),
        "base_rev": point.rev,
        "organiser": is_organiser(request.user),
        "breadcrumb": point_crumbs(point) if is_organiser(request.user) else None,
    }
    return render(request, "venues/report.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Choose between a held report and the figures already posted."""
    report = get_submission_to_decide(request.user, pk, key)
    day = report.business_day.isoformat()
    if request.POST.get("choice") != "use":
        held.set_aside(submission=report, actor=request.user)
        messages.success(request, gettext("The figures already posted stay."))
    elif report.kind == ReportKind.STOCK:
        ledger.use_held_stock(submission=report, actor=request.user, now=timezone.now())
        messages.success(request, gettext("The other figures were put in their place."))
    else:
        visitors.use_held_visitors(submission=report, actor=request.user, now=timezone.now())
        messages.success(request, gettext("The other figures were put in their place."))
    return redirect("venues:day", pk, day)


def reported_day(request: HttpRequest) -> date:
    """The day a form is about, today by default; a day to come is not found."""
    today = timezone.localdate()
    day = read_day(request.POST.get("day") or request.GET.get("day"), today)
    if day > today:
        raise Http404
    return day


def sent_key(text: str | None) -> UUID:
    """The report number a form carries, or a new one."""
    try:
        return UUID(text or "")
    except ValueError:
        return uuid4()


def sent_integer(text: str | None) -> int | None:
    """A whole number a form carries, or None."""
    return int(text) if text and text.isdecimal() and len(text) < 16 else None


def finish(request: HttpRequest, pk: int, posted: Posted, done: object) -> HttpResponse:
    """Say how the report was taken, and go on."""
    answer = posted.answer
    if posted.held:
        messages.warning(request, answer["title"])
        return redirect("venues:day", pk, answer["day"])
    messages.success(request, str(done))
    for warning in answer["warnings"]:
        messages.warning(request, warning["message"])
    return redirect("venues:report", pk)
