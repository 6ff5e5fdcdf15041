"""/users/ and /activity/."""

import pytest

from accounts.models import ActivityEntry, User
from accounts.services import record_activity
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
URL = "/api/v1/users/"


@pytest.fixture
def office(api, organiser_user):
    return api(organiser_user)


def test_rows_hold_these_fields_and_no_others(office):
    row = office.get(URL).json()["results"][0]
    assert set(row) == {
        "id", "email", "full_name", "language", "standing", "roles", "date_joined", "invited_at",
    }  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_number_of_queries(office, rows, django_assert_max_num_queries):
    UserFactory.create_batch(rows)
    with django_assert_max_num_queries(2):
        assert len(office.get(URL).json()["results"]) == rows + 1


def test_pages_follow_each_other(office):
    UserFactory.create_batch(4)
    seen, address = [], f"{URL}?page_size=2"
    while address:
        page = office.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]
    assert seen == sorted(User.objects.values_list("id", flat=True))


def test_inviting_twice_changes_nothing_but_the_link(office, mailoutbox):
    for _ in range(2):
        reply = office.post(URL, {"email": "an@example.org", "full_name": "An", "role": "REVIEWER"})
        assert reply.status_code == 201
    assert reply.json()["standing"] == "INVITED"
    assert reply.json()["roles"] == ["REVIEWER"]
    assert User.objects.filter(email="an@example.org").count() == 1
    assert len(mailoutbox) == 2


def test_roles_are_given_and_taken(office, plain_user):
    path = f"{URL}{plain_user.pk}/roles/"
    assert office.post(path, {"role": "REVIEWER"}).json()["roles"] == ["REVIEWER"]
    assert office.post(path, {"role": "REVIEWER"}).json()["roles"] == ["REVIEWER"]
    assert office.delete(f"{path}REVIEWER/").json()["roles"] == []
    assert ActivityEntry.objects.filter(verb="role.granted").count() == 1
    assert office.delete(f"{path}KING/").status_code == 200


def test_the_last_organiser_stays(office, organiser_user):
    reply = office.delete(f"{URL}{organiser_user.pk}/roles/ORGANISER/")
    assert (reply.status_code, list(reply.json()["errors"])) == (400, ["role"])


def test_an_account_is_closed_with_a_reason(office, plain_user):
    reply = office.patch(f"{URL}{plain_user.pk}/", {"is_active": False, "reason": "left"})
    assert reply.json()["standing"] == "CLOSED"
    assert ActivityEntry.objects.get(verb="user.closed").reason == "left"


@pytest.mark.parametrize("name", ["a\r\nBcc: x@example.org", "a\u2028b", "\u202eevil", "a\x00"])
def test_names_that_would_change_a_mail_are_refused(office, name, mailoutbox):
    reply = office.post(URL, {"email": "an@example.org", "full_name": name})
    if reply.status_code == 201:  # a line break is text; it must not reach a header
        assert "\n" not in mailoutbox[0].subject
    else:
        assert reply.status_code == 400
        assert not User.objects.filter(email="an@example.org").exists()


def test_a_list_of_addresses_is_no_address(office):
    reply = office.post(URL, {"email": "a@example.org,b@example.org", "full_name": "x"})
    assert list(reply.json()["errors"]) == ["email"]


def test_activity_is_filtered(office, organiser_user, plain_user):
    record_activity(actor=organiser_user, verb="user.updated", obj=plain_user, after={"x": 1})
    record_activity(actor=None, verb="user.closed", obj=plain_user)

    def verbs(query):
        return [row["verb"] for row in office.get(f"/api/v1/activity/?{query}").json()["results"]]

    assert verbs("") == ["user.closed", "user.updated"]
    assert verbs(f"actor={organiser_user.pk}") == ["user.updated"]
    assert verbs(f"object_type=accounts.user&object_id={plain_user.pk}&verb=user.closed") == [
        "user.closed"
    ]
    assert verbs("since=2099-01-01T00:00:00Z") == []
