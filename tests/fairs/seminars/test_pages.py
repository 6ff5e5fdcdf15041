"""Pages of seminars: public programme, registration, personal links, the organiser's work."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fairs.models import Invitation, Registration, Seminar
from fairs.services.seminar_mail import invitation_token
from notifications.models import Message
from tests.factories.exhibitors import ProducerFactory
from tests.factories.fairs import ApplicationFactory, FairFactory
from tests.factories.seminars import (
    InvitationFactory,
    RegistrationFactory,
    RoomFactory,
    SeminarFactory,
    at,
    draft_seminar,
)

pytestmark = pytest.mark.django_db
GUEST = {"name": "Nguyễn An", "email": "an@example.org", "party_size": "2"}


def url(name, *args):
    return reverse(f"fairs:{name}", args=args)


def token_link(invitation):
    return url("seminar_answer", invitation_token(invitation.seminar, invitation.email))


def test_the_programme_shows_published_seminars_only(client):
    shown = SeminarFactory(name_vi="Có mặt")
    SeminarFactory(name_vi="Chưa công bố", state="SCHEDULED")
    SeminarFactory(name_vi="Bỏ từ bản nháp", state="CANCELLED", published_at=None)
    SeminarFactory(name_vi="Đã qua", starts_at=at(-5, 9), state="HELD")
    page = client.get(url("seminars")).content.decode()
    assert "Có mặt" in page
    assert url("seminar", shown.pk) in page
    for hidden in ("Chưa công bố", "Bỏ từ bản nháp", "Đã qua"):
        assert hidden not in page


def test_pages_cost_the_same_at_one_and_three_seminars(
    client, sign_in, organiser_user, django_assert_max_num_queries
):
    office = sign_in(organiser_user)
    office.get(url("seminars_manage"))
    SeminarFactory()
    with django_assert_max_num_queries(6) as public:
        client.get(url("seminars"))
    with django_assert_max_num_queries(12) as own:
        office.get(url("seminars_manage"))
    SeminarFactory(), SeminarFactory()
    with django_assert_max_num_queries(len(public.captured_queries)):
        client.get(url("seminars"))
    with django_assert_max_num_queries(len(own.captured_queries)):
        office.get(url("seminars_manage"))


def test_the_page_of_a_seminar_does_not_grow_with_its_guests(
    sign_in, organiser_user, django_assert_max_num_queries
):
    seminar = SeminarFactory()
    office = sign_in(organiser_user)
    office.get(url("seminar_manage", seminar.pk))
    RegistrationFactory(seminar=seminar), InvitationFactory(seminar=seminar)
    with django_assert_max_num_queries(20) as one:
        office.get(url("seminar_manage", seminar.pk))
    for _ in range(2):
        RegistrationFactory(seminar=seminar), InvitationFactory(seminar=seminar)
    with django_assert_max_num_queries(len(one.captured_queries)):
        office.get(url("seminar_manage", seminar.pk))


def test_a_guest_registers_without_an_account_and_pressing_twice_is_harmless(client):
    seminar = SeminarFactory()
    for _ in range(2):
        answer = client.post(url("seminar", seminar.pk), GUEST)
        assert answer.url == url("seminar_registered", seminar.pk)
    made = Registration.objects.get()
    assert (made.party_size, made.state) == (2, "CONFIRMED")
    page = client.get(answer.url).content.decode()
    assert made.token not in page
    assert GUEST["email"] not in page


def test_the_waiting_list_is_offered_when_the_seats_are_gone(client):
    seminar = SeminarFactory(capacity=1)
    RegistrationFactory(seminar=seminar)
    page = client.post(url("seminar", seminar.pk), GUEST)
    assert page.status_code == 200
    assert "waitlist" in page.context["form"].errors
    assert "Nguyễn An" in page.content.decode()
    client.post(url("seminar", seminar.pk), {**GUEST, "waitlist": "on"})
    assert Registration.objects.get(email=GUEST["email"]).state == "WAITLISTED"


@pytest.mark.parametrize("state", ["DRAFT", "SCHEDULED"])
def test_a_seminar_that_is_not_published_is_as_absent(client, state):
    seminar = SeminarFactory(state=state)
    assert client.get(url("seminar", seminar.pk)).status_code == 404
    assert client.post(url("seminar", seminar.pk), GUEST).status_code == 404
    assert client.get(url("seminar_calendar", seminar.pk)).status_code == 404


def test_opening_a_personal_link_changes_nothing_and_posting_does(client):
    guest = RegistrationFactory()
    link = url("seminar_registration", guest.token)
    for _ in range(2):
        page = client.get(link)
    client.post(link, {"step": "?"})
    client.post(link)
    guest.refresh_from_db()
    assert guest.state == "CONFIRMED"
    assert page["Referrer-Policy"] == "no-referrer"
    for _ in range(2):
        client.post(link, {"step": "cancel"})
    guest.refresh_from_db()
    assert guest.state == "CANCELLED"
    assert Message.objects.filter(dedupe_key__contains=":ended:").count() == 1


def test_after_a_move_the_link_asks_again(client):
    guest = RegistrationFactory(reconfirm_since=timezone.now())
    link = url("seminar_registration", guest.token)
    assert 'value="confirm"' in client.get(link).content.decode()
    client.post(link, {"step": "confirm"})
    guest.refresh_from_db()
    assert guest.reconfirm_since is None


def test_an_invitation_is_answered_by_post_only_and_once(client):
    invitation = InvitationFactory()
    link = token_link(invitation)
    assert client.get(link).status_code == 200
    invitation.refresh_from_db()
    assert invitation.response == "NONE"
    for _ in range(2):
        client.post(link, {"answer": "ACCEPTED", "party_size": "3"})
    assert Registration.objects.get().party_size == 3
    client.post(link, {"answer": "DECLINED"})
    invitation.refresh_from_db()
    assert invitation.response == "DECLINED"


def test_wrong_revoked_foreign_and_expired_links_give_one_page(client):
    revoked = InvitationFactory(revoked_at=timezone.now())
    over = InvitationFactory(seminar=SeminarFactory(starts_at=at(-2, 9)))
    links = [
        token_link(revoked),
        token_link(over),
        url("seminar_answer", "x" * 32),
        url("seminar_answer", RegistrationFactory().token),
        url("seminar_answer", "y" * 500),
    ]
    answers = [client.get(link) for link in links]
    assert {a.status_code for a in answers} == {404}
    for link in links:
        assert client.post(link, {"answer": "ACCEPTED"}).status_code == 404
    assert not Registration.objects.filter(seminar=over.seminar).exists()


def test_personal_links_need_the_csrf_token():
    guest = RegistrationFactory()
    client = Client(enforce_csrf_checks=True)
    link = url("seminar_registration", guest.token)
    assert client.post(link, {"step": "cancel"}).status_code == 403


def test_an_organiser_writes_schedules_publishes_and_calls_off(sign_in, organiser_user):
    client = sign_in(organiser_user)
    form = {"name_vi": "Tập huấn", "capacity": "40", "speakers": "An; Sở; Bao bì\nBình"}
    made = client.post(url("seminar_new"), form)
    seminar = Seminar.objects.get()
    assert made.url == url("seminar_schedule", seminar.pk)
    assert [s.name for s in seminar.speakers.all()] == ["An", "Bình"]
    room = RoomFactory()
    slot = {
        "room": room.pk,
        "starts_at": at(5, 9).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": at(5, 11).strftime("%Y-%m-%dT%H:%M"),
        "version": "1",
    }
    assert client.post(url("seminar_schedule", seminar.pk), slot).status_code == 302
    client.post(url("seminar_state", seminar.pk), {"step": "publish"})
    seminar.refresh_from_db()
    assert (seminar.state, seminar.starts_at) == ("PUBLISHED", at(5, 9))
    assert client.post(url("seminar_cancel", seminar.pk), {"reason": ""}).status_code == 200
    client.post(url("seminar_cancel", seminar.pk), {"reason": "Bão"})
    seminar.refresh_from_db()
    assert (seminar.state, seminar.state_reason) == ("CANCELLED", "Bão")


def test_an_overlap_is_explained_on_the_form(sign_in, organiser_user):
    other = SeminarFactory(name_vi="Kết nối giao thương")
    slot = {
        "room": other.room_id,
        "starts_at": at(10, 10).strftime("%Y-%m-%dT%H:%M"),
        "ends_at": at(10, 12).strftime("%Y-%m-%dT%H:%M"),
        "version": "1",
    }
    page = sign_in(organiser_user).post(url("seminar_schedule", draft_seminar().pk), slot)
    assert page.status_code == 200
    assert "Kết nối giao thương" in page.context["form"].errors["room"][0]


def test_invitations_are_previewed_before_they_are_sent(sign_in, organiser_user):
    fair = FairFactory(hall=False)
    placed = ProducerFactory(email="htx@example.org")
    ApplicationFactory(fair=fair, producer=placed, state="ACCEPTED")
    ProducerFactory(email="khac@example.org")
    seminar = SeminarFactory(fair=fair)
    client, address = sign_in(organiser_user), url("seminar_invite", seminar.pk)
    form = {
        "audience": "fair",
        "addresses": "An <an@example.org>",
        "text": "Kính mời {{7*7}}",
        "consent_channel": "PAPER",
        "consent_on": "2026-01-05",
    }
    page = client.post(address, {**form, "preview": "1"})
    assert page.context["preview"]["count"] == 2
    assert "Kính mời {{7*7}}" in page.content.decode()
    assert not Message.objects.exists()
    for _ in range(2):
        client.post(address, {**form, "send": "1"})
    assert {m.recipient for m in Message.objects.all()} == {"htx@example.org", "an@example.org"}
    wrong = client.post(address, {"addresses": "abc", "send": "1"})
    assert wrong.context["form"].errors["addresses"]


def test_an_answer_by_phone_is_recorded(sign_in, organiser_user):
    invitation = InvitationFactory()
    client = sign_in(organiser_user)
    client.post(url("seminar_invitation_answer", invitation.pk), {"answer": "ACCEPTED"})
    found = Invitation.objects.get()
    assert (found.response, found.response_channel) == ("ACCEPTED", "PHONE")


def test_the_office_finds_a_guest_and_keeps_its_place_in_the_list(sign_in, organiser_user):
    seminar = SeminarFactory()
    for n in range(30):
        RegistrationFactory(seminar=seminar, name=f"Nguyễn Thị {n}")
    RegistrationFactory(seminar=seminar, name="Trần Văn Bình")
    client, guests = sign_in(organiser_user), url("seminar_registrations", seminar.pk)
    assert guests in client.get(url("seminar_manage", seminar.pk)).content.decode()
    last = client.get(guests, {"name": "thị", "page": 2}).context["rows"][-1][0]
    assert last.name == "Nguyễn Thị 29"
    here = {"list": "?name=th%E1%BB%8B&page=2"}
    answer = client.post(url("seminar_registration_cancel", last.pk), here)
    assert answer.url == f"{guests}{here['list']}"
    last.refresh_from_db()
    assert last.state == "CANCELLED"


@pytest.mark.parametrize("text", ["//example.org/", "?next=//example.org", "\r\nSet-Cookie: a=b"])
def test_the_way_back_never_leaves_the_list(sign_in, organiser_user, text):
    invitation = InvitationFactory()
    answer = sign_in(organiser_user).post(
        url("seminar_invitation_answer", invitation.pk), {"answer": "ACCEPTED", "list": text}
    )
    path = url("seminar_invitations", invitation.seminar_id)
    assert answer.url.partition("?")[0] == path
    assert Invitation.objects.get().response == "ACCEPTED"


def test_what_people_type_stays_text(client, sign_in, organiser_user):
    seminar = SeminarFactory(name_vi="<img src=x onerror=alert(1)>{{7*7}}")
    RegistrationFactory(seminar=seminar, name="<b>x</b>")
    office = sign_in(organiser_user)
    for page in (
        client.get(url("seminar", seminar.pk)),
        office.get(url("seminar_manage", seminar.pk)),
        office.get(url("seminar_registrations", seminar.pk)),
    ):
        text = page.content.decode()
        assert "<img src=x" not in text
        assert "<b>x</b>" not in text
        assert "{{7*7}}" in text


def test_the_calendar_file_is_public(client):
    seminar = SeminarFactory()
    answer = client.get(url("seminar_calendar", seminar.pk))
    assert answer["Content-Type"].startswith("text/calendar")
    assert str(seminar.uid).encode() in answer.content
    assert b"ATTENDEE" not in answer.content


def test_a_forwarded_invitation_reveals_nobody(client):
    invitation = InvitationFactory(name="Bà Nguyễn Bí Mật")
    page = client.get(token_link(invitation)).content.decode()
    assert invitation.seminar.name in page
    assert "Bí Mật" not in page
    assert invitation.email not in page


def test_the_office_is_told_of_a_seminar_outside_the_days_of_its_fair(sign_in, organiser_user):
    fair = FairFactory(opens_on=at(60, 9).date(), closes_on=at(62, 9).date())
    for name, day in (("Khai mạc", 60), ("Bế mạc", 62), ("Lạc ngày", 50)):
        SeminarFactory(name_vi=name, fair=fair, starts_at=at(day, 20))
    SeminarFactory(name_vi="Đã hủy", fair=fair, starts_at=at(10, 9), state="CANCELLED")
    page = sign_in(organiser_user).get(url("manage", fair.pk)).content.decode()
    steps = page[page.index('class="steps"') :]
    assert "Lạc ngày" in steps
    for fitting in ("Khai mạc", "Bế mạc", "Đã hủy"):
        assert fitting not in steps
