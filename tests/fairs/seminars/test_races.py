"""Real connections at the same time; each race has a control that shows it can be lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone

from common.errors import DomainError
from fairs.models import Registration, Seminar
from fairs.queries.seminars import conflicts, seats_taken
from fairs.rules.seminars import held_span
from fairs.rules.states import RegistrationState
from fairs.services.seminar_registrations import SeminarFull, new_token, register
from fairs.services.seminar_schedule import RoomTaken, schedule_seminar
from tests.factories.seminars import RoomFactory, SeminarFactory, at, draft_seminar
from tests.flush import EVERY_APP

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True, available_apps=EVERY_APP),
]
CROWD = 8
NOW = timezone.now()


def at_once(work: Callable[[int, Barrier], object]) -> list[object]:
    """Run `work` in parallel on a connection each; results or the exceptions."""
    barrier = Barrier(CROWD)

    def run(number: int) -> object:
        try:
            return work(number, barrier)
        except (DomainError, IntegrityError, OperationalError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(run, range(CROWD)))


def test_the_last_seat_goes_to_exactly_one():
    seminar = SeminarFactory(capacity=1)

    def press(number: int, barrier: Barrier) -> object:
        barrier.wait()
        return register(
            seminar=seminar,
            name="An",
            email=f"an{number}@example.org",
            party_size=1,
            language="vi",
            now=NOW,
        )

    results = at_once(press)
    assert sum(isinstance(r, Registration) for r in results) == 1
    assert sum(isinstance(r, SeminarFull) for r in results) == CROWD - 1
    assert seats_taken(seminar.pk) == 1


def test_control_without_the_lock_the_last_seat_is_sold_often():
    seminar = SeminarFactory(capacity=1)

    def press(number: int, barrier: Barrier) -> object:
        left = seminar.capacity - seats_taken(seminar.pk)
        barrier.wait()
        if left < 1:
            raise SeminarFull(0)
        return Registration.objects.create(
            seminar=seminar,
            name="An",
            email=f"an{number}@example.org",
            state=RegistrationState.CONFIRMED,
            token=new_token(),
        )

    at_once(press)
    assert seats_taken(seminar.pk) == CROWD


def test_one_guest_pressing_often_is_registered_once():
    seminar = SeminarFactory()

    def press(number: int, barrier: Barrier) -> object:
        barrier.wait()
        return register(
            seminar=seminar,
            name="An",
            email="an@example.org",
            party_size=1,
            language="vi",
            now=NOW,
        )

    results = at_once(press)
    assert len({r.pk for r in results}) == 1


def test_one_seminar_gets_the_room():
    room = RoomFactory()
    drafts = [draft_seminar() for _ in range(CROWD)]

    def place(number: int, barrier: Barrier) -> object:
        barrier.wait()
        return schedule_seminar(
            seminar=drafts[number],
            room=room,
            starts_at=at(5, 9),
            ends_at=at(5, 11),
            version=1,
            actor=None,
            now=NOW,
        )

    results = at_once(place)
    assert sum(isinstance(r, Seminar) for r in results) == 1
    assert sum(isinstance(r, RoomTaken) for r in results) == CROWD - 1


def test_control_without_the_lock_every_check_sees_a_free_room():
    room = RoomFactory()
    drafts = [draft_seminar() for _ in range(CROWD)]
    span = held_span(at(5, 9), at(5, 11), room.buffer_minutes)

    def place(number: int, barrier: Barrier) -> object:
        free = not conflicts(room.pk, span, drafts[number].pk).exists()
        barrier.wait()
        if free:
            Seminar.objects.filter(pk=drafts[number].pk).update(
                room=room,
                starts_at=at(5, 9),
                ends_at=at(5, 11),
                held_slot=span,
                state="SCHEDULED",
            )
        return free

    results = at_once(place)
    refused = [r for r in results if isinstance(r, IntegrityError | OperationalError)]
    assert len(refused) == CROWD - 1, "only the database's constraint held"
    assert Seminar.objects.filter(state="SCHEDULED").count() == 1
