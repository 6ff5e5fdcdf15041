"""States of campaigns, their placeholders, consents and answers, and what may be done when."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput
from common.text import hostile, nfc, one_line


class CampaignState(TextChoices):
    DRAFT = "DRAFT", _("Draft")
    WRITING = "WRITING", _("Messages are being written")
    UNDER_WAY = "UNDER_WAY", _("Under way")
    CANCELLED = "CANCELLED", _("Stopped")


class Language(TextChoices):
    VI = "vi", _("Vietnamese")
    EN = "en", _("English")
    FR = "fr", _("French")


class Skip(TextChoices):
    """Why a recipient gets no message."""

    NO_CONSENT = "NO_CONSENT", _("No consent to advertising mail")
    OPTED_OUT = "OPTED_OUT", _("Wants no such mail")
    CLOSED = "CLOSED", _("Address closed after a return")


class Answer(TextChoices):
    NONE = "NONE", _("No answer yet")
    ACCEPTED = "ACCEPTED", _("Comes")
    DECLINED = "DECLINED", _("Does not come")


# What a recipient may say; having said nothing is no answer one can give.
GIVEN_ANSWERS = [
    (Answer.ACCEPTED.value, Answer.ACCEPTED.label),
    (Answer.DECLINED.value, Answer.DECLINED.label),
]


class AnswerChannel(TextChoices):
    LINK = "LINK", _("By link")
    PHONE = "PHONE", _("By phone")


class ConsentAct(TextChoices):
    GRANTED = "GRANTED", _("Consent given")
    WITHDRAWN = "WITHDRAWN", _("Consent withdrawn")


class ConsentChannel(TextChoices):
    WEB = "WEB", _("On the website")
    EMAIL = "EMAIL", _("By e-mail")
    PHONE = "PHONE", _("By phone")
    PAPER = "PAPER", _("On paper")
    IN_PERSON = "IN_PERSON", _("In person")


class BounceOutcome(TextChoices):
    OPEN = "OPEN", _("To be settled")
    CORRECTED = "CORRECTED", _("Address corrected")
    WORKS = "WORKS", _("Address works again")
    GIVEN_UP = "GIVEN_UP", _("No other address")


# The text people agree to, by version: a new wording gets a new version, old ones stay.
CONSENT_VERSION = "2026-1"

CAMPAIGN_CHANGES: dict[str, frozenset[str]] = {
    CampaignState.DRAFT: frozenset({CampaignState.WRITING, CampaignState.CANCELLED}),
    CampaignState.WRITING: frozenset({CampaignState.UNDER_WAY, CampaignState.CANCELLED}),
    CampaignState.UNDER_WAY: frozenset({CampaignState.WRITING, CampaignState.CANCELLED}),
}
CAMPAIGN_CHIPS: dict[str, tuple[str, bool]] = {
    CampaignState.DRAFT: ("grey", False),
    CampaignState.WRITING: ("blue", False),
    CampaignState.UNDER_WAY: ("jade", True),
    CampaignState.CANCELLED: ("red", True),
}
ANSWER_CHIPS: dict[str, tuple[str, bool]] = {
    Answer.NONE: ("grey", False),
    Answer.ACCEPTED: ("jade", True),
    Answer.DECLINED: ("red", True),
}

# What a text may name in braces. Values are put in as they are, once: whatever looks like a
# placeholder inside a value, and everything else in braces, stays as it was written.
PLACEHOLDERS: dict[str, object] = {
    "name": _("Name of the recipient"),
    "event": _("Name of the event"),
    "days": _("Days of the event"),
    "hours": _("Opening hours of the event"),
    "place": _("Place of the event"),
    "deadline": _("Day until which to answer or apply"),
    "commune": _("Commune of the recipient"),
    "products": _("Products of the recipient"),
    "link": _("Personal link to answer, or page of the event"),
}
# What notices written by the system may name besides.
FILLED = frozenset({*PLACEHOLDERS, "reason"})
_PLACEHOLDER = re.compile(r"\{([a-z_]{1,30})\}")
MAX_BODY = 20_000
MAX_PARTY = 20


def fill(template: str, values: Mapping[str, str]) -> str:
    """The text with the allowed placeholders replaced; an absent value becomes nothing."""

    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        return str(values.get(name, "")) if name in FILLED else found.group(0)

    return _PLACEHOLDER.sub(value, template)


def validate_template(subject: str, body: str) -> tuple[str, str]:
    """A subject of one line and a text whose placeholders all exist; else InvalidInput."""
    wrong: dict[str, list[object]] = {}
    if not subject.strip() or not one_line(subject):
        wrong["subject"] = [_("Write the subject on one line of text.")]
    elif len(subject) > 200:
        wrong["subject"] = [_("Use at most 200 characters.")]
    if not body.strip():
        wrong["body"] = [_("Write the text of the message.")]
    elif len(body) > MAX_BODY:
        wrong["body"] = [_("Use at most 20,000 characters.")]
    elif hostile(body.replace("\r\n", "\n")):
        wrong["body"] = [_("Remove the invisible characters from the text.")]
    for field, text in (("subject", subject), ("body", body)):
        unknown = sorted({n for n in _PLACEHOLDER.findall(text) if n not in PLACEHOLDERS})
        if unknown:
            sentence = _("There is no placeholder {%(name)s}. Possible are: %(all)s.") % {
                "name": unknown[0],
                "all": ", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
            }
            wrong.setdefault(field, []).append(sentence)
    if wrong:
        raise InvalidInput(fields=wrong)
    return nfc(subject.strip()), nfc(body.strip().replace("\r\n", "\n"))


def validate_times(send_at: datetime | None, not_after: datetime | None, now: datetime) -> None:
    """Nothing is scheduled into the past, and the end follows the beginning; else InvalidInput."""
    wrong: dict[str, list[object]] = {}
    if send_at is not None and send_at <= now:
        wrong["send_at"] = [_("Choose a moment to come, or leave it empty to send at once.")]
    if not_after is not None and not_after <= max(now, send_at or now):
        wrong["not_after"] = [_("Choose a moment after the sending begins.")]
    if wrong:
        raise InvalidInput(fields=wrong)


def campaign_abilities(
    *, state: str, by_hand: bool, paused: bool, held: bool, unsent: int, outdated: int,
    unanswered: int,
) -> dict[str, bool]:  # fmt: skip
    """What an organiser may do with a campaign now; one `held` waits for its event's new days.

    `unsent`, `outdated` (unsent with an earlier text) and `unanswered` (sent, no answer) are
    numbers of recipients.
    """
    draft, moving = state == CampaignState.DRAFT, state == CampaignState.UNDER_WAY
    return {
        "edit": by_hand and (draft or (moving and unsent > 0)),
        "add": by_hand and draft,
        "test": by_hand and state != CampaignState.CANCELLED,
        "release": by_hand and draft and not held,
        "rewrite": by_hand and moving and outdated > 0,
        "remind": by_hand and moving and not held and unanswered > 0,
        "pause": not paused and not draft and unsent > 0,
        "resume": paused,
        "cancel": draft or state == CampaignState.WRITING or (moving and unsent > 0),
    }


def takes_answers(
    *, asks: bool, state: str, held: bool, revoked: bool, until: datetime | None, now: datetime
) -> bool:
    """Whether a recipient's link can be answered now."""
    open_state = state in (CampaignState.WRITING, CampaignState.UNDER_WAY) and not held
    return asks and open_state and not revoked and (until is None or now < until)
