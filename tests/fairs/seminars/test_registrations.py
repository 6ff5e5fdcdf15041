"""Seats, the waiting list, invitations and answers."""

import pytest
from django.utils import timezone

from accounts.queries import history_of
from common.errors import DomainError, InvalidInput
from fairs.models import Invitation, Registration
from fairs.services import seminar_invitations as invitations
from fairs.services.seminar_invitations import Guest, guests_of_producers, read_guests
from fairs.services.seminar_registrations import (
    RegistrationClosed,
    SeminarFull,
    cancel_registration,
    confirm_again,
    register,
)
from notifications.models import Message, Suppression
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import ProducerFactory, member
from tests.factories.seminars import (
    InvitationFactory,
    RegistrationFactory,
    SeminarFactory,
    at,
    draft_seminar,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def book(seminar, email="an@example.org", party_size=1, **changes):
    values = {"name": "An", "language": "vi", "now": NOW, **changes}
    return register(seminar=seminar, email=email, party_size=party_size, **values)


def test_registering_queues_the_confirmation_with_a_calendar_file():
    made = book(SeminarFactory(), party_size=2)
    message = Message.objects.get()
    assert made.state == "CONFIRMED"
    assert made.token in message.text
    assert message.attachments.get().content_type == "text/calendar; method=REQUEST; charset=utf-8"


def test_a_second_press_gives_the_first_registration():
    seminar = SeminarFactory()
    first = book(seminar, party_size=2)
    second = book(seminar, email="AN@example.org", party_size=5, name="Khác")
    assert second.pk == first.pk
    assert (second.party_size, second.name) == (2, "An")
    assert Message.objects.count() == 1


def test_without_seats_the_waiting_list_is_offered_and_taken_only_on_request():
    seminar = SeminarFactory(capacity=3)
    RegistrationFactory(seminar=seminar, party_size=2)
    with pytest.raises(SeminarFull) as refused:
        book(seminar, party_size=2)
    assert refused.value.left == 1
    assert Registration.objects.count() == 1
    assert book(seminar, party_size=2, waitlist=True).state == "WAITLISTED"
    assert not Message.objects.get().attachments.exists()


def test_a_seat_given_back_goes_to_the_first_who_fits_and_tells_them():
    seminar = SeminarFactory(capacity=2)
    seated = RegistrationFactory(seminar=seminar, party_size=2)
    large = RegistrationFactory(seminar=seminar, state="WAITLISTED", party_size=3)
    first = RegistrationFactory(seminar=seminar, state="WAITLISTED")
    second = RegistrationFactory(seminar=seminar, state="WAITLISTED")
    third = RegistrationFactory(seminar=seminar, state="WAITLISTED")
    for _ in range(2):
        cancel_registration(registration=seated, now=NOW)
    states = [Registration.objects.get(pk=r.pk).state for r in (large, first, second, third)]
    assert states == ["WAITLISTED", "CONFIRMED", "CONFIRMED", "WAITLISTED"]
    assert Message.objects.filter(dedupe_key__contains=":promoted:").count() == 2
    assert Message.objects.filter(dedupe_key__contains=":ended:").count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"state": "SCHEDULED"},
        {"registration_open": False},
        {"starts_at": at(-1, 9)},
    ],
)
def test_registration_is_closed_before_publication_and_after_the_start(values):
    with pytest.raises(RegistrationClosed):
        book(SeminarFactory(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"email": "a@b.vn,c@d.vn"},
        {"email": "a@b.vn\r\nBcc: x@y.vn"},
        {"name": ""},
        {"party_size": 0},
        {"party_size": 21},
    ],
)
def test_impossible_guests_are_refused(values):
    with pytest.raises(InvalidInput):
        book(SeminarFactory(), **values)
    assert not Registration.objects.exists()


def test_saying_yes_again_after_a_move_keeps_the_seat():
    guest = RegistrationFactory(reconfirm_since=NOW)
    for _ in range(2):
        confirm_again(registration=guest, now=NOW)
    guest.refresh_from_db()
    assert (guest.state, guest.reconfirm_since) == ("CONFIRMED", None)


def test_guests_are_read_from_lines_and_wrong_lines_are_named():
    found = read_guests("a@b.vn\nNguyễn An <an@b.vn>\nBình; Sở Công Thương; binh@b.vn\n\n")
    assert [(g.email, g.name, g.organisation) for g in found] == [
        ("a@b.vn", "", ""),
        ("an@b.vn", "Nguyễn An", ""),
        ("binh@b.vn", "Bình", "Sở Công Thương"),
    ]
    with pytest.raises(InvalidInput) as refused:
        read_guests("a@b.vn\nkhông phải\nx@y.vn,z@y.vn")
    assert len(refused.value.fields["addresses"]) == 2


def invite(seminar, actor, *guests):
    return invitations.invite_guests(
        seminar=seminar,
        guests=guests,
        actor=actor,
        now=NOW,
        text="Kính mời",
        consent_channel="PAPER",
        consent_on=timezone.localdate(NOW),
    )


def test_an_address_is_invited_once(organiser_user):
    seminar = SeminarFactory()
    guest = Guest("an@example.org", "An")
    assert len(invite(seminar, organiser_user, guest, Guest("AN@example.org", "An"))) == 1
    assert invite(seminar, organiser_user, guest) == []
    assert (Invitation.objects.count(), Message.objects.count()) == (1, 1)


def test_producers_get_service_mail_and_others_marked_advertising(organiser_user):
    producer = ProducerFactory(email="htx@example.org")
    guests = [*guests_of_producers([producer]), Guest("khach@example.org", "Khách")]
    invite(SeminarFactory(), organiser_user, *guests)
    own = Message.objects.get(recipient="htx@example.org")
    other = Message.objects.get(recipient="khach@example.org")
    assert (own.kind, other.kind) == ("SERVICE", "ADVERTISING")
    assert other.subject.startswith("[QC] ")
    assert not own.subject.startswith("[QC]")


def test_an_address_of_a_producer_is_no_stranger_however_it_was_given(organiser_user):
    producer = ProducerFactory(email="htx@example.org")
    member(UserFactory(email="Lan@example.org"), producer)
    member(UserFactory(email="cu@example.org"), ProducerFactory(state="SUSPENDED"))
    typed = [Guest("HTX@example.org", ""), Guest("lan@example.org", "Lan")]
    invitations.invite_guests(seminar=SeminarFactory(), guests=typed, actor=organiser_user, now=NOW)
    assert set(Message.objects.values_list("kind", flat=True)) == {"SERVICE"}
    with pytest.raises(InvalidInput):
        invitations.invite_guests(
            seminar=SeminarFactory(), guests=[Guest("cu@example.org", "")], actor=organiser_user,
            now=NOW,
        )  # fmt: skip


def test_a_guest_without_consent_on_record_is_not_invited(organiser_user):
    seminar, guest = SeminarFactory(), Guest("khach@example.org", "Khách")
    with pytest.raises(InvalidInput) as refused:
        invitations.invite_guests(seminar=seminar, guests=[guest], actor=organiser_user, now=NOW)
    assert "khach@example.org" in str(refused.value.fields["consent_channel"][0])
    assert not Message.objects.exists()
    invite(seminar, organiser_user, guest)
    other = SeminarFactory()
    invitations.invite_guests(seminar=other, guests=[guest], actor=organiser_user, now=NOW)
    assert Message.objects.count() == 2


def test_a_guest_who_refused_since_stays_out(organiser_user):
    seminar = SeminarFactory()
    (made,) = invite(seminar, organiser_user, Guest("khach@example.org", "Khách"))
    invitations.refuse_further(invitation=made, now=NOW)
    with pytest.raises(InvalidInput) as refused:
        invite(SeminarFactory(), organiser_user, Guest("khach@example.org", "Khách"))
    assert "addresses" in refused.value.fields


def test_only_a_published_seminar_is_announced(organiser_user):
    with pytest.raises(DomainError):
        invite(draft_seminar(), organiser_user, Guest("an@example.org", "An"))


def answer(invitation, response, **more):
    return invitations.answer_invitation(invitation=invitation, response=response, now=NOW, **more)


def test_yes_makes_the_registration_and_no_gives_it_back():
    invitation = InvitationFactory()
    for _ in range(2):
        found = answer(invitation, "ACCEPTED", party_size=2)
    registration = Registration.objects.get()
    assert (found.registration, registration.party_size) == (registration, 2)
    assert Message.objects.count() == 1
    declined = answer(invitation, "DECLINED")
    registration.refresh_from_db()
    assert (declined.response, declined.registration) == ("DECLINED", None)
    assert registration.state == "CANCELLED"


def test_the_history_tells_the_guest_by_link_from_the_system_and_keeps_no_name():
    invitation = InvitationFactory(name="Bà Ấn")
    answer(invitation, "ACCEPTED")
    answer(invitation, "DECLINED")
    told = history_of(object_type="fairs.seminar", object_id=invitation.seminar_id)
    assert {entry.who for entry in told} == {"người được mời, qua đường dẫn riêng"}


def test_an_invited_guest_may_come_although_the_public_registration_is_closed():
    seminar = SeminarFactory(registration_open=False)
    answer(InvitationFactory(seminar=seminar), "ACCEPTED")
    assert Registration.objects.get().state == "CONFIRMED"


def test_an_answer_by_phone_names_the_organiser(organiser_user):
    found = answer(InvitationFactory(), "ACCEPTED", actor=organiser_user)
    assert found.response_channel == "PHONE"


def test_a_full_seminar_does_not_record_yes():
    seminar = SeminarFactory(capacity=1)
    RegistrationFactory(seminar=seminar)
    invitation = InvitationFactory(seminar=seminar)
    with pytest.raises(SeminarFull):
        answer(invitation, "ACCEPTED")
    invitation.refresh_from_db()
    assert invitation.response == "NONE"
    assert answer(invitation, "ACCEPTED", waitlist=True).registration.state == "WAITLISTED"


def test_yes_again_after_a_move_keeps_the_same_registration():
    guest = RegistrationFactory(email="an@example.org", reconfirm_since=NOW)
    invitation = InvitationFactory(
        seminar=guest.seminar, email="an@example.org", registration=guest
    )
    answer(invitation, "ACCEPTED")
    guest.refresh_from_db()
    assert guest.reconfirm_since is None
    assert Registration.objects.count() == 1


def test_cancelling_the_registration_declines_the_invitation():
    invitation = InvitationFactory()
    registration = answer(invitation, "ACCEPTED").registration
    cancel_registration(registration=registration, now=NOW)
    invitation.refresh_from_db()
    assert invitation.response == "DECLINED"


def test_refusing_further_invitations_stops_advertising_at_once():
    invitation = InvitationFactory()
    for _ in range(2):
        invitations.refuse_further(invitation=invitation, now=NOW)
    assert Suppression.objects.get().scope == "ADVERTISING"
    invitation.refresh_from_db()
    assert invitation.response == "DECLINED"
