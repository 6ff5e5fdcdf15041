"""Publishing a plan: one transaction that also queues the letters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError
from fairs.models import AllocationPlan, Application, AssignmentBooth
from fairs.queries.checks import check_plan
from fairs.queries.explanations import explanations_of
from fairs.queries.instances import (
    FairInput,
    announced_places,
    places_of_plan,
    published_plan,
)
from fairs.queries.moves import compute_moves
from fairs.queries.places import letter_editions, letters_of
from fairs.queries.plans import LETTERS, PLAN_TYPE, pending_decisions, staleness
from fairs.rules.states import FairState, PlanState
from fairs.services.letter_mail import queue_farewell, queue_letter
from fairs.services.letters import withdraw_letter
from fairs.services.notices import address_of
from fairs.services.plans import (
    PlanClosed,
    change_state,
    check_editable,
    load_input,
    lock_plan,
    occupancy_of,
)
from notifications.models import Campaign, Job
from notifications.services import start_job


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
class Difference:
    """What publishing changes for exhibitors, by application code."""

    new: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def letters(self) -> tuple[str, ...]:
        return (*self.new, *self.moved)


@dataclass(frozen=True)
class Preview:
    """What would happen if the plan were published now."""

    difference: Difference
    without_address: tuple[str, ...] = ()
    waiting: int = 0
    obstacles: tuple[str, ...] = field(default=())


def difference(
    before: Mapping[str, tuple[str, ...]], after: Mapping[str, tuple[str, ...]]
) -> Difference:
    """Compare two plans: places are equal when they hold the same booths."""
    moved = [c for c in after if c in before and set(before[c]) != set(after[c])]
    return Difference(
        new=tuple(sorted(after.keys() - before.keys())),
        moved=tuple(sorted(moved)),
        kept=tuple(sorted((after.keys() & before.keys()) - set(moved))),
        dropped=tuple(sorted(before.keys() - after.keys())),
    )


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


@transaction.atomic
def publish_plan(
    *, plan: AllocationPlan, version: int, actor: User | None, now: datetime
) -> tuple[AllocationPlan, Job]:
    """Make a plan the one that holds, and queue its letters, all or nothing.

    The plan before it is superseded; letters go only to those whose place is new or changed,
    and older letters of theirs are voided; who loses a place is told. Raises PlanStale when the
    fair changed since, NotPublishable when a rule is broken or a decision not announced, and
    PlanChanged, PlanBusy or PlanClosed.
    """
    fair, plan = lock_plan(plan)
    previous = published_plan(fair)
    if previous is not None:
        AllocationPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=previous.pk)
    check_editable(plan, version)
    data = load_input(fair)
    _refuse(plan, data)
    before, after = announced_places(fair), places_of_plan(plan)
    found = difference(before, after)
    plan.report = [move.as_dict() for move in compute_moves(plan, data)]
    plan.reasons = explanations_of(plan, data)
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
    job = _queue_letters(plan, data, found, (before, after), actor, now)
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


def _queue_letters(
    plan: AllocationPlan,
    data: FairInput,
    found: Difference,
    places: tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]],
    actor: User | None,
    now: datetime,
) -> Job:
    before, after = places
    letters = (*found.letters, *_without_letter(data, found.kept))
    campaign = _campaign(plan, actor)
    gone = Application.objects.filter(fair=data.fair, code__in=found.dropped)
    lost = {a.code: a for a in gone.select_related("producer")}
    reason = str(_("Replaced by plan %(number)s.") % {"number": plan.number})
    for code in (*found.moved, *found.dropped):
        application = data.applications.get(code) or lost[code]
        withdraw_letter(application=application, actor=actor, now=now, reason=reason)
    for code in letters:
        booths = [data.booths[number] for number in after[code]]
        queue_letter(
            plan=plan,
            application=data.applications[code],
            booths=booths,
            moved_from=before.get(code, ()),
            campaign=campaign,
            now=now,
        )
    for application in lost.values():
        queue_farewell(
            plan=plan,
            application=application,
            booths=before[application.code],
            campaign=campaign,
            now=now,
        )
    return _start_letters(plan, len(letters), actor)


def _without_letter(data: FairInput, codes: Iterable[str]) -> list[str]:
    """Who keeps a place but holds no valid letter (it was voided, or never rendered)."""
    by_pk = {data.applications[code].pk: code for code in codes}
    return [by_pk[pk] for pk in sorted(by_pk.keys() - letters_of(by_pk).keys())]


@transaction.atomic
def reissue_letters(*, plan: AllocationPlan, actor: User | None, now: datetime) -> Job:
    """Write every letter of the published plan anew, after dates or other facts changed.

    The older letters are voided and unsent mails with them taken back. Raises PlanClosed when
    the plan is not the published one.
    """
    fair, plan = lock_plan(plan)
    if plan.state != PlanState.PUBLISHED:
        raise PlanClosed(_("Only the published plan has letters."))
    data, places = load_input(fair), places_of_plan(plan)
    campaign = _campaign(plan, actor)
    editions = letter_editions(data.applications[code].pk for code in places)
    for code, numbers in places.items():
        application = data.applications[code]
        reason = str(_("Replaced by a newer letter."))
        withdraw_letter(
            application=application, actor=actor, now=now, reason=reason, place_holds=True
        )
        queue_letter(
            plan=plan,
            application=application,
            booths=[data.booths[number] for number in numbers],
            moved_from=(),
            campaign=campaign,
            now=now,
            edition=editions.get(application.pk, 0) + 1,
        )
    record_activity(
        actor=actor, verb="plan.letters_reissued", obj=plan, after={"letters": len(places)}
    )
    return _start_letters(plan, len(places), actor)


def _campaign(plan: AllocationPlan, actor: User | None) -> Campaign:
    return Campaign.objects.create(
        name=f"{plan.fair.name_vi}: {plan.number}"[:200],
        subject_type=PLAN_TYPE,
        subject_id=str(plan.pk),
        created_by=actor,
    )


def _start_letters(plan: AllocationPlan, total: int, actor: User | None) -> Job:
    return start_job(
        kind=LETTERS,
        title=str(
            _("Booth letters of plan %(number)s, %(fair)s")
            % {"number": plan.number, "fair": plan.fair.name}
        ),
        actor=actor,
        params={"plan": plan.pk},
        subject_type=PLAN_TYPE,
        subject_id=str(plan.pk),
        total=total,
        dedupe_key=f"plan:{plan.pk}",
    )
