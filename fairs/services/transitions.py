"""The one way an application changes its state."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services import record_activity
from fairs.models import Application
from fairs.rules.states import APPLICATION_CHANGES, ApplicationState
from fairs.rules.transitions import check_transition


@transaction.atomic
def change_state(
    *,
    obj: Application,
    to: str,
    actor: User | None,
    now: datetime,
    reason: str = "",
    verb: str = "",
) -> Application:
    """Move an application to another state: lock, check the table, stamp, log.

    Only the state, its time and the version are read again and written. Raises
    IllegalTransition naming from, to and what is possible.
    """
    Application.objects.select_for_update(of=("self",)).get(pk=obj.pk)
    obj.refresh_from_db(fields=["state", "version", "submitted_at"])
    source = obj.state
    check_transition(APPLICATION_CHANGES, ApplicationState, source=source, target=to)
    obj.state = to
    obj.version += 1
    fields = ["state", "version"]
    if to == ApplicationState.SUBMITTED and obj.submitted_at is None:
        obj.submitted_at = now
        fields.append("submitted_at")
    obj.save(update_fields=fields)
    record_activity(
        actor=actor,
        verb=verb or f"application.{to.lower()}",
        obj=obj,
        before={"state": source},
        after={"state": to},
        reason=reason,
    )
    return obj
