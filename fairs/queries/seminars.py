"""Reads about seminars: the programme, seats, who registered, who is invited."""

from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from exhibitors.models import Producer
from fairs.models import Application, Fair, Invitation, Registration, Seminar
from fairs.rules.seminars import Span
from fairs.rules.states import (
    HOLDING_ROOM,
    SEATED,
    ApplicationState,
    RegistrationState,
    SeminarState,
)

PUBLIC = (SeminarState.PUBLISHED, SeminarState.HELD, SeminarState.CANCELLED)


def seminars() -> QuerySet[Seminar]:
    """Seminars with room, venue and fair, and their seats `taken` and people `waiting`."""
    mine = Registration.objects.filter(seminar=OuterRef("pk")).order_by().values("seminar")
    seated = mine.filter(state__in=SEATED).annotate(n=Sum("party_size")).values("n")
    waiting = mine.filter(state=RegistrationState.WAITLISTED)
    return Seminar.objects.select_related("room__venue", "fair").annotate(
        taken=Coalesce(Subquery(seated), 0),
        waiting=Coalesce(Subquery(waiting.annotate(n=Sum("party_size")).values("n")), 0),
    )


def public_seminars() -> QuerySet[Seminar]:
    """What everybody may see: published ones, also those held or cancelled since."""
    return seminars().filter(state__in=PUBLIC, published_at__isnull=False, starts_at__isnull=False)


def programme(now: datetime) -> QuerySet[Seminar]:
    """The public programme: what is still to come."""
    return (
        public_seminars()
        .filter(ends_at__gte=now)
        .exclude(state=SeminarState.HELD)
        .order_by("starts_at", "id")
    )


def outside_days(fair: Fair) -> QuerySet[Seminar]:
    """Seminars of the fair still to be held on a day it is not open, as after a postponement."""
    return Seminar.objects.filter(
        fair=fair, state__in=(SeminarState.SCHEDULED, SeminarState.PUBLISHED)
    ).exclude(starts_at__date__range=(fair.opens_on, fair.closes_on))


def seats_taken(seminar_id: int) -> int:
    """People seated (parties counted)."""
    seated = Registration.objects.filter(seminar=seminar_id, state__in=SEATED)
    return seated.aggregate(n=Coalesce(Sum("party_size"), 0))["n"]


def conflicts(room_id: int, span: Span, apart_from: int | None) -> QuerySet[Seminar]:
    """Other seminars that hold the room during a span."""
    found = Seminar.objects.filter(
        room=room_id, state__in=HOLDING_ROOM, held_slot__overlap=span
    ).order_by("starts_at")
    return found if apart_from is None else found.exclude(pk=apart_from)


def busy_spans(room_id: int, day: date, apart_from: int | None) -> list[Span]:
    """When a room is held on a day (local), as (from, until)."""
    zone = timezone.get_default_timezone()
    begin = datetime.combine(day, datetime.min.time(), zone)
    found = conflicts(room_id, (begin, begin + timedelta(days=1)), apart_from)
    return [(s.held_slot.lower, s.held_slot.upper) for s in found if s.held_slot]


def registrations_of(seminar: Seminar) -> QuerySet[Registration]:
    return Registration.objects.filter(seminar=seminar).order_by("id")


def invitations_of(seminar: Seminar) -> QuerySet[Invitation]:
    return (
        Invitation.objects.filter(seminar=seminar)
        .select_related("message", "registration")
        .order_by("id")
    )


def registration_counts(seminar: Seminar) -> dict[str, int]:
    """People confirmed, waiting and cancelled; how many are asked again; invitations by answer."""
    people = Registration.objects.filter(seminar=seminar).aggregate(
        seated=Coalesce(Sum("party_size", filter=Q(state__in=SEATED)), 0),
        waiting=Coalesce(Sum("party_size", filter=Q(state=RegistrationState.WAITLISTED)), 0),
        asked_again=Count(
            "id",
            filter=Q(state=RegistrationState.CONFIRMED, reconfirm_since__isnull=False),
        ),
    )
    answers = Invitation.objects.filter(seminar=seminar, revoked_at=None).aggregate(
        invited=Count("id"),
        accepted=Count("id", filter=Q(response="ACCEPTED")),
        declined=Count("id", filter=Q(response="DECLINED")),
    )
    return {**people, **answers}


def producers_to_invite(fair_id: int | None) -> QuerySet[Producer]:
    """Producers with an address: of a fair those accepted or confirmed, else all."""
    found = Producer.objects.exclude(email="").exclude(state__in=["MERGED", "SUSPENDED"])
    if fair_id is not None:
        placed = Application.objects.filter(
            fair=fair_id, state__in=[ApplicationState.ACCEPTED, ApplicationState.CONFIRMED]
        )
        found = found.filter(pk__in=placed.values("producer"))
    return found.order_by("sort_key", "id")
