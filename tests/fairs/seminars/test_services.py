"""Scheduling, publishing, moving and calling off."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from icalendar import Calendar

from accounts.models import ActivityEntry
from common.errors import DomainError, IllegalTransition, InvalidInput, StaleVersion
from fairs.models import Seminar
from fairs.services import seminars as services
from fairs.services.seminar_demo import load_demo_seminars
from fairs.services.seminar_schedule import RoomTaken, schedule_seminar
from notifications.models import Message
from tests.factories.exhibitors import ProducerFactory
from tests.factories.fairs import FairFactory
from tests.factories.seminars import (
    InvitationFactory,
    RegistrationFactory,
    RoomFactory,
    SeminarFactory,
    at,
    draft_seminar,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def schedule(seminar, room, start, end, actor=None):
    return schedule_seminar(
        seminar=seminar,
        room=room,
        starts_at=start,
        ends_at=end,
        version=Seminar.objects.get(pk=seminar.pk).version,
        actor=actor,
        now=NOW,
    )


def calendar_of(message):
    content = bytes(message.attachments.get().content)
    return Calendar.from_ical(content)


def test_a_seminar_goes_from_draft_to_published(organiser_user):
    made = services.create_seminar(actor=organiser_user, now=NOW, name_vi="Tập huấn", capacity=40)
    placed = schedule(made, RoomFactory(), at(5, 9), at(5, 11), organiser_user)
    assert (placed.state, placed.sequence) == ("SCHEDULED", 0)
    shown = services.change_state(seminar=placed, to="PUBLISHED", actor=organiser_user, now=NOW)
    assert shown.registration_open
    verbs = ActivityEntry.objects.filter(object_type="fairs.seminar").values_list("verb", flat=True)
    assert set(verbs) == {"seminar.created", "seminar.scheduled", "seminar.published"}


def test_a_taken_room_names_the_other_seminar_and_the_free_times():
    other = SeminarFactory(name_vi="Kết nối giao thương")
    seminar = draft_seminar()
    with pytest.raises(RoomTaken) as refused:
        schedule(seminar, other.room, at(10, 10), at(10, 12))
    text = str(refused.value)
    assert refused.value.status == 409
    assert "Kết nối giao thương" in text
    assert "07:00–08:45" in text
    assert "11:15–22:00" in text
    seminar.refresh_from_db()
    assert (seminar.state, seminar.room) == ("DRAFT", None)


def test_the_set_up_time_is_kept_free_and_the_next_minute_is_not():
    other = SeminarFactory()
    with pytest.raises(RoomTaken):
        schedule(draft_seminar(), other.room, at(10, 11, 14), at(10, 12))
    assert schedule(draft_seminar(), other.room, at(10, 11, 15), at(10, 12)).room == other.room


def test_the_database_itself_refuses_an_overlap():
    other = SeminarFactory()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError), transaction.atomic():
        SeminarFactory(room=other.room)


def test_a_cancelled_seminar_frees_its_room(organiser_user):
    other = SeminarFactory()
    services.cancel_seminar(seminar=other, reason="Bão", actor=organiser_user, now=NOW)
    assert schedule(draft_seminar(), other.room, at(10, 9), at(10, 11)).state == "SCHEDULED"


def test_more_seats_than_the_room_has_are_refused():
    with pytest.raises(InvalidInput) as refused:
        schedule(draft_seminar(capacity=120), RoomFactory(capacity=100), at(5, 9), at(5, 11))
    assert "capacity" in refused.value.fields


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (at(-1, 9), at(-1, 11), "starts_at"),
        (at(5, 9), at(5, 9), "ends_at"),
        (at(5, 9), at(6, 9), "ends_at"),
    ],
)
def test_impossible_times_are_refused(start, end, field):
    with pytest.raises(InvalidInput) as refused:
        schedule(draft_seminar(), RoomFactory(), start, end)
    assert field in refused.value.fields


def test_a_session_may_cross_midnight():
    assert schedule(draft_seminar(), RoomFactory(), at(5, 22), at(6, 1)).state == "SCHEDULED"


def test_an_old_version_moves_nothing():
    seminar = SeminarFactory(version=4)
    with pytest.raises(StaleVersion):
        schedule_seminar(
            seminar=seminar,
            room=seminar.room,
            starts_at=at(11, 9),
            ends_at=at(11, 11),
            version=3,
            actor=None,
            now=NOW,
        )


def test_moving_tells_everybody_once_with_the_next_sequence(organiser_user):
    seminar = SeminarFactory()
    guest = RegistrationFactory(seminar=seminar, email="both@example.org")
    RegistrationFactory(seminar=seminar, state="WAITLISTED", email="waits@example.org")
    RegistrationFactory(seminar=seminar, state="CANCELLED", email="gone@example.org")
    InvitationFactory(
        seminar=seminar,
        email="Both@example.org",
        response="ACCEPTED",
        responded_at=NOW,
        registration=guest,
    )
    InvitationFactory(seminar=seminar, email="asked@example.org")
    InvitationFactory(
        seminar=seminar, email="no@example.org", response="DECLINED", responded_at=NOW
    )
    InvitationFactory(seminar=seminar, email="revoked@example.org", revoked_at=NOW)
    moved = schedule(seminar, seminar.room, at(12, 9), at(12, 11), organiser_user)
    assert moved.sequence == 1
    told = Message.objects.filter(dedupe_key__contains=":moved:1:")
    assert {m.recipient.lower() for m in told} == {
        "both@example.org",
        "waits@example.org",
        "asked@example.org",
    }
    event = calendar_of(told.get(recipient__iexact="both@example.org")).walk("VEVENT")[0]
    assert (event["SEQUENCE"], event["DTSTART"].dt) == (1, at(12, 9))
    assert str(event["UID"]).startswith(str(seminar.uid))
    guest.refresh_from_db()
    assert (guest.state, guest.reconfirm_since) == ("CONFIRMED", NOW)
    assert guest.invitation.response == "NONE"


def test_a_small_shift_tells_but_does_not_ask_again():
    seminar = SeminarFactory()
    guest = RegistrationFactory(seminar=seminar)
    schedule(seminar, seminar.room, at(10, 9, 20), at(10, 11))
    guest.refresh_from_db()
    assert guest.reconfirm_since is None
    assert Message.objects.filter(dedupe_key__contains=":moved:").count() == 1


def test_moving_a_seminar_that_is_not_published_tells_nobody():
    seminar = schedule(draft_seminar(), RoomFactory(), at(5, 9), at(5, 11))
    moved = schedule(seminar, seminar.room, at(6, 9), at(6, 11))
    assert (moved.sequence, Message.objects.count()) == (0, 0)


def test_calling_off_needs_a_reason_ends_registrations_and_sends_cancel(organiser_user):
    seminar = SeminarFactory()
    guest = RegistrationFactory(seminar=seminar)
    InvitationFactory(seminar=seminar)
    with pytest.raises(InvalidInput):
        services.cancel_seminar(seminar=seminar, reason=" ", actor=organiser_user, now=NOW)
    for _ in range(2):
        services.cancel_seminar(seminar=seminar, reason="Bão", actor=organiser_user, now=NOW)
    guest.refresh_from_db()
    assert guest.state == "CANCELLED"
    told = Message.objects.filter(dedupe_key__contains=":cancelled:")
    assert told.count() == 2
    calendar = calendar_of(told.first())
    assert calendar["METHOD"] == "CANCEL"
    assert calendar.walk("VEVENT")[0]["SEQUENCE"] == 1
    assert "Bão" in told.first().text


def test_a_draft_called_off_stays_private(organiser_user):
    seminar = draft_seminar()
    services.cancel_seminar(seminar=seminar, reason="Thôi", actor=organiser_user, now=NOW)
    assert not Message.objects.exists()


def test_illegal_steps_are_refused(organiser_user):
    for state, to in (("DRAFT", "PUBLISHED"), ("PUBLISHED", "DRAFT")):
        seminar = SeminarFactory(state=state)
        with pytest.raises(IllegalTransition):
            services.change_state(seminar=seminar, to=to, actor=organiser_user, now=NOW)
    with pytest.raises(DomainError):
        services.change_state(seminar=SeminarFactory(), to="HELD", actor=organiser_user, now=NOW)


def test_seats_cannot_fall_below_those_taken_and_more_seats_promote(organiser_user):
    seminar = SeminarFactory(capacity=3)
    RegistrationFactory(seminar=seminar, party_size=3)
    waiting = RegistrationFactory(seminar=seminar, state="WAITLISTED", party_size=2)

    def offer(capacity):
        current = Seminar.objects.get(pk=seminar.pk)
        return services.update_seminar(
            seminar=current,
            version=current.version,
            actor=organiser_user,
            now=NOW,
            capacity=capacity,
        )

    with pytest.raises(InvalidInput):
        offer(2)
    offer(5)
    waiting.refresh_from_db()
    assert waiting.state == "CONFIRMED"


def test_a_cancelled_fair_takes_its_seminars_along(organiser_user):
    fair = FairFactory(hall=False)
    first = SeminarFactory(fair=fair)
    SeminarFactory(fair=fair, state="HELD", starts_at=at(-3, 9))
    done = services.cancel_seminars_of(fair=fair, reason="Bão", actor=organiser_user, now=NOW)
    first.refresh_from_db()
    assert (done, first.state) == (1, "CANCELLED")


def test_times_over_thirty_minutes_and_days_are_compared_in_vietnam():
    seminar = SeminarFactory(starts_at=at(10, 6, 50))
    RegistrationFactory(seminar=seminar)
    moved = schedule(seminar, seminar.room, at(10, 7, 10), at(10, 9))
    assert moved.starts_at - seminar.starts_at == timedelta(minutes=20)
    assert not moved.registrations.filter(reconfirm_since__isnull=False).exists()


def test_the_demonstration_has_guests_answers_and_a_waiting_list(organiser_user):
    fair = FairFactory(hall=False)
    RoomFactory(venue=fair.venue, capacity=50)
    for producer in range(4):
        ProducerFactory(email=f"htx{producer}@example.org")
    added = [load_demo_seminars(fair=fair, actor=organiser_user, now=NOW) for _ in range(2)]
    assert added == [3, 0]
    seminars = Seminar.objects.filter(fair=fair, is_demo=True, state="PUBLISHED")
    assert seminars.count() == 3
    assert seminars.filter(registrations__state="WAITLISTED").exists()
    assert seminars.filter(invitations__response="ACCEPTED").exists()
    recipients = Message.objects.values_list("recipient", flat=True)
    assert all(address.endswith("@example.org") for address in recipients)
