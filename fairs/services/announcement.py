"""What a published plan says to exhibitors: letters, and mails about places lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from fairs.models import AllocationPlan, Application
from fairs.queries.instances import FairInput, places_of_plan
from fairs.queries.places import letter_editions, letters_of
from fairs.queries.plans import LETTERS, PLAN_TYPE
from fairs.rules.states import PlanState
from fairs.services.letter_mail import farewell_draft, letter_draft
from fairs.services.letters import withdraw_letter
from fairs.services.plans import PlanClosed, load_input, lock_plan
from notifications.models import Campaign, Job
from notifications.services import MessageDraft, enqueue_messages, start_job

Places = Mapping[str, tuple[str, ...]]


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


@dataclass(frozen=True)
class Mails:
    """What publishing says to exhibitors, written before anything is locked."""

    letters: Mapping[str, MessageDraft | None]
    farewells: Mapping[str, MessageDraft | None]


def write_mails(
    *, plan: AllocationPlan, data: FairInput, found: Difference, before: Places, after: Places
) -> Mails:
    """The mail of every new or changed place, and of every place lost; None without an address.

    Who keeps a place but holds no valid letter (it was voided, or never rendered) gets one, too.
    """
    gone = Application.objects.filter(fair=data.fair, code__in=found.dropped)
    moved = set(found.moved)
    return Mails(
        letters={
            code: _letter(plan, data, code, after[code], before[code] if code in moved else ())
            for code in (*found.letters, *_without_letter(data, found.kept))
        },
        farewells={
            a.code: farewell_draft(plan=plan, application=a, booths=before[a.code])
            for a in gone.select_related("producer")
        },
    )


def queue_mails(
    *,
    plan: AllocationPlan,
    data: FairInput,
    found: Difference,
    mails: Mails,
    after: Places,
    actor: User | None,
    now: datetime,
) -> Job:
    """Take back what was said about former places, queue the mails, and start the letters.

    A mail that still waits for its letter of the earlier plan gives way to the one of this plan.
    """
    gone = Application.objects.filter(fair=data.fair, code__in=found.dropped)
    people = {a.code: a for a in gone} | dict(data.applications)
    reason = str(_("Replaced by plan %(number)s.") % {"number": plan.number})
    for code in (*found.moved, *found.dropped):
        withdraw_letter(application=people[code], actor=actor, now=now, reason=reason)
    letters = {code: mails.letters[code] for code in found.letters}
    for code in _without_letter(data, found.kept):  # asked again: letters are written meanwhile
        withdraw_letter(
            application=people[code], actor=actor, now=now, reason=reason, place_holds=True
        )
        letters[code] = mails.letters.get(code) or _letter(plan, data, code, after[code], ())
    _enqueue(plan, [*letters.values(), *mails.farewells.values()], actor, now)
    return _start_letters(plan, len(letters), actor)


def _letter(
    plan: AllocationPlan,
    data: FairInput,
    code: str,
    booths: tuple[str, ...],
    before: tuple[str, ...],
) -> MessageDraft | None:
    return letter_draft(
        plan=plan,
        application=data.applications[code],
        booths=[data.booths[number] for number in booths],
        moved_from=before,
    )


def _enqueue(
    plan: AllocationPlan, drafts: Iterable[MessageDraft | None], actor: User | None, now: datetime
) -> None:
    campaign = _campaign(plan, actor)
    written = [replace(draft, campaign=campaign) for draft in drafts if draft is not None]
    enqueue_messages(drafts=written, now=now)


def _without_letter(data: FairInput, codes: Iterable[str]) -> list[str]:
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
    editions = letter_editions(data.applications[code].pk for code in places)
    drafts = []
    for code, numbers in places.items():
        application = data.applications[code]
        reason = str(_("Replaced by a newer letter."))
        withdraw_letter(
            application=application, actor=actor, now=now, reason=reason, place_holds=True
        )
        drafts.append(
            letter_draft(
                plan=plan,
                application=application,
                booths=[data.booths[number] for number in numbers],
                moved_from=(),
                edition=editions.get(application.pk, 0) + 1,
            )
        )
    _enqueue(plan, drafts, actor, now)
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
