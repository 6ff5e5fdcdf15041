"""The audit trail."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from accounts.models import ActivityEntry, User


def record_activity(
    *,
    actor: User | None,
    verb: str,
    obj: Model,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> ActivityEntry:
    """Write one line of the audit trail, in the caller's transaction.

    `verb` is a stable word (`fair.published`), `before`/`after` the changed values only.
    """
    return ActivityEntry.objects.create(
        actor=actor,
        actor_label=actor.email if actor else "system",
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:300],
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        reason=reason,
    )
