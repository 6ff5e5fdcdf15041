"""The audit trail."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Field, Model

from accounts.models import LINK, SYSTEM, ActivityEntry, User


def record_activity(
    *,
    actor: User | None,
    verb: str,
    obj: Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    by_link: bool = False,
) -> ActivityEntry:
    """Write one line of the audit trail, in the caller's transaction.

    `verb` is a stable word (`fair.published`), `before`/`after` the changed values only.
    Values of foreign keys may be rows or their numbers; their names are kept. `by_link`
    tells a guest with a personal link from the system; the line outlives the guest’s data and
    so does not name them.
    """
    return ActivityEntry.objects.create(
        actor=actor,
        actor_label=actor.email if actor else LINK if by_link else SYSTEM,
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:300],
        before=_named(obj, before),
        after=_named(obj, after),
        reason=reason,
    )


def _named(obj: Model, values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The values as they are kept: other rows by the name they have now, not by their number."""
    if values is None:
        return None
    links = {field.name: field for field in obj._meta.concrete_fields if field.many_to_one}
    return {
        name: _name_of(obj, links[name], value) if name in links else value
        for name, value in values.items()
    }


def _name_of(obj: Model, field: Field, value: Any) -> Any:
    if isinstance(value, Model):
        return str(value)
    if not isinstance(value, int):
        return value
    present = getattr(obj, field.attname)
    found = getattr(obj, field.name) if present == value else None
    if found is None and field.related_model is not None:
        found = field.related_model._base_manager.filter(pk=value).first()
    return str(found or value)
