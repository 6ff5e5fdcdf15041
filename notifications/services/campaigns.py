"""Campaigns by hand: prepared, and changed while something of them is unsent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput, StaleVersion
from common.text import hostile, nfc, one_line
from notifications.kinds import letters_of
from notifications.models import (
    Campaign,
    CampaignFile,
    CampaignText,
    Message,
    Recipient,
)
from notifications.rules import (
    FILLED,
    UNSENT,
    CampaignState,
    Language,
    MessageKind,
    validate_template,
    validate_times,
)


@dataclass(frozen=True)
class CampaignFacts:
    """What an organiser says of a campaign; `facts` are shared placeholder values by language."""

    name: str
    kind: str = MessageKind.SERVICE
    send_at: datetime | None = None
    not_after: datetime | None = None
    asks_answer: bool = False
    with_letter: bool = False
    texts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def locked_campaign(pk: int) -> Campaign:
    """The row locked for the rest of the transaction."""
    return Campaign.objects.select_for_update(of=("self",)).get(pk=pk)


@transaction.atomic
def create_campaign(
    *,
    facts: CampaignFacts,
    actor: User,
    now: datetime,
    subject_type: str = "",
    subject_id: object = "",
    shared: Mapping[str, Mapping[str, str]] | None = None,
    files: Mapping[str, tuple[str, bytes]] | None = None,
) -> Campaign:
    """A draft with its texts by language; nothing is sent.

    `shared` holds placeholder values by language, `files` content type and bytes by file name.
    Raises InvalidInput naming name, kind, times or texts.
    """
    values = _checked(facts, now, subject_type)
    campaign = Campaign.objects.create(
        **values,
        state=CampaignState.DRAFT,
        written_by_hand=True,
        subject_type=subject_type,
        subject_id=str(subject_id),
        facts={language: dict(found) for language, found in (shared or {}).items()},
        created_by=actor,
        created_at=now,
    )
    _write_texts(campaign, facts.texts)
    CampaignFile.objects.bulk_create(
        CampaignFile(campaign=campaign, filename=name, content_type=kind, content=content)
        for name, (kind, content) in (files or {}).items()
    )
    record_activity(actor=actor, verb="campaign.created", obj=campaign)
    return campaign


@transaction.atomic
def edit_campaign(
    *, campaign: Campaign, facts: CampaignFacts, version: int, actor: User, now: datetime
) -> Campaign:
    """Change a draft, or the texts of a campaign that has unsent messages.

    Messages written already keep their text until `rewrite_unsent`. Raises InvalidInput,
    StaleVersion, DomainError once nothing can be changed.
    """
    locked = locked_campaign(campaign.pk)
    if locked.version != version:
        raise StaleVersion
    draft = locked.state == CampaignState.DRAFT
    if not draft and not (locked.state == CampaignState.UNDER_WAY and unsent_of(locked).exists()):
        raise DomainError(
            _("All messages of this campaign have left; make a new one."), code="campaign_over"
        )
    values = _checked(
        facts, now, locked.subject_type, keep_send_at=None if draft else locked.send_at
    )
    if not draft:
        fixed = ("kind", "asks_answer", "with_letter")
        values |= {name: getattr(locked, name) for name in fixed}
    before = dict(locked.texts.values_list("language", "body")) | {"name": locked.name}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.version += 1
    if _write_texts(locked, facts.texts) and not draft:
        locked.revision += 1
    locked.save()
    after = dict(locked.texts.values_list("language", "body")) | {"name": locked.name}
    record_activity(actor=actor, verb="campaign.edited", obj=locked, before=before, after=after)
    return locked


def _checked(
    facts: CampaignFacts,
    now: datetime,
    subject_type: str,
    keep_send_at: datetime | None = None,
) -> dict[str, Any]:
    wrong: dict[str, list[object]] = {}
    name = nfc(facts.name.strip())
    if not name or len(name) > 200 or not one_line(name):
        wrong["name"] = [_("Name the campaign on one line, with at most 200 characters.")]
    if facts.kind not in MessageKind.values:
        wrong["kind"] = [_("Choose the kind of message.")]
    if not facts.texts.get(Language.VI):
        wrong["subject_vi"] = [_("Write at least the Vietnamese text.")]
    if set(facts.texts) - set(Language.values):
        wrong["texts"] = [_("Write the text in Vietnamese, English or French.")]
    for language, (subject, body) in facts.texts.items():
        try:
            validate_template(subject, body)
        except InvalidInput as error:
            wrong |= {f"{field}_{language}": list(s) for field, s in error.fields.items()}
    if facts.with_letter and letters_of(subject_type) is None:
        wrong["with_letter"] = [_("Only a campaign about a fair has letters.")]
    same = keep_send_at is not None and facts.send_at == keep_send_at
    try:
        validate_times(None if same else facts.send_at, facts.not_after, now)
    except InvalidInput as error:
        wrong |= error.fields
    if wrong:
        raise InvalidInput(fields=wrong)
    return {
        "name": name,
        "kind": facts.kind,
        "send_at": facts.send_at,
        "not_after": facts.not_after,
        "asks_answer": facts.asks_answer,
        "with_letter": facts.with_letter,
    }


def _write_texts(campaign: Campaign, texts: Mapping[str, tuple[str, str]]) -> bool:
    """Keep exactly these texts; whether anything changed."""
    wanted = {
        language: validate_template(subject, body) for language, (subject, body) in texts.items()
    }
    present = {t.language: (t.subject, t.body) for t in campaign.texts.all()}
    if wanted == present:
        return False
    campaign.texts.all().delete()
    CampaignText.objects.bulk_create(
        CampaignText(campaign=campaign, language=language, subject=subject, body=body)
        for language, (subject, body) in sorted(wanted.items(), reverse=True)
    )
    return True


def unsent_of(campaign: Campaign) -> Any:
    """The campaign's messages that can still be taken back."""
    return Message.objects.filter(campaign=campaign, state__in=UNSENT)


def shared_values(campaign: Campaign, language: str) -> dict[str, str]:
    """Placeholder values all recipients share, in a language or else in Vietnamese."""
    found = campaign.facts.get(language) or campaign.facts.get(Language.VI) or {}
    return {k: str(v) for k, v in found.items() if k in FILLED and not hostile(str(v))}


def outdated_recipients(campaign: Campaign) -> Any:
    """Recipients whose unsent message carries an earlier text."""
    return Recipient.objects.filter(
        campaign=campaign, revision__lt=campaign.revision, message__state__in=UNSENT
    )
