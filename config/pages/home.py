"""The first page: what a visitor, a producer, a manager and the office come for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.access import is_office, is_organiser
from exhibitors.access import producers_of, visible_certificates
from exhibitors.queries import catalogue, expiry_counts
from fairs.access import visible_applications, visible_fairs
from fairs.models import Application, Fair
from fairs.queries.fairs import application_counts, public_fairs
from fairs.queries.places import published_places
from fairs.rules.disclosure import TONES as APPLICATION_TONES
from fairs.rules.disclosure import state_for_applicant
from fairs.rules.phases import TONES, Phase, phase
from fairs.rules.states import ACTIVE_APPLICATIONS, EDITABLE_APPLICATIONS, ApplicationState
from notifications.queries import job_rows, message_counts
from notifications.rules import ACTIVE_JOBS, MessageState
from venues.access import points_of, visible_points
from venues.queries.dashboard import totals
from venues.queries.days import due_days

FAIRS_SHOWN = 6
ENDED = (Phase.OVER, Phase.CANCELLED, Phase.CLOSED)
NEEDS_A_LOOK = (MessageState.UNCERTAIN, MessageState.DEAD, MessageState.FAILED)


Chip = tuple[str, object, bool]


@dataclass(frozen=True)
class FairCard:
    """A fair as the home page shows it; `own` is the state of the person's application."""

    fair: Fair
    tone: str
    phase: object
    settled: bool
    href: str
    next_step: str = ""
    next_href: str = ""
    own: Chip | None = None


@dataclass(frozen=True)
class Task:
    """Something that waits for the person, with where to do it."""

    text: str
    href: str
    urgent: bool = False


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The public home page; signed-in people find their work on it."""
    user, now = request.user, timezone.now()
    context: dict[str, Any] = {"title": _("One commune, one product")}
    if is_office(user):
        context |= _office(user, now)
    elif user.is_authenticated:
        context |= _own(user, now)
    else:
        context["products"] = catalogue(timezone.localdate(now)).count()
    context["fairs"] = _fairs(user, now)
    return render(request, "config/home.html", context)


def _fairs(user: Any, now: datetime) -> list[FairCard]:
    """Fairs that are not over, the next one first; the office gets each one's next step."""
    found = visible_fairs(user) if user.is_authenticated else public_fairs()
    rows = found.filter(closes_on__gte=timezone.localdate(now)).order_by("opens_on", "id")
    own = _own_by_fair(user)
    may_apply = not user.is_authenticated or producers_of(user).exists()
    cards = []
    for fair in rows[: FAIRS_SHOWN * 2]:
        stage = phase(fair, now)
        if stage in ENDED or len(cards) == FAIRS_SHOWN:
            continue
        tone, settled = TONES[stage]
        office = is_office(user)
        href = reverse("fairs:manage" if office else "fairs:fair", args=[fair.pk])
        mine = own.get(fair.pk, [])
        if mine:
            step, step_href = _applicant_step(fair, mine)
        else:
            step, step_href = (
                _office_step(fair, stage) if office else _public_step(fair, stage, may_apply)
            )
        chip = application_chip(mine[0]) if len(mine) == 1 else None
        cards.append(FairCard(fair, tone, stage.label, settled, href, step, step_href, chip))
    return cards


def _own_by_fair(user: Any) -> dict[int, list[Application]]:
    """The running applications of the person's producers, by fair; none for the office."""
    own: dict[int, list[Application]] = {}
    if user.is_authenticated and not is_office(user):
        for application in visible_applications(user).filter(state__in=ACTIVE_APPLICATIONS):
            own.setdefault(application.fair_id, []).append(application)
    return own


def application_chip(application: Application) -> Chip:
    """The state as the applicant may know it."""
    state = state_for_applicant(application.state)
    tone, settled = APPLICATION_TONES[state]
    return tone, ApplicationState(state).label, settled


def _applicant_step(fair: Fair, mine: list[Application]) -> tuple[str, str]:
    """To the application there is; with several producers to the fair, which lists them all."""
    if len(mine) > 1:
        return _("Open your applications"), reverse("fairs:fair", args=[fair.pk])
    application = mine[0]
    href = reverse("fairs:application", args=[application.pk])
    if application.state in EDITABLE_APPLICATIONS:
        return _("Continue your application"), href
    return _("Open your application"), href


def _office_step(fair: Fair, stage: Phase) -> tuple[str, str]:
    if stage == Phase.DRAFT:
        return _("Draw the plan and publish"), reverse("fairs:floor_plan", args=[fair.pk])
    waiting = application_counts(fair).get(ApplicationState.SUBMITTED, 0)
    if waiting:
        text = ngettext(
            "%(count)d application to review", "%(count)d applications to review", waiting
        )
        return text % {"count": waiting}, reverse("fairs:review", args=[fair.pk])
    if stage == Phase.REVIEW:
        return _("Decide and announce"), reverse("fairs:decisions", args=[fair.pk])
    return _("Booths"), reverse("fairs:plans", args=[fair.pk])


def _public_step(fair: Fair, stage: Phase, may_apply: bool) -> tuple[str, str]:
    """To the application form; nothing for an account that acts for no producer."""
    if may_apply and stage in (Phase.OPEN, Phase.GRACE):
        return _("Apply to take part"), reverse("fairs:apply", args=[fair.pk])
    return "", ""


def _office(user: Any, now: datetime) -> dict[str, Any]:
    """Figures of the network this month and what waits for the office."""
    month = timezone.localdate(now).replace(day=1)
    tasks = []
    running = job_rows().filter(state__in=ACTIVE_JOBS).count()
    if running:
        text = ngettext("%(count)d job is running", "%(count)d jobs are running", running)
        tasks.append(Task(text % {"count": running}, reverse("notifications:jobs")))
    if is_organiser(user):
        counts = message_counts()
        stuck = sum(counts.get(state, 0) for state in NEEDS_A_LOOK)
        if stuck:
            text = ngettext(
                "%(count)d message needs your decision",
                "%(count)d messages need your decision",
                stuck,
            )
            href = reverse("notifications:messages")
            tasks.append(Task(text % {"count": stuck}, href, urgent=True))
    tasks += _lapsing(user, now)
    return {"tasks": tasks, "network": totals(visible_points(user), month)}


def _own(user: Any, now: datetime) -> dict[str, Any]:
    """A producer's applications and booths; a manager's reports still to come."""
    today = timezone.localdate(now)
    tasks = []
    points = list(points_of(user))
    waiting = due_days([point.pk for point in points], today)
    for point in points:
        if due := len(waiting[point.pk]):
            text = ngettext(
                "%(point)s: %(count)d day to report", "%(point)s: %(count)d days to report", due
            )
            href = reverse("venues:report", args=[point.pk])
            tasks.append(Task(text % {"point": point.name, "count": due}, href, urgent=True))
    context: dict[str, Any] = {}
    if producers_of(user).exists():
        own = visible_applications(user).filter(state__in=ACTIVE_APPLICATIONS)
        context["applications"] = [(a, application_chip(a)) for a in own[:FAIRS_SHOWN]]
        context["places"] = published_places(own)
        tasks += _lapsing(user, now)
    return {**context, "tasks": tasks}


def _lapsing(user: Any, now: datetime) -> list[Task]:
    """A notice of certificates that end within the first warning period."""
    counts = expiry_counts(visible_certificates(user), timezone.localdate(now))
    if not counts or not counts[0][1]:
        return []
    days, count = counts[0]
    text = ngettext(
        "%(count)d certificate ends within %(days)d days",
        "%(count)d certificates end within %(days)d days",
        count,
    )
    return [Task(text % {"count": count, "days": days}, reverse("exhibitors:certificates"))]
