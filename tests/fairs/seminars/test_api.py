"""Seminars through the API."""

import pytest
from django.urls import reverse

from fairs.models import Invitation, Registration, Seminar
from notifications.models import Message
from tests.factories.seminars import (
    InvitationFactory,
    RegistrationFactory,
    RoomFactory,
    SeminarFactory,
    at,
    draft_seminar,
)

pytestmark = pytest.mark.django_db
GUEST = {"name": "Nguyễn An", "email": "an@example.org", "party_size": 2}


def url(name, *args):
    return reverse(f"api:{name}", args=args)


def test_the_list_costs_the_same_at_one_and_three_rows(api, django_assert_max_num_queries):
    SeminarFactory()
    with django_assert_max_num_queries(4) as one:
        api().get(url("seminar-list"))
    SeminarFactory(), SeminarFactory(), draft_seminar()
    with django_assert_max_num_queries(len(one.captured_queries)):
        rows = api().get(url("seminar-list")).json()["results"]
    assert len(rows) == 3


def test_guests_learn_their_state_and_nothing_else(api):
    seminar = SeminarFactory(capacity=3)
    first = api().post(url("seminar-registration-list", seminar.pk), GUEST)
    assert (first.status_code, first.json()) == (
        201,
        {"seminar": seminar.pk, "state": "CONFIRMED"},
    )
    other = {**GUEST, "email": "binh@example.org"}
    full = api().post(url("seminar-registration-list", seminar.pk), other)
    assert (full.status_code, full.json()["code"]) == (409, "seminar_full")
    waits = api().post(url("seminar-registration-list", seminar.pk), {**other, "waitlist": True})
    assert waits.json()["state"] == "WAITLISTED"


def test_a_repeated_key_registers_once(api):
    seminar = SeminarFactory()
    for _ in range(2):
        answer = api().post(
            url("seminar-registration-list", seminar.pk),
            GUEST,
            headers={"Idempotency-Key": "guest-1"},
        )
        assert answer.status_code == 201
    assert Registration.objects.count() == 1
    assert Message.objects.count() == 1


def test_a_taken_room_is_409_and_names_the_other(api, organiser_user):
    other, seminar = SeminarFactory(name_vi="Giao thương"), draft_seminar()
    body = {"room": other.room_id, "starts_at": at(10, 10), "ends_at": at(10, 12), "version": 1}
    answer = api(organiser_user).post(url("seminar-schedule", seminar.pk), body)
    assert (answer.status_code, answer.json()["code"]) == (409, "room_taken")
    assert "Giao thương" in answer.json()["title"]


def test_from_nothing_to_published(api, organiser_user):
    client = api(organiser_user)
    made = client.post(url("seminar-list"), {"name_vi": "Tập huấn", "capacity": 40}).json()
    body = {"room": RoomFactory().pk, "starts_at": at(5, 9), "ends_at": at(5, 11)}
    without = client.post(url("seminar-schedule", made["id"]), body)
    assert without.status_code == 428
    placed = client.post(url("seminar-schedule", made["id"]), body, headers={"If-Match": '"v1"'})
    assert placed.json()["state"] == "SCHEDULED"
    shown = client.post(
        url("seminar-state", made["id"]), {"to": "PUBLISHED", "version": placed.json()["version"]}
    )
    assert (shown.status_code, shown.json()["registration_open"]) == (200, True)
    assert api().get(url("seminar-detail", made["id"])).status_code == 200


def test_states_are_not_skipped(api, organiser_user):
    seminar = draft_seminar()
    answer = api(organiser_user).post(
        url("seminar-state", seminar.pk), {"to": "PUBLISHED", "version": 1}
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")
    assert Seminar.objects.get().state == "DRAFT"


def test_registration_is_closed_and_opened_again(api, organiser_user):
    seminar = SeminarFactory()
    office, address = api(organiser_user), url("seminar-registration-open", seminar.pk)
    assert office.post(address, {"open": False}).json()["registration_open"] is False
    refused = api().post(url("seminar-registration-list", seminar.pk), GUEST)
    assert (refused.status_code, Registration.objects.exists()) == (409, False)
    assert office.post(address, {"open": True}).json()["registration_open"] is True
    again = office.post(address, {"open": True}).json()
    assert (again["registration_open"], again["version"]) == (True, seminar.version + 2)
    assert api().post(url("seminar-registration-list", seminar.pk), GUEST).status_code == 201
    assert office.post(address, {"open": "perhaps"}).status_code == 400
    planned = url("seminar-registration-open", SeminarFactory(state="SCHEDULED").pk)
    assert office.post(planned, {"open": False}).json()["code"] == "not_published"


def test_guests_are_invited_once_and_answers_by_phone_recorded(api, organiser_user):
    seminar = SeminarFactory()
    client = api(organiser_user)
    body = {
        "guests": [{"email": "an@example.org", "name": "An"}],
        "consent_channel": "PAPER",
        "consent_on": "2026-01-05",
    }
    first = client.post(url("seminar-invitation-list", seminar.pk), body).json()
    second = client.post(url("seminar-invitation-list", seminar.pk), body).json()
    assert (first["invited"], second) == (1, {"invited": 0, "known_before": 1})
    invitation = Invitation.objects.get()
    answer = client.post(url("seminar-invitation-answer", invitation.pk), {"response": "ACCEPTED"})
    assert answer.json()["response_channel"] == "PHONE"
    rows = client.get(url("seminar-registration-list", seminar.pk)).json()["results"]
    assert [row["email"] for row in rows] == ["an@example.org"]


def test_an_invitation_reads_the_same_in_the_list_and_after_an_answer(api, organiser_user):
    seminar, client = SeminarFactory(), api(organiser_user)
    body = {"guests": [{"email": "a@example.org"}], "consent_channel": "PAPER"}
    client.post(url("seminar-invitation-list", seminar.pk), {**body, "consent_on": "2026-01-05"})
    (row,) = client.get(url("seminar-invitation-list", seminar.pk)).json()["results"]
    assert row["message_state"] == "QUEUED"
    answered = client.post(url("seminar-invitation-answer", row["id"]), {"response": "DECLINED"})
    assert set(row) == set(answered.json())


def test_lists_of_people_are_the_offices(api, plain_user):
    seminar = SeminarFactory()
    RegistrationFactory(seminar=seminar), InvitationFactory(seminar=seminar)
    for name in ("seminar-registration-list", "seminar-invitation-list"):
        assert api().get(url(name, seminar.pk)).status_code == 401
        assert api(plain_user).get(url(name, seminar.pk)).status_code == 403


@pytest.mark.parametrize("field", ["state", "sequence", "uid", "registration_open", "created_by"])
def test_fields_that_are_nobodys_to_set_are_refused(api, organiser_user, field):
    seminar = SeminarFactory()
    before = Seminar.objects.values().get()
    answer = api(organiser_user).patch(
        url("seminar-detail", seminar.pk), {field: "x", "version": 1}
    )
    assert answer.status_code == 400
    assert Seminar.objects.values().get() == before
