"""One booth of a floor plan: blocked, freed, corrected."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput, StaleVersion
from fairs.models import AssignmentBooth, Booth
from fairs.rules.states import BoothState
from fairs.services.layout import FLAGS, LayoutInUse


@transaction.atomic
def update_booth(
    *,
    booth: Booth,
    version: int,
    actor: User | None,
    blocked: bool | None = None,
    reason: str = "",
    flags: dict[str, bool] | None = None,
    quality: int | None = None,
) -> Booth:
    """Block (with a reason) or free one booth, or correct what it offers.

    Raises StaleVersion, InvalidInput without a reason, LayoutInUse when somebody holds the booth
    in the published plan.
    """
    booth = Booth.objects.select_for_update(of=("self",)).select_related("fair").get(pk=booth.pk)
    if booth.version != version:
        raise StaleVersion
    before = _booth_facts(booth)
    if blocked is not None:
        _set_blocked(booth, blocked, reason.strip())
    for name, value in (flags or {}).items():
        if name in FLAGS:
            setattr(booth, name, value)
    if quality is not None:
        booth.quality = quality
    after = _booth_facts(booth)
    if after != before:
        booth.version += 1
        booth.save()
        changed = {k: v for k, v in after.items() if before[k] != v}
        record_activity(
            actor=actor,
            verb="booth.updated",
            obj=booth,
            before={k: before[k] for k in changed},
            after=changed,
            reason=reason.strip(),
        )
    return booth


def _set_blocked(booth: Booth, blocked: bool, reason: str) -> None:
    if not blocked:
        booth.state, booth.blocked_reason = BoothState.AVAILABLE, ""
        return
    if not reason:
        raise InvalidInput(fields={"reason": [_("Say why the booth is blocked.")]})
    holder = (
        AssignmentBooth.objects.filter(booth=booth, live=True)
        .select_related("assignment__application__producer")
        .first()
    )
    if holder is not None:
        text = _("%(producer)s holds this booth. Move the exhibitor in a new plan first.")
        raise LayoutInUse(text % {"producer": holder.assignment.application.producer.name})
    booth.state, booth.blocked_reason = BoothState.BLOCKED, reason[:200]


def _booth_facts(booth: Booth) -> dict[str, object]:
    names = ("state", "blocked_reason", "quality", *FLAGS)
    return {name: getattr(booth, name) for name in names}
