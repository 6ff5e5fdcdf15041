"""The office's pages of people and of the audit trail."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import ActivityEntry, User
from accounts.services import grant_role, record_activity
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sign_in, organiser_user):
    return sign_in(organiser_user)


def url(name, person):
    return reverse(f"accounts:{name}", args=[person.pk])


def test_people_are_found_by_name_role_and_state(office, organiser_user):
    UserFactory(full_name="Nguyễn Thị Sen", email="sen@example.org")
    UserFactory(full_name="Closed", is_active=False)
    page = office.get("/people/", {"q": "nguyen thi"}).content.decode()
    assert "sen@example.org" in page
    assert url("person", organiser_user) not in page
    by_role = office.get("/people/?role=ORGANISER").content.decode()
    assert organiser_user.email in by_role
    assert "sen@example.org" not in by_role
    assert "Closed" in office.get("/people/?standing=CLOSED").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_number_of_queries(
    office, organiser_user, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        person = UserFactory()
        record_activity(actor=organiser_user, verb="user.updated", obj=person, after={"a": 1})
    for address in ("/people/", "/activity/"):
        with django_assert_max_num_queries(7):
            office.get(address)


def test_inviting_makes_the_account_mails_and_gives_the_role(office, mailoutbox):
    reply = office.post(
        "/people/invite/",
        {"email": "New@Example.org", "full_name": "Lê Minh", "language": "fr", "role": "REVIEWER"},
    )
    person = User.objects.get(email="new@example.org")
    assert reply.url == url("person", person)
    assert person.grants.get().role == "REVIEWER"
    assert mailoutbox[0].to == ["new@example.org"]
    verbs = set(ActivityEntry.objects.values_list("verb", flat=True))
    assert {"user.created", "user.invited", "role.granted"} <= verbs


def test_a_closed_account_is_not_invited(office):
    UserFactory(email="closed@example.org", is_active=False)
    page = office.post(
        "/people/invite/", {"email": "closed@example.org", "full_name": "x", "language": "vi"}
    )
    assert 'id="id_email_error"' in page.content.decode()


def test_a_role_ends_with_the_next_request(office, sign_in, plain_user, organiser_user):
    client = sign_in(plain_user)
    grant_role(user=plain_user, role="ORGANISER", actor=organiser_user, now=timezone.now())
    assert client.get("/people/").status_code == 200
    office.post(url("person_revoke", plain_user), {"role": "ORGANISER"})
    assert client.get("/people/").status_code == 403
    assert client.get("/api/v1/users/").status_code == 403


def test_the_last_organiser_stays(office, organiser_user):
    page = office.post(url("person_revoke", organiser_user), {"role": "ORGANISER"})
    assert "Phải còn ít nhất một" in page.content.decode()
    assert organiser_user.grants.filter(revoked_at=None).exists()


def test_closing_ends_the_access_and_reopening_gives_it_back(office, sign_in, plain_user):
    client = sign_in(plain_user)
    office.post(url("person_close", plain_user), {"reason": "Nghỉ việc"})
    assert client.get("/account/").status_code == 302
    entry = ActivityEntry.objects.get(verb="user.closed")
    assert entry.reason == "Nghỉ việc"
    office.post(url("person_reopen", plain_user))
    assert client.get("/account/").status_code == 200


def test_nobody_closes_the_own_account(office, organiser_user):
    page = office.post(url("person_close", organiser_user))
    assert "Không thể tự đóng" in page.content.decode()
    organiser_user.refresh_from_db()
    assert organiser_user.is_active


def test_the_history_reads_in_words(office, organiser_user, plain_user):
    record_activity(
        actor=organiser_user,
        verb="user.updated",
        obj=plain_user,
        before={"language": "vi"},
        after={"language": "fr"},
        reason="Đề nghị của đối tác",
    )
    page = office.get(url("person", plain_user)).content.decode()
    assert "đã sửa tài khoản" in page
    assert "<del>vi</del>" in page
    assert "Đề nghị của đối tác" in page


def test_activity_is_filtered_by_person_verb_object_and_day(office, organiser_user, plain_user):
    record_activity(actor=organiser_user, verb="user.updated", obj=plain_user, after={"x": "ONE"})
    record_activity(actor=plain_user, verb="user.closed", obj=organiser_user, after={"x": "TWO"})

    def shown(query):
        page = office.get(f"/activity/?{query}").content.decode()
        return {word for word in ("ONE", "TWO") if word in page}

    assert shown("") == {"ONE", "TWO"}
    assert shown(f"who={organiser_user.email}") == {"ONE"}
    assert shown("verb=user.closed") == {"TWO"}
    assert shown(f"object={plain_user.full_name}") == {"ONE"}
    assert shown("first=2099-01-01") == set()
    assert shown("last=2099-01-01") == {"ONE", "TWO"}
