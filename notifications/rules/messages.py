"""States of messages, documents and jobs, and the changes between them."""

import hashlib
import re
from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput
from common.text import CONTROL, INVISIBLE, SURROGATE, nfc, one_line


class MessageState(TextChoices):
    """A message's way out of the house."""

    WAITING = "WAITING", _("Waiting for a document")
    QUEUED = "QUEUED", _("Queued")
    CLAIMED = "CLAIMED", _("Being prepared")
    SENDING = "SENDING", _("Being handed over")
    SENT = "SENT", _("Sent")
    FAILED = "FAILED", _("Refused")
    DEAD = "DEAD", _("Given up")
    UNCERTAIN = "UNCERTAIN", _("Uncertain")
    CANCELLED = "CANCELLED", _("Cancelled")
    SUPPRESSED = "SUPPRESSED", _("Opted out")
    BOUNCED = "BOUNCED", _("Bounced")


class MessageKind(TextChoices):
    SERVICE = "SERVICE", _("Service message")
    ADVERTISING = "ADVERTISING", _("Advertising message")


class DocumentState(TextChoices):
    VALID = "VALID", _("Valid")
    VOID = "VOID", _("Replaced or withdrawn")


class JobState(TextChoices):
    QUEUED = "QUEUED", _("Queued")
    RUNNING = "RUNNING", _("Under way")
    DONE = "DONE", _("Done")
    FAILED = "FAILED", _("Failed")
    CANCELLED = "CANCELLED", _("Cancelled")


UNSENT = (MessageState.WAITING, MessageState.QUEUED, MessageState.CLAIMED)
ACTIVE_JOBS = (JobState.QUEUED, JobState.RUNNING)

# Changes the organiser or the system may ask for; the sender's own steps are in services/outbox.
MESSAGE_CHANGES: dict[str, frozenset[str]] = {
    MessageState.WAITING: frozenset({MessageState.QUEUED, MessageState.CANCELLED}),
    MessageState.QUEUED: frozenset({MessageState.CANCELLED}),
    MessageState.CLAIMED: frozenset({MessageState.CANCELLED}),
    MessageState.FAILED: frozenset({MessageState.QUEUED}),
    MessageState.DEAD: frozenset({MessageState.QUEUED}),
    MessageState.UNCERTAIN: frozenset({MessageState.QUEUED, MessageState.SENT}),
    MessageState.SENT: frozenset({MessageState.BOUNCED}),
}
JOB_CHANGES: dict[str, frozenset[str]] = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED}),
    JobState.RUNNING: frozenset(
        {JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.QUEUED}
    ),
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.CANCELLED: frozenset({JobState.QUEUED}),
}

MAX_SUBJECT = 300
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_OWN_HEADERS = frozenset(
    {
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "content-type",
        "content-language",
        "content-transfer-encoding",
        "sender",
        "return-path",
        "auto-submitted",
        "received",
        "dkim-signature",
    }
)
_CONTENT_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+(; *[a-z]+=\"?[A-Za-z0-9._-]+\"?)*")


def address_hash(address: str) -> str:
    """Digest under which an address is kept on the suppression list."""
    return hashlib.sha256(nfc(address.strip()).lower().encode()).hexdigest()


def validate_subject(value: str) -> str:
    """A subject of one line; else InvalidInput on `subject`."""
    if not one_line(value) or not value.strip():
        raise InvalidInput(fields={"subject": [_("Write the subject on one line of text.")]})
    if len(value) > MAX_SUBJECT:
        raise InvalidInput(fields={"subject": [_("Use at most 300 characters.")]})
    return nfc(value.strip())


def validate_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Extra headers such as List-Unsubscribe; ours cannot be replaced."""
    for name, value in headers.items():
        if (
            not _HEADER_NAME.fullmatch(name)
            or name.lower() in _OWN_HEADERS
            or not one_line(str(value))
        ):
            raise InvalidInput(fields={"headers": [_("This mail header is not allowed.")]})
    return {name: str(value) for name, value in headers.items()}


def validate_content_type(value: str) -> str:
    if not _CONTENT_TYPE.fullmatch(value):
        raise InvalidInput(fields={"attachments": [_("This kind of file is not known.")]})
    return value


def safe_filename(value: str) -> str:
    """A file name without path, control or reserved characters, at most 150 long."""
    name = nfc(SURROGATE.sub("", INVISIBLE.sub("", CONTROL.sub("", value)))).replace("\\", "/")
    name = re.sub(r"[\x00-\x1f<>:\"|?*;\u2028\u2029]+", "_", name.rpartition("/")[2]).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[:140]}.{ending}"
    return name[:150] or "document"


def retry_delay(attempts: int, base: float, longest: float, chance: float) -> float:
    """Seconds until the next try: doubling, at most `longest`, spread by up to a fifth.

    `chance` is a random number from 0 to 1.
    """
    return float(min(longest, base * 2 ** min(max(attempts - 1, 0), 30)) * (0.9 + 0.2 * chance))


# How a state is shown: tone of the chip, and whether it is settled (a filled dot) or waiting.
MESSAGE_CHIPS: dict[str, tuple[str, bool]] = {
    MessageState.WAITING: ("grey", False),
    MessageState.QUEUED: ("blue", False),
    MessageState.CLAIMED: ("blue", False),
    MessageState.SENDING: ("blue", False),
    MessageState.SENT: ("jade", True),
    MessageState.FAILED: ("red", True),
    MessageState.DEAD: ("red", True),
    MessageState.UNCERTAIN: ("amber", False),
    MessageState.CANCELLED: ("grey", True),
    MessageState.SUPPRESSED: ("grey", True),
    MessageState.BOUNCED: ("red", True),
}
DOCUMENT_CHIPS: dict[str, tuple[str, bool]] = {
    DocumentState.VALID: ("jade", True),
    DocumentState.VOID: ("grey", True),
}
JOB_CHIPS: dict[str, tuple[str, bool]] = {
    JobState.QUEUED: ("grey", False),
    JobState.RUNNING: ("blue", False),
    JobState.DONE: ("jade", True),
    JobState.FAILED: ("red", True),
    JobState.CANCELLED: ("grey", True),
}


def message_abilities(state: str) -> dict[str, bool]:
    """What an organiser may decide about a message in this state."""
    changes = MESSAGE_CHANGES.get(state, frozenset())
    refused = state in (MessageState.FAILED, MessageState.DEAD)
    return {
        "resend": state == MessageState.UNCERTAIN,
        "count_as_sent": MessageState.SENT in changes,
        "try_again": refused,
        "cancel": MessageState.CANCELLED in changes,
    }


def job_abilities(state: str, cancel_requested: bool) -> dict[str, bool]:
    """What its owner may do with a job."""
    return {
        "cancel": state in ACTIVE_JOBS and not cancel_requested,
        "retry": state in (JobState.FAILED, JobState.CANCELLED),
    }
