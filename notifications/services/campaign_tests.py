"""The test of a campaign: its first recipient's message, sent to another address instead."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.addresses import validate_address
from common.errors import DomainError
from notifications.models import Campaign, Message, Recipient
from notifications.services.campaign_rendering import preview_for
from notifications.services.campaign_writing import own_file, shared_files, write_letters
from notifications.services.writing import enqueue_message


@transaction.atomic
def send_test(*, campaign: Campaign, address: str, actor: User, now: datetime) -> Message:
    """Send the first recipient's message to `address` instead, its subject marked as a test.

    The personal link in it is none that could answer. Raises InvalidInput for the address,
    DomainError without recipients.
    """
    plain = validate_address(address, field="address")
    first = (
        campaign.recipients.select_related("document", "campaign")
        .defer("document__content")
        .order_by("id")
        .first()
    )
    if first is None:
        raise DomainError(_("Choose recipients first."), code="no_recipients")
    write_letters(campaign, [first], now)
    first.save(update_fields=["document"])
    made = preview_for(_stand_in(first), campaign=campaign)
    with translation.override(actor.language):
        subject = _("Test: %(subject)s") % {"subject": made.subject}
    message = enqueue_message(
        dedupe_key=f"campaign/{campaign.pk}/test/{uuid4().hex}",
        recipient=plain,
        subject=subject[:300],
        text=made.text,
        html=made.html,
        language=made.language,
        attachments=[*shared_files(campaign), *own_file(first)],
        subject_type="notifications.campaign",
        subject_id=campaign.pk,
        now=now,
    )
    record_activity(actor=actor, verb="campaign.tested", obj=campaign)
    return message


def _stand_in(recipient: Recipient) -> Recipient:
    """The same person with a link that opens nothing."""
    return Recipient(
        campaign=recipient.campaign,
        address=recipient.address,
        name=recipient.name,
        language=recipient.language,
        registered=recipient.registered,
        values=recipient.values,
        document=recipient.document,
    )
