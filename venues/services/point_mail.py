"""Short letters to people of showcase points, through the outbox."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from notifications.models import Message
from notifications.services import enqueue_message


def mail_person(
    *,
    key: str,
    person: User,
    subject: str,
    paragraphs: Sequence[str],
    path: str,
    now: datetime,
) -> Message | None:
    """One message per `key` and person, written in the active language; None for a closed account.

    The text greets the reader, says what it is about, gives the address to go on, and is signed
    by the office.
    """
    if not person.is_active or not person.email:
        return None
    text = "\n\n".join(
        [
            _("Dear %(name)s,") % {"name": person.full_name or person.email},
            *paragraphs,
            settings.SITE_URL + path,
            settings.ORGANISING_OFFICE,
        ]
    )
    return enqueue_message(
        dedupe_key=f"{key}:{person.pk}"[:200],
        recipient=person.email,
        recipient_name=person.full_name,
        subject=subject[:300],
        text=text,
        language=person.language,
        subject_type="venues.showcasepoint",
        now=now,
    )
