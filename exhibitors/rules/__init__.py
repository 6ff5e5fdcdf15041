"""OCOP vocabulary and the rules of certificates (148/QĐ-TTg; 36 months from issue)."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ProductGroup(IntegerChoices):
    """The six groups of 148/QĐ-TTg."""

    FOOD = 1, _("Food")
    BEVERAGES = 2, _("Beverages")
    MEDICINAL = 3, _("Medicinal plants and products")
    HANDICRAFTS = 4, _("Handicrafts")
    ORNAMENTAL = 5, _("Ornamental plants and animals")
    TOURISM = 6, _("Community tourism and destinations")


class ProducerKind(TextChoices):
    ENTERPRISE = "ENTERPRISE", _("Enterprise")
    COOPERATIVE = "COOPERATIVE", _("Cooperative")
    COOPERATIVE_GROUP = "COOPERATIVE_GROUP", _("Cooperative group")
    HOUSEHOLD = "HOUSEHOLD", _("Household business")
    OTHER = "OTHER", _("Other")


class ProducerState(TextChoices):
    UNVERIFIED = "UNVERIFIED", _("To be verified")
    VERIFIED = "VERIFIED", _("Verified")
    SUSPENDED = "SUSPENDED", _("Suspended")
    MERGED = "MERGED", _("Merged into another record")


PRODUCER_CHANGES: dict[str, frozenset[str]] = {
    ProducerState.UNVERIFIED: frozenset({ProducerState.VERIFIED, ProducerState.SUSPENDED}),
    ProducerState.VERIFIED: frozenset({ProducerState.SUSPENDED}),
    ProducerState.SUSPENDED: frozenset({ProducerState.VERIFIED}),
    ProducerState.MERGED: frozenset(),
}


class Standing(TextChoices):
    """What the certificates of a product amount to on a day."""

    RECOGNISED = "RECOGNISED", _("Recognised")
    EXPIRING = "EXPIRING", _("Expires soon")
    EXPIRED = "EXPIRED", _("Expired")
    CANDIDATE = "CANDIDATE", _("Candidate")
    WITHDRAWN = "WITHDRAWN", _("No longer made")


STANDING_TONES = {
    Standing.RECOGNISED: "jade",
    Standing.EXPIRING: "amber",
    Standing.EXPIRED: "red",
    Standing.CANDIDATE: "blue",
    Standing.WITHDRAWN: "grey",
}
STATE_TONES = {
    ProducerState.UNVERIFIED: "blue",
    ProducerState.VERIFIED: "jade",
    ProducerState.SUSPENDED: "red",
    ProducerState.MERGED: "grey",
}


class MemberRole(TextChoices):
    OWNER = "OWNER", _("Owner")
    STAFF = "STAFF", _("Staff")


class Dated(Protocol):
    """What validity needs to know of a certificate."""

    issued_on: date
    expires_on: date
    revoked_on: date | None


def add_months(start: date, months: int) -> date:
    """The same day `months` later, or that month's last day."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    for day in (start.day, 30, 29, 28):
        if day <= start.day:
            try:
                return date(year, month + 1, day)
            except ValueError:
                continue
    return date(year, month + 1, 28)


def valid_on(certificate: Dated, day: date) -> bool:
    """Whether a certificate is in force on one day (the expiry day itself counts)."""
    revoked = certificate.revoked_on is not None and certificate.revoked_on <= day
    return certificate.issued_on <= day <= certificate.expires_on and not revoked


def valid_on_all(certificate: Dated, days: Iterable[date]) -> bool:
    """Whether a certificate is in force on every one of these days."""
    return all(valid_on(certificate, day) for day in days)


def standing(
    *,
    valid_until: date | None,
    last_expiry: date | None,
    withdrawn_on: date | None,
    day: date,
    warning_days: int,
) -> Standing:
    """A product's standing from the latest expiry in force and the latest expiry of all."""
    if withdrawn_on is not None and withdrawn_on <= day:
        return Standing.WITHDRAWN
    if valid_until is not None:
        soon = (valid_until - day).days < warning_days
        return Standing.EXPIRING if soon else Standing.RECOGNISED
    return Standing.EXPIRED if last_expiry is not None else Standing.CANDIDATE


# What a member may still change once the office has checked the record.
CONTACT_FIELDS = frozenset({"address", "email", "phone", "language"})
IDENTITY_FIELDS = frozenset(
    {"name", "kind", "tax_code", "commune", "village", "former_district", "note"}
)
PRODUCT_FREE_FIELDS = frozenset({"product_type", "unit", "barcode"})
PRODUCT_IDENTITY_FIELDS = frozenset({"name", "group", "note"})


def producer_fields_open_to(*, organiser: bool, state: str) -> frozenset[str]:
    """The fields somebody may change; identity is the office's once it was verified."""
    if organiser or state == ProducerState.UNVERIFIED:
        return CONTACT_FIELDS | IDENTITY_FIELDS
    return CONTACT_FIELDS


def product_fields_open_to(*, organiser: bool, certified: bool) -> frozenset[str]:
    """A certificate names the product, so only the office renames a certified one."""
    if organiser or not certified:
        return PRODUCT_FREE_FIELDS | PRODUCT_IDENTITY_FIELDS
    return PRODUCT_FREE_FIELDS


def bare_commune_name(name: str) -> str:
    """A commune's name without “Xã” or “Phường”."""
    for prefix in ("Xã ", "Phường "):
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name
