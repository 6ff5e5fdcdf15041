"""An application withdrawn, by its producer or by the office for it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.errors import InvalidInput
from fairs.documents import notices
from fairs.models import Application
from fairs.rules.states import ApplicationState
from fairs.services.applications import locked_application, locked_fair
from fairs.services.notices import SUBJECT, queue_notice
from fairs.services.places import release_places
from fairs.services.transitions import change_state
from notifications.services import cancel_messages, void_documents


@transaction.atomic
def withdraw_application(
    *,
    application: Application,
    actor: User | None,
    now: datetime,
    reason: str = "",
    by_office: bool = False,
) -> Application:
    """The producer no longer takes part: places are freed, unsent messages and letters end.

    Where the office withdraws it for the producer (`by_office`) a reason is needed, and the
    producer is told. Withdrawing twice changes nothing. Raises IllegalTransition from a final
    state, InvalidInput without that reason.
    """
    if by_office and not reason.strip():
        raise InvalidInput(fields={"reason": [_("Say why, and who of the producer told you.")]})
    locked_fair(application.fair)
    application = locked_application(application)
    if application.state == ApplicationState.WITHDRAWN:
        return application
    change_state(
        obj=application, to=ApplicationState.WITHDRAWN, actor=actor, now=now, reason=reason.strip()
    )
    application.decision = ""
    application.save(update_fields=["decision"])
    release_places(application=application, actor=actor, reason=reason.strip(), now=now)
    subject = {"subject_type": SUBJECT, "subject_id": str(application.pk)}
    cancel_messages(**subject, actor=actor, reason="withdrawn")
    void_documents(**subject, actor=actor, reason="withdrawn", now=now)
    if by_office:
        queue_notice(
            application=application,
            render=notices.render_withdrawn,
            key=f"withdrawn:{application.version}",
            now=now,
            reason=reason.strip(),
        )
    return application
