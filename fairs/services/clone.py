"""A new fair from an earlier one."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from common.text import nfc
from fairs.models import Booth, BoothType, Fair, FairHall, FairQuota, Zone
from fairs.rules.phases import shift_by_weekday
from fairs.rules.states import BoothState
from fairs.services.fairs import free_code

COPIED = (
    "series", "name_en", "name_fr", "description", "venue", "daily_from", "daily_until",
    "grace_minutes", "min_stars", "allowed_groups", "max_modules", "registration_required",
    "contact_email", "contact_phone", "weights", "is_demo",
)  # fmt: skip


@dataclass(frozen=True)
class CloneReport:
    """What a clone took over, what it left behind, and what to look at."""

    fair: Fair
    shifted_days: int
    halls: int
    zones: int
    booths: int
    quotas: int
    freed: tuple[str, ...]
    warnings: tuple[object, ...]


@transaction.atomic
def clone_fair(
    *, source: Fair, opens_on: date, name_vi: str, actor: User | None, now: datetime
) -> CloneReport:
    """A draft with the source's halls, zones, booth types, booths, rules and quotas.

    Dates move by whole weeks, so each keeps its weekday; the first day may therefore differ from
    `opens_on` by up to three days, which the report says. Applications, plans, letters and codes
    are not taken over; blocked booths come free. Raises InvalidInput for a first day not in the
    future.
    """
    shift = shift_by_weekday(source.opens_on, opens_on)
    if not shift or opens_on <= timezone.localdate(now):
        raise InvalidInput(
            fields={"opens_on": [_("Choose a first day in the future, in another week.")]}
        )
    name = nfc(name_vi).strip()
    fair = Fair(
        name_vi=name,
        code=free_code(name, Fair),
        opens_on=source.opens_on + shift,
        closes_on=source.closes_on + shift,
        apply_from=source.apply_from + shift,
        apply_until=source.apply_until + shift,
        move_in_at=source.move_in_at + shift if source.move_in_at else None,
        confirm_by=source.confirm_by + shift if source.confirm_by else None,
        created_by=actor,
        created_at=now,
        **{name: getattr(source, name) for name in COPIED},
    )
    fair.save()
    halls, zones = _copy_halls(source, fair)
    types = _copy_types(source, fair)
    booths, freed = _copy_booths(source, fair, halls, zones, types)
    quotas = FairQuota.objects.bulk_create(
        FairQuota(fair=fair, group=q.group, commune_id=q.commune_id, limit=q.limit)
        for q in source.quotas.order_by("id")
    )
    record_activity(
        actor=actor, verb="fair.cloned", obj=fair, after={"from": source.code, "booths": booths}
    )
    return CloneReport(
        fair=fair,
        shifted_days=shift.days,
        halls=len(halls),
        zones=len(zones),
        booths=booths,
        quotas=len(quotas),
        freed=tuple(freed),
        warnings=tuple(_warnings(source, fair, opens_on, now)),
    )


def _copy_halls(source: Fair, fair: Fair) -> tuple[dict[int, FairHall], dict[int, Zone]]:
    halls: dict[int, FairHall] = {}
    for hall in FairHall.objects.filter(fair=source).order_by("id"):
        old = hall.pk
        hall.pk, hall.fair = None, fair
        hall._state.adding = True
        hall.save()
        halls[old] = hall
    zones: dict[int, Zone] = {}
    for zone in Zone.objects.filter(fair=source).order_by("id"):
        old = zone.pk
        zone.pk, zone.fair, zone.hall = None, fair, halls[zone.hall_id]
        zone._state.adding = True
        zone.save()
        zones[old] = zone
    return halls, zones


def _copy_types(source: Fair, fair: Fair) -> dict[int, BoothType]:
    types: dict[int, BoothType] = {}
    for kind in BoothType.objects.filter(fair=source).order_by("id"):
        old = kind.pk
        kind.pk, kind.fair = None, fair
        kind._state.adding = True
        kind.save()
        types[old] = kind
    return types


def _copy_booths(
    source: Fair,
    fair: Fair,
    halls: dict[int, FairHall],
    zones: dict[int, Zone],
    types: dict[int, BoothType],
) -> tuple[int, list[str]]:
    freed, copies = [], []
    found = Booth.objects.filter(fair=source).exclude(state=BoothState.RETIRED)
    for booth in found.order_by("id"):
        if booth.state == BoothState.BLOCKED:
            freed.append(booth.number)
        booth.pk, booth.fair, booth.version = None, fair, 1
        booth.hall, booth.type = halls[booth.hall_id], types[booth.type_id]
        booth.zone = zones[booth.zone_id] if booth.zone_id else None
        booth.state, booth.blocked_reason = BoothState.AVAILABLE, ""
        copies.append(booth)
    Booth.objects.bulk_create(copies)
    return len(copies), freed


def _warnings(source: Fair, fair: Fair, wanted: date, now: datetime) -> list[object]:
    found: list[object] = []
    if fair.opens_on != wanted:
        found.append(_("The first day was moved to keep the weekday of the earlier fair."))
    if fair.apply_until <= now:
        found.append(_("The application deadline lies in the past; choose a later one."))
    elif fair.apply_from < now:
        found.append(_("Applications would open at once when the fair is published."))
    if source.legal_basis:
        found.append(_("Enter the decision number of the new fair; the old one was not copied."))
    return found
