"""Fairs, halls and booths: everybody sees what is published, organisers edit."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from accounts.access import is_office, is_organiser
from accounts.models import User
from common.errors import Forbidden
from exhibitors.access import producers_of
from fairs.models import Booth, Fair, FairHall
from fairs.queries.fairs import fairs, public_fairs
from fairs.rules.phases import Phase, phase, takes_applications
from fairs.rules.states import FAIR_CHANGES, FairState

Person = User | AnonymousUser


def visible_fairs(user: Person) -> QuerySet[Fair]:
    """The office sees every fair, others those that were published."""
    return fairs() if is_office(user) else public_fairs()


def get_fair_to_view(user: Person, pk: int) -> Fair:
    found = visible_fairs(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_fair_to_edit(user: Person, pk: int) -> Fair:
    """Organisers only; others who see the fair get 403, those who do not 404."""
    found = get_fair_to_view(user, pk)
    if not is_organiser(user):
        raise Forbidden
    return found


def get_fair_to_review(user: Person, pk: int) -> Fair:
    """Organisers and reviewers."""
    found = get_fair_to_view(user, pk)
    if not is_office(user):
        raise Forbidden
    return found


def get_hall_to_edit(user: Person, fair_pk: int, pk: int) -> FairHall:
    fair = get_fair_to_edit(user, fair_pk)
    found = FairHall.objects.filter(fair=fair, pk=pk).first()
    if found is None:
        raise Http404
    found.fair = fair
    return found


def get_booth_to_edit(user: Person, pk: int) -> Booth:
    found = (
        Booth.objects.filter(pk=pk, fair__in=visible_fairs(user).order_by())
        .select_related("fair", "hall", "zone", "type")
        .first()
    )
    if found is None:
        raise Http404
    if not is_organiser(user):
        raise Forbidden
    return found


def fair_abilities(user: Person, fair: Fair, now: datetime) -> dict[str, bool]:
    """What this person may do with this fair now; buttons and the API's `abilities` alike."""
    organiser, office = is_organiser(user), is_office(user)
    alive = fair.state not in (FairState.CANCELLED, FairState.CLOSED)
    changes = FAIR_CHANGES.get(fair.state, frozenset()) if organiser else frozenset()
    return {
        "apply": takes_applications(fair, now) and not office and producers_of(user).exists(),
        "apply_for": takes_applications(fair, now) and organiser,
        "review": office and fair.state != FairState.DRAFT,
        "edit": organiser and alive,
        "clone": organiser,
        "announce": organiser and fair.state == FairState.PUBLISHED,
        "publish": FairState.PUBLISHED in changes,
        "postpone": FairState.POSTPONED in changes,
        "cancel": FairState.CANCELLED in changes,
        "close": FairState.CLOSED in changes and phase(fair, now) == Phase.OVER,
    }
