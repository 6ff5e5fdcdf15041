"""The API of applications: scope, idempotency, and what stays private."""

import pytest

from accounts.models import ActivityEntry
from fairs.models import Application, AssignmentBooth
from fairs.rules.states import ApplicationState, Decision
from notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import ProducerFactory, ProductFactory, certified, member
from tests.factories.fairs import ApplicationFactory, FairFactory, eligible
from tests.factories.plans import fair_with, published, row_of

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
S = ApplicationState
PRIVATE = {"changes", "decision", "decision_reason", "priority", "credit"}


@pytest.fixture
def producer():
    return ProducerFactory()


@pytest.fixture
def mine(api, producer):
    user = UserFactory()
    member(user, producer)
    return api(user)


def test_begin_change_and_send(mine, producer):
    fair, product = FairFactory(), certified(producer=producer)
    data = {"fair": fair.pk, "producer": producer.pk, "products": [product.pk]}
    made = mine.post(f"{ROOT}/applications/", data)
    assert made.status_code == 201, made.content
    address = f"{ROOT}/applications/{made.json()['id']}/"
    version = made.json()["version"]
    assert mine.patch(address, {"modules": 2}).status_code == 428
    assert mine.patch(address, {"modules": 2, "version": version}).json()["modules"] == 2
    assert mine.post(address + "submit/", {}).json()["errors"].keys() == {"consent"}
    sent = mine.post(address + "submit/", {"consent": True})
    again = mine.post(address + "submit/", {"consent": True})
    assert sent.json()["state"] == again.json()["state"] == "SUBMITTED"
    assert Message.objects.count() == 1


def test_beginning_twice_returns_the_same_application(mine, producer):
    data = {"fair": FairFactory().pk, "producer": producer.pk}
    first, second = (mine.post(f"{ROOT}/applications/", data).json() for _i in range(2))
    assert first["id"] == second["id"]
    assert Application.objects.count() == 1


def test_what_is_refused_names_the_rule(mine, producer):
    product = ProductFactory(producer=producer)
    data = {"fair": FairFactory().pk, "producer": producer.pk, "products": [product.pk]}
    pk = mine.post(f"{ROOT}/applications/", data).json()["id"]
    answer = mine.post(f"{ROOT}/applications/{pk}/submit/", {"consent": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_eligible")
    assert set(answer.json()["errors"]) == {"certificates"}


def test_state_and_decision_cannot_be_assigned(mine, producer):
    application = ApplicationFactory(producer=producer, state=S.DRAFT)
    data = {"state": "ACCEPTED", "decision": "ACCEPT", "priority": 15, "version": 1}
    answer = mine.patch(f"{ROOT}/applications/{application.pk}/", data)
    assert set(answer.json()["errors"]) == {"state", "decision", "priority"}


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": S.ELIGIBLE, "decision": Decision.ACCEPT, "priority": 12, "credit": 40},
        {"state": S.INELIGIBLE, "review_note": "RIÊNG", "decision_reason": "RIÊNG"},
        {"state": S.SUBMITTED},
        {"state": S.ELIGIBLE, "version": 7},
    ],
)
def test_a_producer_reads_the_same_whatever_the_office_decided(mine, producer, hidden):
    application = ApplicationFactory(producer=producer, **hidden)
    detail = mine.get(f"{ROOT}/applications/{application.pk}/")
    row = mine.get(f"{ROOT}/applications/").json()["results"][0]
    assert detail.json()["state"] == row["state"] == "SUBMITTED"
    assert not PRIVATE & (set(detail.json()) | set(row))
    assert "RIÊNG" not in detail.content.decode()
    assert detail.json()["review_note"] == ""
    assert (detail.json()["version"], row["version"], detail.get("ETag")) == (None, None, None)
    for state in ("ELIGIBLE", "INELIGIBLE"):
        assert mine.get(f"{ROOT}/applications/?state={state}").json()["results"] == []
    assert len(mine.get(f"{ROOT}/applications/?state=SUBMITTED").json()["results"]) == 1


def test_the_keys_a_role_receives(mine, producer, api, reviewer_user):
    application = ApplicationFactory(producer=producer)
    own = set(mine.get(f"{ROOT}/applications/{application.pk}/").json())
    office = set(api(reviewer_user).get(f"{ROOT}/applications/{application.pk}/").json())
    assert office - own == PRIVATE
    assert own <= office


def test_the_office_reviews_decides_and_announces(api, reviewer_user, organiser_user):
    fair = FairFactory()
    application = ApplicationFactory(fair=fair)
    address = f"{ROOT}/applications/{application.pk}/"
    reviewer, organiser = api(reviewer_user), api(organiser_user)
    assert reviewer.post(address + "review/", {"verdict": "ELIGIBLE"}).status_code == 428
    judged = reviewer.post(address + "review/", {"verdict": "ELIGIBLE", "version": 1}).json()
    data = {"decision": "ACCEPT", "version": judged["version"]}
    assert reviewer.post(address + "decide/", data).status_code == 403
    decided = organiser.post(address + "decide/", data).json()
    assert (decided["state"], decided["decision"]) == ("ELIGIBLE", "ACCEPT")
    announced = organiser.post(f"{ROOT}/fairs/{fair.pk}/announce/", {})
    assert announced.json() == {"announced": {"ACCEPT": 1}}
    assert organiser.post(f"{ROOT}/fairs/{fair.pk}/announce/", {}).status_code == 409
    version = organiser.get(address).json()["version"]
    reopened = organiser.post(address + "reopen/", {"version": version})
    assert reopened.status_code == 409  # an accepted application is withdrawn, not reopened


def test_withdrawing_ends_it(mine, producer):
    application = ApplicationFactory(producer=producer)
    answer = mine.post(f"{ROOT}/applications/{application.pk}/withdraw/", {"reason": "Bận"})
    assert answer.json()["state"] == "WITHDRAWN"


def test_the_office_withdraws_for_a_producer_with_a_reason_and_tells_it(api, organiser_user):
    fair, (application, _other) = fair_with(2)
    (place, *_free) = row_of(fair)
    published(fair, {application: place.number})
    office, address = api(organiser_user), f"{ROOT}/applications/{application.pk}/withdraw/"
    refused = office.post(address, {})
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["reason"]
    assert office.post(address, {"reason": "Báo qua điện thoại"}).json()["state"] == "WITHDRAWN"
    assert not AssignmentBooth.objects.filter(booth=place, live=True).exists()
    told = Message.objects.filter(subject_id=str(application.pk)).latest("id")
    assert "Báo qua điện thoại" in told.text
    entry = ActivityEntry.objects.filter(verb="application.withdrawn").get()
    assert (entry.actor, entry.reason) == (organiser_user, "Báo qua điện thoại")


def test_eligibility_is_told_rule_by_rule(mine, producer):
    good, bad = certified(producer=producer), ProductFactory(producer=producer)
    fair = FairFactory()
    answer = mine.get(f"{ROOT}/fairs/{fair.pk}/eligibility/?producer={producer.pk}").json()
    assert answer["eligible"] is True
    assert {p["product"]: p["admitted"] for p in answer["products"]} == {
        good.pk: True,
        bad.pk: False,
    }
    other = ProducerFactory()
    address = f"{ROOT}/fairs/{fair.pk}/eligibility/?producer="
    assert mine.get(f"{address}{other.pk}").status_code == 404
    assert mine.get(f"{address}abc").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_more_rows(
    api, organiser_user, count, django_assert_max_num_queries
):
    fair = FairFactory()
    for _i in range(count):
        eligible(fair)
    client = api(organiser_user)
    with django_assert_max_num_queries(3):
        client.get(f"{ROOT}/applications/")
