"""Campaigns about a fair: its facts as placeholders, its producers as recipients."""

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from exhibitors.models import Producer
from fairs.documents.calendar import PUBLISH
from fairs.models import Fair
from fairs.queries.audience import Audience, audience, products_of
from fairs.rules.states import FairState
from fairs.services.announcing import SUBJECT, calendar_file, opening, shared_facts
from notifications.models import Campaign
from notifications.rules import Language
from notifications.services.campaigns import CampaignFacts, create_campaign
from notifications.services.recipients import Added, Addressee, add_recipients


@transaction.atomic
def start_fair_campaign(*, fair: Fair, actor: User, now: datetime) -> Campaign:
    """A draft inviting to a fair to come, in three languages, with the fair's calendar file.

    Answers and messages end when the fair opens. Raises DomainError unless it is published and
    to come.
    """
    opens = opening(fair)
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
        shared={language: shared_facts(fair, language) for language in languages},
        files=calendar_file(fair, PUBLISH, now),
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
