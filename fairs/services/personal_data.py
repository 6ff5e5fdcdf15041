"""Guests of seminars and contacts of applications."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.personal import Erasure, Holding, Subject
from fairs.models import Application, Invitation, Registration
from fairs.queries.places import SUBJECT
from fairs.rules.states import RegistrationState
from fairs.services.papers.kinds import FAIR, INVITATION_SUBJECT, SEMINAR
from fairs.services.seminar_registrations import cancel_registration
from notifications.services.personal_data import empty_documents

GUEST = ("seminar__name_vi", "name", "organisation", "email", "language", "party_size")
OPEN = (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED)


def _registrations_of(subject: Subject) -> QuerySet[Registration]:
    return Registration.objects.filter(email__iexact=subject.address).order_by("id")


def _invitations_of(subject: Subject) -> QuerySet[Invitation]:
    return Invitation.objects.filter(email__iexact=subject.address).order_by("id")


def _applications_of(subject: Subject) -> QuerySet[Application]:
    return Application.objects.filter(contact_email__iexact=subject.address).order_by("id")


def _registrations(subject: Subject) -> list[dict[str, Any]]:
    return list(_registrations_of(subject).values(*GUEST, "phone", "state", "created_at"))


def _erase_registrations(subject: Subject, erasure: Erasure) -> int:
    """Seats to come are given back; the rows stay as a count without a person."""
    rows = _registrations_of(subject)
    for registration in rows.filter(state__in=OPEN, seminar__ends_at__gt=erasure.now):
        cancel_registration(registration=registration, now=erasure.now, actor=erasure.actor)
    about = [(SEMINAR, pk) for pk in rows.values_list("seminar", flat=True).distinct()]
    fairs = rows.exclude(seminar__fair=None).values_list("seminar__fair", flat=True).distinct()
    about += [(FAIR, pk) for pk in fairs]  # badges of visitors
    empty_documents(subjects=about, actor=erasure.actor, now=erasure.now)
    count: int = rows.update(name=erasure.label, organisation="", email=erasure.pseudonym, phone="")
    return count


def _invitations(subject: Subject) -> list[dict[str, Any]]:
    return list(_invitations_of(subject).values(*GUEST, "response", "responded_at", "created_at"))


def _erase_invitations(subject: Subject, erasure: Erasure) -> int:
    rows = _invitations_of(subject)
    about = [(INVITATION_SUBJECT, pk) for pk in rows.values_list("pk", flat=True)]
    about += [(SEMINAR, pk) for pk in rows.values_list("seminar", flat=True).distinct()]
    empty_documents(subjects=about, actor=erasure.actor, now=erasure.now)
    rows.filter(revoked_at=None).update(revoked_at=erasure.now)
    count: int = rows.update(name=erasure.label, organisation="", email=erasure.pseudonym)
    return count


def _applications(subject: Subject) -> list[dict[str, Any]]:
    names = ("code", "fair__name_vi", "producer__name", "state", "submitted_at")
    contact = ("contact_name", "contact_phone", "contact_email")
    return list(_applications_of(subject).values(*names, *contact))


def _erase_contacts(subject: Subject, erasure: Erasure) -> int:
    """The application is the producer's and stays; its contact goes."""
    rows = _applications_of(subject)
    about = [(SUBJECT, pk) for pk in rows.values_list("pk", flat=True)]
    about += [(FAIR, pk) for pk in rows.values_list("fair", flat=True).distinct()]
    empty_documents(subjects=about, actor=erasure.actor, now=erasure.now)
    count: int = rows.update(contact_name="", contact_phone="", contact_email="")
    return count


REGISTRATIONS = Holding(
    "registrations", _("Registrations for seminars"), _registrations, _erase_registrations
)
INVITATIONS = Holding("invitations", _("Invitations to seminars"), _invitations, _erase_invitations)
APPLICATIONS = Holding("applications", _("Contact of applications"), _applications, _erase_contacts)
HOLDINGS = (REGISTRATIONS, INVITATIONS, APPLICATIONS)
