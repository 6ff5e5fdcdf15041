"""Campaigns about a fair: its facts as placeholders, its producers as recipients."""

from collections.abc import Sequence
from datetime import date, datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import formats
from common.errors import DomainError
from exhibitors.models import Producer
from fairs.documents.calendar import PUBLISH, DaysFacts, content_type, render_days
from fairs.models import Fair
from fairs.queries.audience import Audience, audience, products_of
from fairs.rules.states import FairState
from notifications.models import Campaign
from notifications.rules import Language
from notifications.services.campaigns import CampaignFacts, create_campaign
from notifications.services.recipients import Added, Addressee, add_recipients

SUBJECT = "fairs.fair"


@transaction.atomic
def start_fair_campaign(*, fair: Fair, actor: User, now: datetime) -> Campaign:
    """A draft inviting to a fair to come, in three languages, with the fair's calendar file.

    Answers and messages end when the fair opens. Raises DomainError unless it is published and
    to come.
    """
    opens = datetime.combine(fair.opens_on, time.min, timezone.get_default_timezone())
    if fair.state != FairState.PUBLISHED or opens <= now:
        raise DomainError(
            _("Only a published fair that is to come can be announced."), code="not_published"
        )
    languages = [str(value) for value in Language.values]
    facts = CampaignFacts(
        name=(_("Invitation: %(title)s") % {"title": fair.name})[:200],
        not_after=opens,
        asks_answer=True,
        texts={language: _texts(language) for language in languages},
    )
    return create_campaign(
        facts=facts,
        actor=actor,
        now=now,
        subject_type=SUBJECT,
        subject_id=fair.pk,
        shared={language: _shared(fair, language) for language in languages},
        files={"fair.ics": (content_type(PUBLISH), _calendar(fair, now))},
    )


def _texts(language: str) -> tuple[str, str]:
    with translation.override(language):
        subject = _("Invitation: %(title)s") % {"title": "{event}"}
        lines = [
            _("Dear %(name)s,") % {"name": "{name}"},
            _("we invite you to %(event)s, %(days)s, %(place)s.")
            % {"event": "{event}", "days": "{days}", "place": "{place}"},
            _("Applications are taken until %(day)s.") % {"day": "{deadline}"},
            _("Please tell us with your personal link whether you will come: %(link)s")
            % {"link": "{link}"},
            _("Kind regards,") + "\n" + (settings.ORGANISING_OFFICE or "Hội Chợ"),
        ]
    return subject, "\n\n".join(lines)


def _shared(fair: Fair, language: str) -> dict[str, str]:
    with translation.override(language):
        venue = ", ".join(filter(None, (fair.venue.name_in(language), fair.venue.address)))
        return {
            "event": fair.name_in(language),
            "days": formats.days(fair.opens_on, fair.closes_on),
            "place": venue,
            "deadline": formats.day(timezone.localdate(fair.apply_until)),
            "link": settings.SITE_URL + reverse("fairs:fair", args=[fair.pk]),
        }


def _calendar(fair: Fair, now: datetime) -> bytes:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return render_days(
        DaysFacts(
            uid=f"fair-{fair.pk}@{host}",
            sequence=fair.version,
            title=fair.name_in("vi"),
            place=_shared(fair, "vi")["place"],
            first=fair.opens_on,
            last=fair.closes_on,
            link=_shared(fair, "vi")["link"],
            stamp=now,
        )
    )


def addressees(producers: Sequence[Producer]) -> list[Addressee]:
    """Producers as recipients: registered with the programme, with their own placeholders."""
    products = products_of([producer.pk for producer in producers])
    return [
        Addressee(
            address=producer.email,
            name=producer.name[:200],
            language=producer.language,
            registered=True,
            subject_type="exhibitors.producer",
            subject_id=producer.pk,
            values={
                "commune": producer.commune.name if producer.commune else "",
                "products": products.get(producer.pk, ""),
            },
        )
        for producer in producers
    ]


def add_audience(*, campaign: Campaign, wanted: Audience, day: date, actor: User) -> Added:
    """Put the producers who match on a draft's list; those on it already are left alone.

    Raises DomainError unless the campaign is a draft, or when nobody matches.
    """
    found = list(audience(wanted, day))
    if not found:
        raise DomainError(_("No producer matches; change the filters."), code="nobody")
    return add_recipients(campaign=campaign, people=addressees(found), actor=actor)
