"""Rooms, seminars, registrations and invitations for tests."""

from datetime import datetime, time, timedelta

import factory
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from fairs.models import Invitation, Registration, Seminar
from fairs.rules.seminars import held_span
from fairs.rules.states import HOLDING_ROOM, RegistrationState, SeminarState
from fairs.services.seminar_mail import invitation_token, token_digest
from fairs.services.seminar_registrations import new_token
from tests.factories.fairs import FairVenueFactory
from venues.models import Room


def at(days: int, hour: int, minute: int = 0) -> datetime:
    """A moment some days from today, in Vietnam's time."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Room

    venue = factory.SubFactory(FairVenueFactory)
    name = factory.Sequence(lambda n: f"Phòng {n}")
    capacity = 100
    buffer_minutes = 15


class SeminarFactory(factory.django.DjangoModelFactory):
    """A published seminar in ten days, 09:00–11:00, with 30 seats, open for registration."""

    class Meta:
        model = Seminar

    name_vi = factory.Sequence(lambda n: f"Hội thảo thử {n}")
    code = factory.Sequence(lambda n: f"hoi-thao-{n}")
    room = factory.SubFactory(RoomFactory)
    starts_at = factory.LazyFunction(lambda: at(10, 9))
    ends_at = factory.LazyAttribute(lambda s: s.starts_at + timedelta(hours=2))
    capacity = 30
    state = SeminarState.PUBLISHED
    registration_open = factory.LazyAttribute(lambda s: s.state == SeminarState.PUBLISHED)
    published_at = factory.LazyAttribute(
        lambda s: timezone.now() if s.state in (SeminarState.PUBLISHED, SeminarState.HELD) else None
    )
    held_slot = factory.LazyAttribute(
        lambda s: (
            DateTimeTZRange(*held_span(s.starts_at, s.ends_at, s.room.buffer_minutes))
            if s.state in HOLDING_ROOM
            else None
        )
    )


def draft_seminar(**values) -> Seminar:
    """Without room and time."""
    plain = {"room": None, "starts_at": None, "ends_at": None, "held_slot": None}
    return SeminarFactory(state=SeminarState.DRAFT, **plain, **values)


class RegistrationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Registration

    seminar = factory.SubFactory(SeminarFactory)
    name = factory.Sequence(lambda n: f"Khách {n}")
    email = factory.Sequence(lambda n: f"guest{n}@example.org")
    state = RegistrationState.CONFIRMED
    token = factory.LazyFunction(new_token)


class InvitationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Invitation

    seminar = factory.SubFactory(SeminarFactory)
    name = factory.Sequence(lambda n: f"Khách mời {n}")
    email = factory.Sequence(lambda n: f"invited{n}@example.org")
    token_hash = factory.LazyAttribute(lambda i: token_digest(invitation_token(i.seminar, i.email)))
    expires_at = factory.LazyAttribute(lambda i: i.seminar.starts_at)
