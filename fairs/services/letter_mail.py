"""The mails about booths: written for the publication, the letter attached when rendered."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from common import formats
from fairs.models import AllocationPlan, Application, Booth
from fairs.queries.places import SUBJECT, letter_key
from fairs.services.notices import address_of
from notifications.services import MessageDraft


def letter_draft(
    *,
    plan: AllocationPlan,
    application: Application,
    booths: Sequence[Booth],
    moved_from: Iterable[str],
    edition: int = 0,
) -> MessageDraft | None:
    """Write the mail of a booth letter; it waits until the letter is rendered.

    None without an address (the letter is rendered all the same, for paper).
    """
    lines = [
        ("booth", ", ".join(booth.number for booth in booths)),
        ("moved_from", ", ".join(moved_from)),
    ]
    return _draft(
        plan=plan,
        application=application,
        template="booth_letter",
        subject=_subject_of_letter,
        facts=dict(lines) | {"zone": booths[0].zone, "hall": booths[0].hall.name},
        key=letter_key(plan, application, edition),
        waiting=True,
    )


def farewell_draft(
    *,
    plan: AllocationPlan,
    application: Application,
    booths: Iterable[str],
) -> MessageDraft | None:
    """Tell an exhibitor that the place announced before no longer holds."""
    return _draft(
        plan=plan,
        application=application,
        template="booth_withdrawn",
        subject=_subject_of_farewell,
        facts={"booth": ", ".join(booths)},
        key=f"booth-gone:{plan.pk}:{application.pk}",
        waiting=False,
    )


def _subject_of_letter(fair: str, booth: str) -> str:
    return _("Your booth %(booth)s – %(fair)s") % {"booth": booth, "fair": fair}


def _subject_of_farewell(fair: str, booth: str) -> str:
    return _("Booth %(booth)s no longer assigned – %(fair)s") % {"booth": booth, "fair": fair}


def _draft(
    *,
    plan: AllocationPlan,
    application: Application,
    template: str,
    subject: object,
    facts: dict[str, object],
    key: str,
    waiting: bool,
) -> MessageDraft | None:
    recipient = address_of(application)
    if not recipient:
        return None
    fair, language = plan.fair, application.producer.language
    with translation.override(language):
        name = fair.name_in(language)
        context = {
            **facts,
            "language": language,
            "fair": fair,
            "fair_name": name,
            "days": formats.days(fair.opens_on, fair.closes_on),
            "producer": application.producer.name,
            "code": application.code,
            "contact": ", ".join(filter(None, (fair.contact_email, fair.contact_phone))),
            "link": settings.SITE_URL + reverse("fairs:my_place", args=[application.pk]),
            "place": ", ".join(filter(None, (fair.venue.name_in(language), fair.venue.address))),
        }
        title = subject(name, str(facts["booth"]))  # type: ignore[operator]
        text = render_to_string(f"fairs/mail/{template}.txt", context)
        html = render_to_string(f"fairs/mail/{template}.html", context)
    return MessageDraft(
        dedupe_key=key,
        recipient=recipient,
        recipient_name=application.contact_name or application.producer.name,
        subject=title[:300],
        text=text,
        html=html,
        language=language,
        subject_type=SUBJECT,
        subject_id=str(application.pk),
        waiting=waiting,
    )
