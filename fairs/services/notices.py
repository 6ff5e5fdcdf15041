"""Queueing the messages about applications: one row each, in the caller's transaction."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from fairs.documents.notices import Notice, NoticeFacts
from fairs.models import Application
from fairs.services.announcing import hours_of, place_of
from notifications.models import Message
from notifications.services import Attached, enqueue_message

Renderer = Callable[[NoticeFacts, str], Notice]
SUBJECT = "fairs.application"


def address_of(application: Application) -> str:
    """Where letters about an application go: its own contact, else the producer's."""
    return application.contact_email or application.producer.email


def queue_notice(
    *,
    application: Application,
    render: Renderer,
    key: str,
    now: datetime,
    reason: str = "",
    files: Sequence[Attached] = (),
) -> Message | None:
    """Queue one message in the producer's language; None when there is no address.

    `key` names the occasion; the same application and occasion never queue twice. Needs
    `application.fair.venue` and `application.producer`.
    """
    recipient = address_of(application)
    if not recipient:
        return None
    language = application.producer.language
    fair = application.fair
    facts = NoticeFacts(
        fair=fair.name_in(language),
        opens_on=fair.opens_on,
        closes_on=fair.closes_on,
        venue=place_of(fair, language),
        producer=application.producer.name,
        code=application.code,
        link=settings.SITE_URL + reverse("fairs:application", args=[application.pk]),
        contact=", ".join(filter(None, (fair.contact_email, fair.contact_phone))),
        reason=reason,
        confirm_by=fair.confirm_by,
        hours=hours_of(fair),
    )
    notice = render(facts, language)
    return enqueue_message(
        dedupe_key=f"application:{application.pk}:{key}",
        recipient=recipient,
        recipient_name=application.contact_name or application.producer.name,
        subject=notice.subject,
        text=notice.text,
        html=notice.html,
        language=language,
        subject_type=SUBJECT,
        subject_id=str(application.pk),
        attachments=files,
        now=now,
    )
