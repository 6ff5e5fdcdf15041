"""When reports are due: the rule of each kind of point, and holidays."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.permissions import organiser_required
from venues.access import get_holiday_to_edit
from venues.models import Holiday, ReportingRule
from venues.pages.edit import form_page
from venues.pages.points import crumbs
from venues.pages.report_forms import HolidayForm, RuleForm
from venues.rules import ALL_WEEKDAYS, WEEKDAYS, PointKind
from venues.services import calendar


@organiser_required
def calendar_page(request: HttpRequest) -> HttpResponse:
    """What every kind of point owes on which days, and the days off for all."""
    rules = {rule.kind: rule for rule in ReportingRule.objects.all()}
    names = dict(WEEKDAYS)
    kinds = []
    for value, label in PointKind.choices:
        rule = rules.get(value)
        days = rule.weekdays if rule else ALL_WEEKDAYS
        every = days == ALL_WEEKDAYS
        text = gettext("Every day") if every else ", ".join(str(names[day]) for day in days)
        hours = rule.due_hours if rule else settings.POINT_REPORT_DUE_HOURS
        kinds.append((value, label, text, hours))
    context = {
        "title": gettext("When reports are due"),
        "kinds": kinds,
        "holidays": list(Holiday.objects.all()),
        "breadcrumb": crumbs(),
    }
    return render(request, "venues/calendar.html", context)


def _crumbs() -> list[tuple[object, str]]:
    return crumbs((_("When reports are due"), reverse("venues:calendar")))


@organiser_required
def rule_edit(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in PointKind.values:
        raise Http404
    rule = ReportingRule.objects.filter(kind=kind).first()
    return form_page(
        request,
        form_class=RuleForm,
        title=PointKind(kind).label,
        back=reverse("venues:calendar"),
        breadcrumb=_crumbs(),
        done=_("Saved."),
        initial={
            "weekdays": rule.weekdays if rule else ALL_WEEKDAYS,
            "due_hours": rule.due_hours if rule else settings.POINT_REPORT_DUE_HOURS,
            "since": timezone.localdate(),
        },
        save=lambda form: calendar.set_rule(kind=kind, actor=request.user, **form.cleaned_data),
    )


@organiser_required
def holiday_add(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        form_class=HolidayForm,
        title=gettext("Add a holiday"),
        back=reverse("venues:calendar"),
        breadcrumb=_crumbs(),
        done=_("No report is expected on these days."),
        save=lambda form: calendar.add_holiday(actor=request.user, **form.cleaned_data),
    )


@organiser_required
@require_POST
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    holiday = get_holiday_to_edit(request.user, pk)
    calendar.remove_holiday(holiday=holiday, actor=request.user)
    messages.success(request, gettext("Reports are expected again on these days."))
    return redirect("venues:calendar")
