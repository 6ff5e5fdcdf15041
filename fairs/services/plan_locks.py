"""Parts of a plan locked in one step: a booth, a pair side by side, a whole zone."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from common.locks import short_lock_timeout
from fairs.models import AllocationPlan, Application, Booth, Fair, Lock, Zone
from fairs.queries.instances import places_of_plan
from fairs.queries.occupancy import Occupancy
from fairs.rules.states import BoothState, LockScope
from fairs.services.locks import LockRefused
from fairs.services.plans import load_input, lock_fair


class NotBeside(LockRefused):
    """Two applicants that do not stand side by side cannot be locked as a pair."""

    code = "not_beside"


@transaction.atomic
def lock_booth(
    *, plan: AllocationPlan, booth: Booth, actor: User | None, reason: str = ""
) -> list[Lock]:
    """A booth stays as it is in this plan, in every plan: with its holder, or free.

    A holder keeps its whole block. Raises LockRefused for a blocked booth or another's lock.
    """
    places = places_of_plan(plan)
    holder = next((code for code, booths in places.items() if booth.number in booths), None)
    given = dict.fromkeys(places[holder] if holder else (booth.number,), holder)
    return _lock(plan.fair, given, LockScope.BOOTH, booth.number, actor, reason)


@transaction.atomic
def lock_pair(
    *,
    plan: AllocationPlan,
    first: Application,
    second: Application,
    actor: User | None,
    reason: str = "",
) -> list[Lock]:
    """Two applicants stay side by side where they stand in this plan, in every plan.

    Raises NotBeside when they do not stand side by side.
    """
    places = places_of_plan(plan)
    occupancy = Occupancy.of(load_input(plan.fair), places)
    if second.code not in occupancy.beside(places.get(first.code, ())):
        text = _("%(name)s and %(other)s do not stand side by side in this plan.")
        raise NotBeside(text % {"name": first.producer.name, "other": second.producer.name})
    given = {number: a.code for a in (first, second) for number in places[a.code]}
    subject = "+".join(sorted((first.code, second.code)))
    return _lock(plan.fair, given, LockScope.PAIR, subject, actor, reason)


@transaction.atomic
def lock_zone(
    *, plan: AllocationPlan, zone: Zone, actor: User | None, reason: str = ""
) -> list[Lock]:
    """A zone stays as it is in this plan, in every plan: nobody moves in, out or within.

    Booths already locked keep their lock; blocked ones need none.
    """
    places = places_of_plan(plan)
    holders = {number: code for code, booths in places.items() for number in booths}
    free = Booth.objects.filter(fair=plan.fair_id, zone=zone, state=BoothState.AVAILABLE)
    locked = set(Lock.objects.filter(fair=plan.fair_id).values_list("booth__number", flat=True))
    given = {
        number: holders.get(number)
        for number in free.values_list("number", flat=True)
        if number not in locked
    }
    return _lock(plan.fair, given, LockScope.ZONE, zone.code, actor, reason)


@transaction.atomic
def unlock(*, lock: Lock, actor: User | None) -> int:
    """Remove a lock with everything that was locked in the same step; rows removed."""
    short_lock_timeout()
    fair = lock_fair(lock.fair)
    found = Lock.objects.filter(fair=fair, scope=lock.scope, subject=lock.subject)
    if lock.scope == LockScope.APPLICATION:
        found = found.filter(application=lock.application_id)
    numbers = sorted(found.values_list("booth__number", flat=True))
    found.delete()
    record_activity(actor=actor, verb="lock.removed", obj=fair, before={"booths": numbers})
    return len(numbers)


def _lock(
    fair: Fair,
    given: Mapping[str, str | None],
    scope: str,
    subject: str,
    actor: User | None,
    reason: str,
) -> list[Lock]:
    """Lock booths (number → application code, or None for nobody), all or nothing."""
    short_lock_timeout()
    fair = lock_fair(fair)
    rows = list(
        Booth.objects.select_for_update(of=("self",), no_key=True)
        .filter(fair=fair, number__in=given)
        .order_by("pk")
    )
    if not rows:
        raise InvalidInput(fields={"booths": [_("There is nothing left to lock.")]})
    codes = {code for code in given.values() if code}
    people = {a.code: a for a in Application.objects.filter(fair=fair, code__in=codes)}
    _refuse(fair, rows, given)
    kept = set(Lock.objects.filter(fair=fair, booth__in=rows).values_list("booth_id", flat=True))
    made = Lock.objects.bulk_create(
        [
            Lock(
                fair=fair,
                booth=booth,
                application=people.get(given[booth.number] or ""),
                scope=scope,
                subject=subject,
                reason=reason[:300],
                created_by=actor,
            )
            for booth in rows
            if booth.pk not in kept
        ]
    )
    record_activity(
        actor=actor,
        verb="lock.made",
        obj=fair,
        after={"booths": [booth.number for booth in rows]},
        reason=reason,
    )
    return made


def _refuse(fair: Fair, rows: Iterable[Booth], given: Mapping[str, str | None]) -> None:
    rows = list(rows)
    for booth in rows:
        if booth.state != BoothState.AVAILABLE:
            text = _("Booth %(booth)s is blocked: %(reason)s")
            raise LockRefused(text % {"booth": booth.number, "reason": booth.blocked_reason})
    for lock in Lock.objects.filter(fair=fair, booth__in=rows).select_related(
        "booth", "application__producer"
    ):
        holder = lock.application.code if lock.application else None
        if holder != given[lock.booth.number]:
            name = lock.application.producer.name if lock.application else _("nobody")
            text = _("Booth %(booth)s is locked for %(name)s.")
            raise LockRefused(text % {"booth": lock.booth.number, "name": name})
