"""The registry through the API."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import ActivityEntry
from common.excel import workbook_bytes
from exhibitors.documents.workbooks import headings
from exhibitors.models import Certificate, Producer, Product
from tests.factories.exhibitors import (
    CertificateFactory,
    CommuneFactory,
    CraftVillageFactory,
    ProducerFactory,
    ProductFactory,
    certified,
    member,
)

pytestmark = pytest.mark.django_db

LISTS = {
    "commune-list": CommuneFactory,
    "village-list": CraftVillageFactory,
    "catalogue-list": certified,
    "producer-list": ProducerFactory,
    "product-list": certified,
    "certificate-list": CertificateFactory,
}


def url(name, *args):
    return reverse(f"api:{name}", args=args)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_at_one_and_three_rows(
    name, api, organiser_user, django_assert_max_num_queries
):
    LISTS[name]()
    with django_assert_max_num_queries(6) as one:
        first = api(organiser_user).get(url(name))
    LISTS[name](), LISTS[name]()
    with django_assert_max_num_queries(len(one.captured_queries)):
        rows = api(organiser_user).get(url(name)).json()["results"]
    assert first.status_code == 200
    assert len(rows) >= 3


def test_a_producer_sees_own_records_only(api, plain_user):
    own, _foreign = ProductFactory(), ProductFactory()
    member(plain_user, own.producer)
    client = api(plain_user)
    assert [r["id"] for r in client.get(url("producer-list")).json()["results"]] == [
        own.producer_id
    ]
    assert [r["id"] for r in client.get(url("product-list")).json()["results"]] == [own.pk]


def test_the_public_catalogue_shows_valid_products_without_contacts(api):
    shown = certified(name="Mật ong")
    ProductFactory()
    CertificateFactory(revoked_on="2026-01-01", revoke_reason="x")
    suspended = certified()
    Producer.objects.filter(pk=suspended.producer_id).update(state="SUSPENDED")
    rows = api().get(url("catalogue-list")).json()["results"]
    assert [row["id"] for row in rows] == [shown.pk]
    assert set(rows[0]) == {
        "id",
        "name",
        "producer_name",
        "commune_name",
        "group",
        "product_type",
        "stars",
        "valid_until",
        "is_demo",
    }


def test_search_ignores_accents(api, organiser_user):
    ProducerFactory(name="Hợp tác xã Bát Tràng")
    ProducerFactory(name="Khác")
    rows = api(organiser_user).get(url("producer-list"), {"q": "bat trang"}).json()["results"]
    assert len(rows) == 1


def test_an_edit_needs_the_version_and_answers_the_next(api, plain_user):
    producer = ProducerFactory()
    member(plain_user, producer)
    client, address = api(plain_user), url("producer-detail", producer.pk)
    assert client.patch(address, {"phone": "1"}).status_code == 428
    tag = client.get(address)["ETag"]
    answer = client.patch(address, {"phone": "1"}, headers={"If-Match": tag})
    assert (answer.status_code, answer["ETag"]) == (200, '"v2"')
    stale = client.patch(address, {"phone": "2"}, headers={"If-Match": tag})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")


@pytest.mark.parametrize("field", ["state", "code", "verified", "is_demo", "merged_into", "owner"])
def test_fields_that_are_nobodys_to_set_are_refused(api, organiser_user, field):
    producer = ProducerFactory()
    before = Producer.objects.values().get(pk=producer.pk)
    answer = api(organiser_user).patch(
        url("producer-detail", producer.pk), {field: "x", "version": 1}
    )
    assert answer.status_code == 400
    assert field in answer.json()["errors"]
    assert Producer.objects.values().get(pk=producer.pk) == before


def test_a_member_is_told_which_field_the_office_changes(api, plain_user):
    producer = ProducerFactory()
    member(plain_user, producer)
    answer = api(plain_user).patch(
        url("producer-detail", producer.pk), {"name": "Khác", "version": 1}
    )
    assert answer.status_code == 403
    assert set(answer.json()["errors"]) == {"name"}


def test_a_repeated_request_creates_one_product(api, plain_user):
    producer = ProducerFactory()
    member(plain_user, producer)
    body = {"producer": producer.pk, "name": "Trà sen", "group": 2}
    send = lambda data: api(plain_user).post(  # noqa: E731
        url("product-list"), data, headers={"Idempotency-Key": "k1"}
    )
    first, second = send(body), send(body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert Product.objects.count() == 1
    assert send({**body, "name": "Khác"}).status_code == 422


def test_a_product_of_a_foreign_producer_cannot_be_added(api, plain_user):
    member(plain_user, ProducerFactory())
    body = {"producer": ProducerFactory().pk, "name": "Trà", "group": 2}
    assert api(plain_user).post(url("product-list"), body).status_code == 404
    assert not Product.objects.exists()


def test_a_certificate_makes_a_candidate_recognised(api, organiser_user):
    product = ProductFactory()
    body = {"stars": 4, "decision_number": "1/QĐ", "issued_on": "2026-01-15"}
    client = api(organiser_user)
    made = client.post(url("product-certificate-list", product.pk), body)
    assert (made.status_code, made.json()["expires_on"]) == (201, "2029-01-15")
    assert client.get(url("product-detail", product.pk)).json()["standing"] == "RECOGNISED"
    assert ActivityEntry.objects.filter(verb="certificate.added").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"stars": 2}, {"stars": 9}, {"decision_number": ""}, {"issued_on": "2099-01-01"}]
)
def test_an_impossible_certificate_is_refused_by_field(api, organiser_user, wrong):
    product = ProductFactory()
    body = {"stars": 4, "decision_number": "1/QĐ", "issued_on": "2026-01-15", **wrong}
    answer = api(organiser_user).post(url("product-certificate-list", product.pk), body)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == set(wrong)
    assert not Certificate.objects.exists()


def test_ordering_outside_the_allow_list_is_refused(api, organiser_user):
    order = {"ordering": "members__user__password"}
    answer = api(organiser_user).get(url("producer-list"), order)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["ordering"]


def test_a_workbook_is_taken_and_a_wrong_file_is_explained(api, organiser_user):
    row = ["HTX", None, None, None, "Mật ong", 1, 4, "1/QĐ", "15/01/2026", None, None]
    content = workbook_bytes(title="x", header=headings(), rows=[row])
    client = api(organiser_user)
    good = SimpleUploadedFile("a.xlsx", content)
    answer = client.post(url("recognition-import-list"), {"file": good}, format="multipart")
    assert (answer.status_code, answer.json()["total"]) == (202, 1)
    bad = SimpleUploadedFile("a.xlsx", io.BytesIO(b"hello").read())
    answer = client.post(url("recognition-import-list"), {"file": bad}, format="multipart")
    assert answer.status_code == 400
    assert "file" in answer.json()["errors"]
