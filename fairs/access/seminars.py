"""Seminars: everybody sees what was published, organisers do the rest.

Guests reach their own registration or invitation by a personal token; a wrong, foreign, expired
or revoked one is as absent.
"""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from accounts.access import is_office, is_organiser
from accounts.models import User
from common.errors import Forbidden
from fairs.models import Invitation, Registration, Seminar
from fairs.queries.seminars import public_seminars, seminars
from fairs.rules.states import SEMINAR_CHANGES, SeminarState
from fairs.services.seminar_mail import token_digest
from venues.models import Room

Person = User | AnonymousUser
LONGEST_TOKEN = 200


def visible_seminars(user: Person) -> QuerySet[Seminar]:
    """The office sees every seminar, others those that were published."""
    return seminars() if is_office(user) else public_seminars()


def get_seminar_to_view(user: Person, pk: int) -> Seminar:
    found = visible_seminars(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_seminar_to_edit(user: Person, pk: int) -> Seminar:
    """Organisers only; others who see the seminar get 403, those who do not 404."""
    found = get_seminar_to_view(user, pk)
    if not is_organiser(user):
        raise Forbidden
    return found


def get_seminar_to_watch(user: Person, pk: int) -> Seminar:
    """Who is registered and invited: organisers and reviewers."""
    found = get_seminar_to_view(user, pk)
    if not is_office(user):
        raise Forbidden
    return found


def seminar_abilities(user: Person, seminar: Seminar, now: datetime) -> dict[str, bool]:
    """What somebody may do with a seminar now."""
    organiser = is_organiser(user)
    state = seminar.state
    over = state in (SeminarState.HELD, SeminarState.CANCELLED)
    to_come = seminar.starts_at is not None and seminar.starts_at > now
    published = state == SeminarState.PUBLISHED
    return {
        "edit": organiser and not over,
        "schedule": organiser and not over,
        "publish": organiser and state == SeminarState.SCHEDULED and to_come,
        "unschedule": organiser and state == SeminarState.SCHEDULED,
        "hold": organiser and published and not to_come,
        "open": organiser and published and not seminar.registration_open and to_come,
        "close": organiser and published and seminar.registration_open,
        "invite": organiser and published and to_come,
        "cancel": organiser and SeminarState.CANCELLED in SEMINAR_CHANGES[state],
    }


def rooms() -> QuerySet[Room]:
    """Rooms a seminar may be put into."""
    return Room.objects.select_related("venue").order_by("venue__sort_key", "name")


def get_registration_to_manage(user: Person, pk: int) -> Registration:
    found = Registration.objects.select_related("seminar").filter(pk=pk).first()
    if found is None or not is_office(user):
        raise Http404
    if not is_organiser(user):
        raise Forbidden
    return found


def get_invitation_to_manage(user: Person, pk: int) -> Invitation:
    found = Invitation.objects.select_related("seminar").filter(pk=pk).first()
    if found is None or not is_office(user):
        raise Http404
    if not is_organiser(user):
        raise Forbidden
    return found


def get_registration_by_token(token: str) -> Registration:
    """The guest's own registration."""
    if len(token) > LONGEST_TOKEN:
        raise Http404
    found = (
        Registration.objects.select_related("seminar__room__venue", "seminar__fair")
        .filter(token=token)
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_invitation_by_token(token: str, now: datetime) -> Invitation:
    """The guest's own invitation, while it can be answered."""
    if len(token) > LONGEST_TOKEN:
        raise Http404
    found = (
        Invitation.objects.select_related("seminar__room__venue", "seminar__fair", "registration")
        .filter(token_hash=token_digest(token), revoked_at=None)
        .first()
    )
    if found is None or (found.seminar.starts_at or found.expires_at) <= now:
        raise Http404
    return found
