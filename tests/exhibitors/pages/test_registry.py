"""The registry's pages."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from common.excel import workbook_bytes
from exhibitors.documents.workbooks import headings
from exhibitors.models import Certificate, Producer, RecognitionImport
from exhibitors.services.imports import import_chunk
from notifications.registry import execute
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
    "communes": CommuneFactory,
    "villages": CraftVillageFactory,
    "catalogue": certified,
    "producers": ProducerFactory,
    "products": certified,
    "certificates": CertificateFactory,
}


def url(name, *args):
    return reverse(f"exhibitors:{name}", args=args)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_at_one_and_three_rows(
    name, sign_in, organiser_user, django_assert_max_num_queries
):
    client = sign_in(organiser_user)
    client.get(url(name))
    LISTS[name]()
    with django_assert_max_num_queries(16) as one:
        client.get(url(name))
    LISTS[name](), LISTS[name]()
    with django_assert_max_num_queries(len(one.captured_queries)):
        assert client.get(url(name)).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_exported(name, sign_in, organiser_user):
    made = LISTS[name]()
    answer = sign_in(organiser_user).get(url(name), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    label = made.product.name if hasattr(made, "product") else made.name
    assert sheet["A2"].value == label


def test_a_former_commune_leads_to_todays(client):
    place = CommuneFactory(name="Xã Bát Tràng")
    place.former_units.create(district="Huyện Gia Lâm", name="Xã Kim Lan", split="whole")
    CommuneFactory()
    page = client.get(url("communes"), {"q": "Kim Lan"})
    assert [row.name for row, _cells in page.context["rows"]] == ["Xã Bát Tràng"]
    assert "Xã Kim Lan" in client.get(url("commune", place.pk)).content.decode()


def test_my_organisation_leads_to_the_only_one(sign_in, plain_user):
    producer = ProducerFactory()
    client = sign_in(plain_user)
    assert client.get(url("mine")).status_code == 200
    member(plain_user, producer)
    assert client.get(url("mine")).url == url("producer", producer.pk)


def test_a_member_edits_contacts_and_cannot_rename(sign_in, plain_user):
    producer = ProducerFactory(name="HTX Cũ")
    member(plain_user, producer)
    client, address = sign_in(plain_user), url("producer-edit", producer.pk)
    assert b'name="name"' not in client.get(address).content
    sent = {"phone": "024 1", "language": "vi", "name": "HTX Mới", "version": 1}
    assert client.post(address, sent).status_code == 302
    producer.refresh_from_db()
    assert (producer.name, producer.phone) == ("HTX Cũ", "024 1")


def test_an_old_form_is_refused_and_keeps_what_was_typed(sign_in, organiser_user):
    producer = ProducerFactory()
    form = {"name": "Tên tôi gõ", "kind": "COOPERATIVE", "language": "vi", "version": 0}
    page = sign_in(organiser_user).post(url("producer-edit", producer.pk), form)
    assert page.status_code == 200
    assert "Tên tôi gõ" in page.content.decode()
    assert Producer.objects.get(pk=producer.pk).name != "Tên tôi gõ"


def test_what_people_type_stays_text(sign_in, organiser_user):
    product = ProductFactory(name="<script>alert(1)</script>{{7*7}}")
    page = sign_in(organiser_user).get(url("product", product.pk)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert "{{7*7}}" in page


def test_a_certificate_is_recorded_and_withdrawn_with_a_reason(sign_in, organiser_user):
    product = ProductFactory()
    client = sign_in(organiser_user)
    form = {"stars": 4, "decision_number": "1/QĐ", "issued_on": "15/01/2026"}
    assert client.post(url("certificate-new", product.pk), form).status_code == 302
    found = Certificate.objects.get()
    address = url("certificate-revoke", found.pk)
    assert client.post(address, {"revoked_on": "01/11/2026"}).status_code == 200
    client.post(address, {"revoked_on": "01/11/2026", "reason": "Không đạt"})
    found.refresh_from_db()
    assert found.revoke_reason == "Không đạt"


def test_suspending_without_a_reason_explains(sign_in, organiser_user):
    producer = ProducerFactory()
    client = sign_in(organiser_user)
    page = client.post(url("producer-state", producer.pk, "suspend"), follow=True)
    producer.refresh_from_db()
    assert producer.state == "VERIFIED"
    assert [str(m) for m in page.context["messages"]]


def upload(client, *rows):
    content = workbook_bytes(title="x", header=headings(), rows=rows)
    return client.post(url("import-new"), {"file": SimpleUploadedFile("qd.xlsx", content)})


ROW = ["HTX", None, None, None, "Mật ong", 1, 4, "1/QĐ", "15/01/2026", None, None]


def test_a_file_is_imported_and_its_wrong_rows_come_back(sign_in, organiser_user):
    client = sign_in(organiser_user)
    wrong = [*ROW[:6], 9, "2/QĐ", *ROW[8:]]
    answer = upload(client, ROW, wrong)
    record = RecognitionImport.objects.get()
    assert answer.url == url("import", record.pk)
    running = client.get(answer.url).content.decode()
    assert "hx-get" in running
    import_chunk(record_id=record.pk, now=record.created_at)
    page = client.get(answer.url).content.decode()
    part = client.get(answer.url, headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in page
    assert part.strip() in page
    book = client.get(url("import-errors", record.pk))
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet.max_row == 2
    assert sheet["L2"].value == 3


def job_page(record):
    return reverse("notifications:job", args=[record.job_id])


@pytest.mark.django_db(transaction=True)
def test_the_page_of_the_work_leads_to_the_import(sign_in, organiser_user):
    client = sign_in(organiser_user)
    address = upload(client, ROW).url
    record = RecognitionImport.objects.get()
    assert address not in client.get(job_page(record)).content.decode()
    assert execute(record.job_id) == "DONE"
    assert f'href="{address}"' in client.get(job_page(record)).content.decode()


def test_an_import_that_was_stopped_says_so_and_leads_to_its_work(sign_in, organiser_user):
    client = sign_in(organiser_user)
    address = upload(client, ROW).url
    record = RecognitionImport.objects.get()
    assert job_page(record) not in client.get(address).content.decode()
    client.post(reverse("notifications:job_cancel", args=[record.job_id]))
    page = client.get(address).content.decode()
    assert "hx-get" not in page
    assert f'href="{job_page(record)}"' in page


def test_a_commune_with_many_products_leads_to_all_of_them(client):
    producer = ProducerFactory()
    address = url("commune", producer.commune_id)
    link = f"{url('catalogue')}?commune={producer.commune_id}"
    for _ in range(25):
        certified(producer=producer)
    assert link not in client.get(address).content.decode()
    certified(producer=producer)
    certified()
    assert f'href="{link}"' in client.get(address).content.decode()
    assert client.get(link).context["page"].paginator.count == 26


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04"])
def test_a_wrong_file_is_explained(sign_in, organiser_user, content):
    client = sign_in(organiser_user)
    page = client.post(url("import-new"), {"file": SimpleUploadedFile("a.xlsx", content)})
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert not RecognitionImport.objects.exists()


def test_no_get_changes_anything(sign_in, organiser_user):
    product = certified()
    client = sign_in(organiser_user)
    assert client.get(url("product-withdraw", product.pk)).status_code == 405
    assert client.get(url("producer-state", product.producer_id, "suspend")).status_code == 405


def test_writes_need_the_csrf_token(organiser_user):
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        organiser_user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert client.post(url("producer-new"), {"name": "x"}).status_code == 403
