"""Returned mail: noted once per message, kept as a task until the office settles it."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import Message as MimeMessage

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput
from notifications.models import Bounce, Message
from notifications.rules import BounceOutcome, MessageState
from notifications.services.consent import suppress_address, unsuppress_address

_RETURN_PATH = re.compile(r"bounce\+([0-9a-z.-]{1,80})@", re.IGNORECASE)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True)
class Report:
    """What a delivery report says: enhanced status (may be empty) and the server's words."""

    status: str
    diagnosis: str

    @property
    def permanent(self) -> bool:
        return self.status.startswith("5")


def read_report(content: bytes) -> tuple[Report, list[str]]:
    """A returned mail (RFC 3464), and the addresses it says it came back to.

    A mail without a readable report is one of unknown failure.
    """
    mail = message_from_bytes(content, policy=policy.default)
    names = ("Delivered-To", "X-Original-To", "To")
    addresses = [str(value) for name in names for value in mail.get_all(name, [])]
    return _report_of(mail), addresses


def _report_of(mail: MimeMessage) -> Report:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            for group in part.get_payload():
                if isinstance(group, MimeMessage) and group.get("Status"):
                    return Report(str(group["Status"]), str(group.get("Diagnostic-Code", "")))
    return Report("", str(mail.get("Subject", "")))


def message_of_return_path(address: str) -> Message | None:
    """The message whose return path this is (see OUTBOX_VERP_DOMAIN)."""
    mark = _RETURN_PATH.search(address)
    if mark is None:
        return None
    return Message.objects.filter(message_id__startswith=f"<{mark.group(1)}@").first()


@transaction.atomic
def record_bounce(
    *, message: Message, reason: str, permanent: bool, now: datetime, channel: str = "MAIL"
) -> Message:
    """The message came back; after a permanent failure nothing more goes to that address.

    Reported again, or about a message that never left, it changes nothing.
    """
    locked = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if locked.state in (MessageState.SENT, MessageState.UNCERTAIN):
        locked.state = MessageState.BOUNCED
        locked.last_reply = reason[:500]
        locked.save(update_fields=["state", "last_reply"])
        status = _STATUS.match(reason)
        Bounce.objects.create(
            message=locked,
            status=status.group() if status else "",
            diagnosis=reason[status.end() if status else 0 :].strip()[:500],
            permanent=permanent,
            channel=channel,
            returned_at=now,
            outcome=BounceOutcome.OPEN,
        )
        if permanent:
            suppress_address(address=locked.recipient, scope="ALL", reason="bounced")
        record_activity(actor=None, verb="message.bounced", obj=locked, reason=reason[:500])
    return locked


@transaction.atomic
def settle_bounce(
    *, bounce: Bounce, outcome: str, actor: User, now: datetime, note: str = ""
) -> Bounce:
    """Say what was done about a returned message; `WORKS` opens the address again.

    Raises InvalidInput for an outcome that settles nothing, DomainError when it is settled.
    """
    if outcome not in BounceOutcome.values or outcome == BounceOutcome.OPEN:
        raise InvalidInput(fields={"outcome": [_("Choose what was done.")]})
    locked = (
        Bounce.objects.select_for_update(of=("self",)).select_related("message").get(pk=bounce.pk)
    )
    if locked.outcome != BounceOutcome.OPEN:
        if locked.outcome == outcome:
            return locked
        raise DomainError(_("Somebody settled this already; reload the page."), code="settled")
    locked.outcome, locked.note = outcome, note[:300]
    locked.settled_at, locked.settled_by = now, actor
    locked.save(update_fields=["outcome", "note", "settled_at", "settled_by"])
    if outcome == BounceOutcome.WORKS:
        unsuppress_address(address=locked.message.recipient, scope="ALL")
    record_activity(
        actor=actor, verb="bounce.settled", obj=locked, after={"outcome": outcome}, reason=note
    )
    return locked
