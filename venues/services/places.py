"""Venues, halls and rooms: added and edited by organisers."""

from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import BigIntegerField, Max
from django.db.models.functions import Cast, Substr

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput, StaleVersion
from common.locks import name_lock
from venues.models import Hall, Room, Venue

Place = TypeVar("Place", Venue, Hall, Room)
FIELDS: dict[type[Any], tuple[str, ...]] = {
    Venue: (
        "name",
        "name_en",
        "name_fr",
        "kind",
        "commune",
        "address",
        "capacity_seen",
        "source",
        "verified",
        "note",
    ),
    Hall: ("name", "width_m", "depth_m", "is_outdoor"),
    Room: ("name", "capacity", "equipment", "buffer_minutes"),
}


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {k: getattr(v, "pk", v) for k, v in values.items()}


def _validate(place: Place) -> None:
    try:
        place.full_clean(exclude=["sort_key", "search", "code"])
    except ValidationError as error:
        fields = {k if k != "__all__" else "": list(v) for k, v in error.message_dict.items()}
        raise InvalidInput(fields=fields) from error


@transaction.atomic
def add_venue(*, values: dict[str, Any], actor: User | None) -> Venue:
    """A new venue with the next free code. Raises InvalidInput by field."""
    venue = Venue(**{k: v for k, v in values.items() if k in FIELDS[Venue]})
    venue.code = next_code(Venue, "V")
    _validate(venue)
    venue.save()
    record_activity(actor=actor, verb="venue.added", obj=venue, after=_plain(values))
    return venue


def next_code(model: type[Any], prefix: str) -> str:
    """The first code after the highest, `V024`; whoever asks next waits for this transaction."""
    name_lock(f"code:{model._meta.label}")
    number = Cast(Substr("code", len(prefix) + 1), BigIntegerField())
    used = model.objects.filter(code__regex=rf"^{prefix}[0-9]{{1,15}}$")
    return f"{prefix}{(used.aggregate(last=Max(number))['last'] or 0) + 1:03d}"


@transaction.atomic
def add_hall(*, venue: Venue, values: dict[str, Any], actor: User | None) -> Hall:
    """A new hall of a venue, in metres. Raises InvalidInput by field."""
    return _add(Hall(venue=venue), values, actor)


@transaction.atomic
def add_room(*, venue: Venue, values: dict[str, Any], actor: User | None) -> Room:
    """A new room of a venue. Raises InvalidInput by field."""
    return _add(Room(venue=venue), values, actor)


def _add(place: Any, values: dict[str, Any], actor: User | None) -> Any:
    for name, value in values.items():
        setattr(place, name, value)
    _validate(place)
    place.save()
    verb = f"{place._meta.model_name}.added"
    record_activity(actor=actor, verb=verb, obj=place, after=_plain(values))
    return place


@transaction.atomic
def edit_place(*, place: Place, values: dict[str, Any], version: int, actor: User | None) -> Place:
    """Change a venue, hall or room. Raises StaleVersion, InvalidInput by field."""
    model = type(place)
    locked = model.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if locked.version != version:
        raise StaleVersion
    before = {}
    for name, value in values.items():
        if name in FIELDS[model] and getattr(locked, name) != value:
            before[name] = getattr(locked, name)
            setattr(locked, name, value)
    if not before:
        return locked
    _validate(locked)
    locked.version += 1
    locked.save()
    after = {name: getattr(locked, name) for name in before}
    record_activity(
        actor=actor,
        verb=f"{model._meta.model_name}.edited",
        obj=locked,
        before=_plain(before),
        after=_plain(after),
    )
    return locked
