"""What no plan may change: locks of applications to booths, and declared rivals."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput
from common.locks import short_lock_timeout
from fairs.models import Application, Booth, Fair, Lock, RivalPair
from fairs.rules.states import BoothState
from fairs.services.plans import lock_fair


class LockRefused(DomainError):
    """The booth is locked for somebody else."""

    code = "lock_refused"


@transaction.atomic
def lock_place(
    *,
    application: Application,
    booths: list[Booth],
    actor: User | None,
    reason: str = "",
) -> list[Lock]:
    """From now on every plan gives these booths to the application.

    Locking again changes nothing. Raises LockRefused when a booth is locked for another
    application or blocked, InvalidInput for booths of another fair.
    """
    short_lock_timeout()
    fair = lock_fair(application.fair)
    ids = sorted(booth.pk for booth in booths)
    rows = list(
        Booth.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids, fair=fair)
        .order_by("pk")
    )
    if not rows or len(rows) != len(ids):
        raise InvalidInput(fields={"booths": [_("Choose booths of this fair.")]})
    _refuse_taken(application, rows)
    kept = {lock.booth_id: lock for lock in Lock.objects.filter(fair=fair, booth__in=rows)}
    made = [
        kept.get(booth.pk)
        or Lock.objects.create(
            fair=fair, application=application, booth=booth, reason=reason, created_by=actor
        )
        for booth in rows
    ]
    record_activity(
        actor=actor,
        verb="lock.made",
        obj=application,
        after={"booths": [booth.number for booth in rows]},
        reason=reason,
    )
    return made


@transaction.atomic
def unlock_place(*, application: Application, actor: User | None) -> int:
    """Remove every lock of an application; the number removed."""
    short_lock_timeout()
    fair = lock_fair(application.fair)
    locks = Lock.objects.filter(fair=fair, application=application).select_related("booth")
    numbers = sorted(lock.booth.number for lock in locks)
    locks.delete()
    if numbers:
        record_activity(
            actor=actor, verb="lock.removed", obj=application, before={"booths": numbers}
        )
    return len(numbers)


@transaction.atomic
def declare_rivals(
    *, fair: Fair, first: Application, second: Application, actor: User | None, reason: str = ""
) -> RivalPair:
    """Two applicants must never stand side by side. Declaring twice changes nothing.

    Raises InvalidInput when both are the same or one is not of this fair.
    """
    if first.pk == second.pk or {first.fair_id, second.fair_id} != {fair.pk}:
        raise InvalidInput(fields={"second": [_("Choose two different applicants of this fair.")]})
    short_lock_timeout()
    fair = lock_fair(fair)
    low, high = sorted((first, second), key=lambda a: a.pk)
    pair, made = RivalPair.objects.get_or_create(
        fair=fair, first=low, second=high, defaults={"reason": reason}
    )
    if made:
        record_activity(
            actor=actor,
            verb="rivals.declared",
            obj=fair,
            after={"applications": [low.code, high.code]},
            reason=reason,
        )
    return pair


@transaction.atomic
def forget_rivals(*, pair: RivalPair, actor: User | None) -> None:
    """The two may stand side by side again."""
    short_lock_timeout()
    fair = lock_fair(pair.fair)
    record_activity(
        actor=actor,
        verb="rivals.forgotten",
        obj=fair,
        before={"applications": [pair.first.code, pair.second.code]},
    )
    pair.delete()


def _refuse_taken(application: Application, booths: list[Booth]) -> None:
    for booth in booths:
        if booth.state != BoothState.AVAILABLE:
            text = _("Booth %(booth)s is blocked: %(reason)s")
            raise LockRefused(text % {"booth": booth.number, "reason": booth.blocked_reason})
    other = (
        Lock.objects.filter(booth__in=booths)
        .exclude(application=application)
        .select_related("booth", "application__producer")
        .first()
    )
    if other is None:
        return
    if other.application is None:
        text = _("Booth %(booth)s is locked and stays free. Unlock it first.")
        raise LockRefused(text % {"booth": other.booth.number})
    text = _("Booth %(booth)s is locked for %(name)s.")
    names = {"booth": other.booth.number, "name": other.application.producer.name}
    raise LockRefused(text % names)
