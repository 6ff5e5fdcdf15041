"""The visitors of a day: one number, from abroad as a second where it is known."""

import re
from datetime import date
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from venues.access import get_point_to_report
from venues.models import ShowcasePoint
from venues.pages.reporting import finish, reported_day, sent_integer, sent_key
from venues.queries import days
from venues.rules import ReportKind
from venues.services import visitors
from venues.services.submissions import IdReused


@login_required
def visitor_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The day's visits: one number, from abroad as a second where it is known."""
    point = get_point_to_report(request.user, pk)
    day = reported_day(request)
    stored = days.accepted_payloads(pk, day, ReportKind.VISITORS)
    typed = {"n": "", "abroad": ""}
    if stored:
        groups = stored[-1]["payload"]["groups"]
        foreign = sum(g["n"] for g in groups if g["origin"] == "FOREIGN")
        typed = {"n": str(sum(g["n"] for g in groups)), "abroad": str(foreign or "")}
    if request.method != "POST":
        return _visitor_page(request, point, day, typed, bool(stored), uuid4(), point.rev)
    typed = {name: request.POST.get(name, "").strip()[:12] for name in typed}
    key, base_rev = sent_key(request.POST.get("key")), sent_integer(request.POST.get("base_rev"))
    total, abroad = _whole(typed["n"]), _whole(typed["abroad"] or "0")
    if total is None or abroad is None or abroad > total:
        problem = (
            gettext("More visitors from abroad than visitors in all.")
            if total is not None and abroad is not None
            else gettext("Enter a whole number, zero or more.")
        )
        return _visitor_page(
            request, point, day, typed, bool(stored), key, base_rev or point.rev, problem
        )
    groups = [{"n": abroad, "origin": "FOREIGN"}, {"n": total - abroad, "origin": "DOMESTIC"}]
    if not abroad:
        groups = [{"n": total}]
    try:
        posted = visitors.post_visitor_report(
            point_id=pk,
            client_uuid=key,
            day=day,
            groups=groups,
            actor=request.user,
            now=timezone.now(),
            device="web",
            base_rev=base_rev,
            correction=bool(stored) and base_rev is not None,
        )
    except IdReused as error:
        return _visitor_page(
            request, point, day, typed, bool(stored), uuid4(), point.rev, str(error)
        )
    except DomainError as error:
        sentences = [str(s) for field in error.fields.values() for s in field]
        return _visitor_page(
            request,
            point,
            day,
            typed,
            bool(stored),
            key,
            base_rev or point.rev,
            " ".join(sentences) or str(error),
        )
    return finish(request, pk, posted, _("The visitors are noted. Thank you."))


def _whole(text: str) -> int | None:
    digits = re.sub(r"[. ,\u00a0\u202f]", "", text)
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def _visitor_page(
    request: HttpRequest,
    point: ShowcasePoint,
    day: date,
    typed: dict[str, str],
    stored: bool,
    key: UUID,
    base_rev: int,
    problem: str = "",
) -> HttpResponse:
    context = {
        "title": gettext("Visitors"),
        "point": point,
        "day": day,
        "typed": typed,
        "stored": stored,
        "key": key,
        "base_rev": base_rev,
        "problem": problem,
        "breadcrumb": [(point.name, reverse("venues:report", args=[point.pk]))],
    }
    return render(request, "venues/visitor_report.html", context, status=422 if problem else 200)
