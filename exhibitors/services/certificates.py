"""Recognition: certificates recorded and withdrawn."""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from common.text import nfc
from exhibitors.models import Certificate, Product
from exhibitors.rules import add_months

EARLIEST = date(2018, 1, 1)


def expiry_of(issued_on: date) -> date:
    """The last day a certificate issued on this day is in force (a setting tells how long)."""
    return add_months(issued_on, settings.CERTIFICATE_VALID_MONTHS)


def add_certificate(
    *,
    product: Product,
    stars: int,
    decision_number: str,
    issued_on: date,
    actor: User | None,
    now: datetime,
    expires_on: date | None = None,
    issuer: str = "",
    note: str = "",
) -> Certificate:
    """Record a recognition decision; without an expiry day it follows from the issue.

    Raises InvalidInput naming each wrong field, also when the decision is recorded already.
    """
    number = nfc(decision_number).strip()
    expires = expires_on or expiry_of(issued_on)
    errors: dict[str, list[object]] = {}
    if stars not in (3, 4, 5):
        errors["stars"] = [_("Only 3, 4 or 5 stars are certified.")]
    if not number:
        errors["decision_number"] = [_("Give the number of the recognition decision.")]
    if not EARLIEST <= issued_on <= timezone.localdate(now):
        errors["issued_on"] = [_("The decision date lies between 2018 and today.")]
    if expires <= issued_on:
        errors["expires_on"] = [_("The expiry day comes after the decision date.")]
    if errors:
        raise InvalidInput(fields=errors)
    certificate = Certificate(
        product=product,
        stars=stars,
        decision_number=number,
        issued_on=issued_on,
        expires_on=expires,
        issuer=nfc(issuer).strip(),
        note=nfc(note).strip(),
        created_at=now,
    )
    try:
        with transaction.atomic():
            certificate.save()
            record_activity(
                actor=actor,
                verb="certificate.added",
                obj=certificate,
                after={"product": product.code, "stars": stars, "expires_on": expires},
            )
    except IntegrityError as error:
        if "certificate_once" not in str(error):
            raise
        raise InvalidInput(
            fields={"decision_number": [_("This decision is already recorded for this product.")]}
        ) from error
    return certificate


@transaction.atomic
def revoke_certificate(
    *, certificate: Certificate, on: date, reason: str, actor: User, now: datetime
) -> Certificate:
    """Withdraw a certificate from a day on; it stays visible with the reason.

    Withdrawing twice keeps the first day and reason. Raises InvalidInput.
    """
    text = nfc(reason).strip()
    locked = Certificate.objects.select_for_update(of=("self",)).get(pk=certificate.pk)
    if locked.revoked_on is not None:
        return locked
    errors: dict[str, list[object]] = {}
    if not text:
        errors["reason"] = [_("Say why the certificate is withdrawn.")]
    if on < locked.issued_on:
        errors["revoked_on"] = [_("The day of withdrawal cannot lie before the decision.")]
    if errors:
        raise InvalidInput(fields=errors)
    locked.revoked_on, locked.revoke_reason = on, text[:500]
    locked.save(update_fields=["revoked_on", "revoke_reason"])
    record_activity(
        actor=actor,
        verb="certificate.revoked",
        obj=locked,
        after={"revoked_on": on},
        reason=text,
    )
    return locked
