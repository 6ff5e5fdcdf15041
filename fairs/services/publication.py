"""Publishing a plan: one transaction that also queues the letters."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError
from fairs.models import AllocationPlan, AssignmentBooth
from fairs.queries.checks import check_plan
from fairs.queries.explanations import explanations_of
from fairs.queries.instances import (
    FairInput,
    announced_places,
    places_of_plan,
    published_plan,
)
from fairs.queries.moves import compute_moves
from fairs.queries.plans import pending_decisions, staleness
from fairs.rules.states import FairState, PlanState
from fairs.services.announcement import (
    Difference,
    Mails,
    difference,
    queue_mails,
    write_mails,
)
from fairs.services.notices import address_of
from fairs.services.plans import (
    OPEN,
    change_state,
    check_editable,
    load_input,
    lock_plan,
    occupancy_of,
)
from notifications.models import Job


class NotPublishable(DomainError):
    """The plan cannot be published as it is; each sentence says what stands against it."""

    code = "not_publishable"
    message = _("This plan cannot be published yet.")


class PlanStale(NotPublishable):
    """The fair changed since the plan was made; the sentences name what."""

    code = "plan_stale"
    message = _(
        "The fair changed since this plan was made. Update the plan to today’s data, then publish."
    )


@dataclass(frozen=True)
class Preview:
    """What would happen if the plan were published now."""

    difference: Difference
    without_address: tuple[str, ...] = ()
    waiting: int = 0
    obstacles: tuple[str, ...] = field(default=())


def preview_publication(*, plan: AllocationPlan, data: FairInput | None = None) -> Preview:
    """Counts and obstacles, without changing anything."""
    data = data or load_input(plan.fair)
    after = places_of_plan(plan)
    found = difference(announced_places(plan.fair), after)
    silent = [
        application.producer.name
        for code in found.letters
        if (application := data.applications.get(code)) and not address_of(application)
    ]
    return Preview(
        difference=found,
        without_address=tuple(silent),
        waiting=sum(code not in after for code in data.applications),
        obstacles=tuple(obstacles(plan, data)),
    )


def obstacles(plan: AllocationPlan, data: FairInput) -> list[str]:
    """Why a plan may not be published, as sentences; empty when it may."""
    found = [str(sentence) for sentence in staleness(plan, data).sentences]
    if plan.fair.state != FairState.PUBLISHED:
        found.append(str(_("The fair itself is not published.")))
    if not plan.assignments.exists():
        found.append(str(_("Nobody has a place in this plan.")))
    for check in check_plan(occupancy_of(plan, data)):
        found += [breach.text for breach in check.hard]
    names = [a.producer.name for a in pending_decisions(plan)]
    if names:
        text = _("Their acceptance has not been announced: %(names)s.")
        found.append(str(text % {"names": ", ".join(names[:8])}))
    return found


@dataclass(frozen=True)
class _Ready:
    """All that takes time in publishing, worked out before anything is locked."""

    known: tuple[object, ...]
    report: list[dict[str, Any]]
    reasons: dict[str, Any]
    mails: Mails


def publish_plan(
    *, plan: AllocationPlan, version: int, actor: User | None, now: datetime
) -> tuple[AllocationPlan, Job]:
    """Make a plan the one that holds, and queue its letters, all or nothing.

    The plan before it is superseded; letters go only to those whose place is new or changed,
    and older letters of theirs are voided; who loses a place is told. Raises PlanStale when the
    fair changed since, NotPublishable when a rule is broken or a decision not announced, and
    PlanChanged, PlanBusy or PlanClosed.
    """
    ready = None
    if plan.state in OPEN and plan.version == version:  # else it is refused below
        data = load_input(plan.fair)
        if not obstacles(plan, data):
            ready = _prepare(plan, data)
    return _publish(plan, version, ready, actor, now)


@transaction.atomic
def _publish(
    plan: AllocationPlan, version: int, ready: _Ready | None, actor: User | None, now: datetime
) -> tuple[AllocationPlan, Job]:
    fair, plan = lock_plan(plan)
    previous = published_plan(fair)
    if previous is not None:
        AllocationPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=previous.pk)
    check_editable(plan, version)
    data = load_input(fair)
    _refuse(plan, data)
    if ready is None or ready.known != _known(plan, data):  # something changed this very moment
        ready = _prepare(plan, data)
    before, after = announced_places(fair), places_of_plan(plan)
    found = difference(before, after)
    plan.report, plan.reasons = ready.report, ready.reasons
    plan.announced_places = {code: list(booths) for code, booths in after.items()}
    if previous is not None:
        _supersede(previous, actor)
    if plan.state == PlanState.DRAFT:
        change_state(plan=plan, to=PlanState.READY, actor=actor)
    change_state(plan=plan, to=PlanState.PUBLISHED, actor=actor)
    plan.published_at, plan.published_by = now, actor
    plan.version += 1
    plan.save()
    AssignmentBooth.objects.filter(plan=plan).update(live=True)
    job = queue_mails(
        plan=plan, data=data, found=found, mails=ready.mails, after=after, actor=actor, now=now
    )
    record_activity(
        actor=actor,
        verb="plan.announced",
        obj=plan,
        after={
            "letters": len(found.letters),
            "kept": len(found.kept),
            "dropped": len(found.dropped),
            "replaces": previous.number if previous else None,
        },
    )
    return plan, job


def _prepare(plan: AllocationPlan, data: FairInput) -> _Ready:
    before, after = announced_places(data.fair), places_of_plan(plan)
    found = difference(before, after)
    return _Ready(
        known=_known(plan, data),
        report=[move.as_dict() for move in compute_moves(plan, data)],
        reasons=explanations_of(plan, data),
        mails=write_mails(plan=plan, data=data, found=found, before=before, after=after),
    )


def _known(plan: AllocationPlan, data: FairInput) -> tuple[object, ...]:
    """What the preparation rests on; equal again under lock, it still holds."""
    return plan.version, data.fair.version, data.hash, announced_places(data.fair)


def _refuse(plan: AllocationPlan, data: FairInput) -> None:
    stale = staleness(plan, data)
    if stale:
        raise PlanStale(fields={"plan": list(stale.sentences)})
    found = obstacles(plan, data)
    if found:
        raise NotPublishable(fields={"plan": found})


def _supersede(previous: AllocationPlan, actor: User | None) -> None:
    change_state(plan=previous, to=PlanState.SUPERSEDED, actor=actor)
    previous.version += 1
    previous.save()
    AssignmentBooth.objects.filter(plan=previous).update(live=False)
