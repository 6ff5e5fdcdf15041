"""Applications an organiser files for a producer, with the producer's consent on record."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput
from common.text import nfc
from exhibitors.models import Producer
from fairs.models import Application, Fair
from fairs.queries.applications import active_application
from fairs.rules.states import ConsentWay
from fairs.services.applications import save_draft


class AlreadyApplied(DomainError):
    """The producer has an application for this fair, its own or one filed for it."""

    code = "already_applied"
    message = _("This producer already has an application for this fair.")


@dataclass(frozen=True)
class Consent:
    """Who of the producer agreed, in which way, and on which day."""

    given_by: str
    how: str
    given_on: date


@transaction.atomic
def start_on_behalf(
    *, fair: Fair, producer: Producer, consent: Consent, actor: User, now: datetime
) -> Application:
    """Begin an application for a producer; it is filled in and sent like the producer's own.

    Promise: the consent and the organiser's name stay with the application and in the audit
    trail. Raises InvalidInput for an incomplete or future consent, AlreadyApplied, NotOpen.
    """
    given_by = nfc(consent.given_by).strip()[:150]
    wrong: dict[str, list[object]] = {}
    if not given_by:
        wrong["given_by"] = [_("Name the person who agreed.")]
    if consent.how not in ConsentWay.values:
        wrong["how"] = [_("Choose among the options offered.")]
    if consent.given_on > timezone.localdate(now):
        wrong["given_on"] = [_("The consent cannot be of a day to come.")]
    if wrong:
        raise InvalidInput(fields=wrong)
    Fair.objects.select_for_update(of=("self",), no_key=True).get(pk=fair.pk)
    if active_application(fair, producer) is not None:
        raise AlreadyApplied
    application = save_draft(fair=fair, producer=producer, values={}, actor=actor, now=now)
    application.on_behalf_by = actor
    application.consent_given_by, application.consent_how = given_by, consent.how
    application.consent_given_on, application.consent_at = consent.given_on, now
    application.save(
        update_fields=[
            "on_behalf_by", "consent_given_by", "consent_how", "consent_given_on", "consent_at",
        ]
    )  # fmt: skip
    record_activity(
        actor=actor,
        verb="application.on_behalf",
        obj=application,
        after={
            "consent_given_by": given_by,
            "consent_how": consent.how,
            "consent_given_on": consent.given_on.isoformat(),
        },
    )
    return application
