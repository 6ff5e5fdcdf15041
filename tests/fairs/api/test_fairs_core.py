"""The API of fairs, plans, quotas and booths."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fairs.models import Booth, Fair, FairSeries
from fairs.rules.states import BoothState, FairState
from tests.factories.fairs import FairFactory, FairSeriesFactory, FairVenueFactory

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


def body(**changes):
    today = timezone.localdate()
    return {
        "name_vi": "Tuần hàng OCOP",
        "venue": FairVenueFactory().pk,
        "opens_on": str(today + timedelta(days=60)),
        "closes_on": str(today + timedelta(days=63)),
        "apply_from": timezone.now().isoformat(),
        "apply_until": (timezone.now() + timedelta(days=20)).isoformat(),
        **changes,
    }


def test_a_retried_creation_makes_one_fair(api, organiser_user):
    client, data = api(organiser_user), body()
    first = client.post(f"{ROOT}/fairs/", data, HTTP_IDEMPOTENCY_KEY="a")
    second = client.post(f"{ROOT}/fairs/", data, HTTP_IDEMPOTENCY_KEY="a")
    assert (first.status_code, first.json()["id"]) == (201, second.json()["id"])
    assert Fair.objects.count() == 1


def test_unknown_and_protected_fields_are_refused_by_name(api, organiser_user):
    response = api(organiser_user).post(f"{ROOT}/fairs/", body(state="PUBLISHED", owner=1))
    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"state", "owner"}


def test_editing_needs_the_version_and_changes_only_what_is_sent(api, organiser_user):
    fair, client = FairFactory(state=FairState.DRAFT), api(organiser_user)
    address = f"{ROOT}/fairs/{fair.pk}/"
    assert client.patch(address, {"name_en": "New"}).status_code == 428
    tag = client.get(address)["ETag"]
    response = client.patch(address, {"name_en": "New"}, HTTP_IF_MATCH=tag)
    assert (response.status_code, response.json()["name_vi"]) == (200, fair.name_vi)
    assert client.patch(address, {"name_en": "Newer"}, HTTP_IF_MATCH=tag).status_code == 409


def test_the_list_is_scoped_filtered_and_ordered_by_allowed_names(api, organiser_user):
    shown, hidden = FairFactory(), FairFactory(state=FairState.DRAFT)
    ids = [row["id"] for row in api().get(f"{ROOT}/fairs/").json()["results"]]
    assert ids == [shown.pk]
    rows = api(organiser_user).get(f"{ROOT}/fairs/?state=DRAFT").json()["results"]
    assert [row["id"] for row in rows] == [hidden.pk]
    assert api().get(f"{ROOT}/fairs/?state=NONSENSE").status_code == 400
    assert api().get(f"{ROOT}/fairs/?ordering=created_by__password").status_code == 400


def test_a_state_change_says_what_is_missing(api, organiser_user):
    fair = FairFactory(state=FairState.DRAFT, hall=False)
    response = api(organiser_user).post(f"{ROOT}/fairs/{fair.pk}/state/", {"state": "PUBLISHED"})
    assert (response.status_code, response.json()["code"]) == (409, "fair_not_ready")
    response = api(organiser_user).post(f"{ROOT}/fairs/{fair.pk}/state/", {"state": "CLOSED"})
    assert response.json()["code"] == "illegal_transition"


def test_drawing_and_reading_the_geometry(api, organiser_user):
    fair = FairFactory(state=FairState.DRAFT, hall=False)
    client = api(organiser_user)
    data = {
        "name": "Nhà A", "width_m": "60", "depth_m": "40", "rows": 4, "booths_per_row": 8,
        "zones": [{"group": 1, "rows": 2}],
    }  # fmt: skip
    made = client.post(f"{ROOT}/fairs/{fair.pk}/layout/", data)
    assert made.status_code == 201, made.content
    assert len(made.json()["booths"]) == 32
    assert [z["allowed_groups"] for z in made.json()["zones"]] == [[1], []]
    wrong = client.post(f"{ROOT}/fairs/{fair.pk}/layout/", {**data, "name": "B", "rows": 40})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["rows"])
    hall = made.json()["halls"][0]["id"]
    again = client.post(f"{ROOT}/fairs/{fair.pk}/layout/", {**data, "hall": hall, "rows": 2})
    assert len(again.json()["booths"]) == 16


def test_blocking_needs_reason_and_version_and_hides_the_reason_outside(api, organiser_user):
    booth, client = FairFactory().booths.first(), api(organiser_user)
    address = f"{ROOT}/booths/{booth.pk}/"
    assert client.patch(address, {"blocked": True}).status_code == 428
    assert client.patch(address, {"blocked": True, "version": 1}).status_code == 400
    data = {"blocked": True, "reason": "Cột", "version": 1}
    assert client.patch(address, data).json()["state"] == BoothState.BLOCKED
    public = api().get(f"{ROOT}/fairs/{booth.fair_id}/layout/").json()["booths"]
    assert "blocked_reason" not in public[0]


def test_a_booth_out_of_use_is_corrected_like_any_other(api, organiser_user):
    booth = FairFactory().booths.first()
    Booth.objects.filter(pk=booth.pk).update(state=BoothState.RETIRED)
    answer = api(organiser_user).patch(f"{ROOT}/booths/{booth.pk}/", {"quality": 9, "version": 1})
    assert (answer.status_code, answer.json()["quality"]) == (200, 9)


def test_quotas_are_read_and_replaced(api, organiser_user):
    fair, client = FairFactory(), api(organiser_user)
    address = f"{ROOT}/fairs/{fair.pk}/quotas/"
    assert client.put(address, {"quotas": [{"group": 1, "limit": 4}]}).json() == [
        {"group": 1, "commune": None, "limit": 4}
    ]
    assert client.put(address, {"quotas": [{"limit": 4}]}).status_code == 400
    assert fair.quotas.count() == 1


def test_cloning_reports(api, organiser_user):
    fair = FairFactory()
    data = {"name_vi": "Năm sau", "opens_on": str(fair.opens_on + timedelta(days=364))}
    made = api(organiser_user).post(f"{ROOT}/fairs/{fair.pk}/clone/", data)
    assert (made.status_code, made.json()["booths"]) == (201, 12)


def test_series_are_public_and_made_by_organisers(api, organiser_user):
    FairSeriesFactory(name_vi="Tuần hàng OCOP", name_en="OCOP week")
    address = f"{ROOT}/fair-series/"
    assert len(api().get(address).json()["results"]) == 1
    assert len(api().get(f"{address}?name=ocop week").json()["results"]) == 1
    assert api().get(f"{address}?name=xuân").json()["results"] == []
    assert api(organiser_user).post(f"{ROOT}/fair-series/", {"name_vi": "Tết"}).status_code == 201
    assert FairSeries.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_more_rows(api, count, django_assert_max_num_queries):
    for _i in range(count):
        FairFactory(hall=False)
    with django_assert_max_num_queries(2):
        api().get(f"{ROOT}/fairs/")
