"""Import of recognition decisions."""

import io
from datetime import date

import pytest
from django.utils import timezone, translation

from accounts.models import ActivityEntry
from common.errors import InvalidInput
from common.excel import workbook_bytes
from exhibitors.documents.workbooks import (
    headings,
    render_import_errors,
    render_import_template,
)
from exhibitors.models import Certificate, Producer, Product
from exhibitors.services.imports import import_chunk, start_import
from notifications.models import Job
from notifications.registry import execute
from tests.factories.exhibitors import CertificateFactory, CommuneFactory, ProducerFactory
from tests.flush import EVERY_APP

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def line(number=1, **cells):
    """A good row; named cells override it."""
    values = {
        "producer": f"HTX số {number}",
        "tax_code": None,
        "kind": None,
        "commune": None,
        "product": f"Mật ong {number}",
        "group": "Thực phẩm",
        "stars": 4,
        "decision_number": f"{number}/QĐ-UBND",
        "issued_on": date(2026, 1, 15),
        "expires_on": None,
        "issuer": "UBND thành phố Hà Nội",
    }
    return list({**values, **cells}.values())


def upload(actor, rows, header=None):
    content = workbook_bytes(title="x", header=header or headings(), rows=rows)
    return start_import(filename="qd.xlsx", file=io.BytesIO(content), actor=actor, now=NOW)


def run(record, **kwargs):
    while record.next_row < record.total:
        record = import_chunk(record_id=record.pk, now=NOW, **kwargs)
    return record


def counts(record):
    return record.created, record.updated, record.unchanged, record.failed


def test_good_rows_are_recorded_and_wrong_ones_come_back(organiser_user):
    rows = [line(1), line(2, stars=2), line(3, issued_on="không rõ", product=None)]
    record = run(upload(organiser_user, rows))
    assert counts(record) == (1, 0, 0, 2)
    assert [e["row"] for e in record.errors] == [3, 4, 4]
    found = Certificate.objects.get()
    assert (found.product.product_type, found.expires_on) == ("honey", date(2029, 1, 15))
    assert found.product.producer.kind == "COOPERATIVE"
    assert ActivityEntry.objects.get(verb="recognitions.imported").after["failed"] == 2


def test_importing_again_changes_nothing(organiser_user):
    rows = [line(1), line(2)]
    run(upload(organiser_user, rows))
    before = list(Certificate.objects.order_by("pk").values())
    record = run(upload(organiser_user, rows))
    assert counts(record) == (0, 0, 2, 0)
    assert list(Certificate.objects.order_by("pk").values()) == before
    assert (Producer.objects.count(), Product.objects.count()) == (2, 2)


def test_a_mended_row_updates_the_certificate(organiser_user):
    run(upload(organiser_user, [line(1)]))
    record = run(upload(organiser_user, [line(1, stars=5)]))
    assert counts(record) == (0, 1, 0, 0)
    assert Certificate.objects.get().stars == 5


def test_the_producer_of_the_registry_is_found_again(organiser_user):
    place = CommuneFactory(name="Xã Bát Tràng")
    known = ProducerFactory(name="HTX Gốm", commune=place)
    ProducerFactory(name="HTX Gốm", commune=CommuneFactory(name="Xã Phù Đổng"))
    rows = [
        line(1, producer="htx gốm", commune="Bát Tràng"),
        line(2, producer="HTX Gốm"),
        line(3, producer="HTX Gốm", commune="Xã Không Có"),
    ]
    record = run(upload(organiser_user, rows))
    assert Certificate.objects.get().product.producer == known
    assert [e["code"] for e in record.errors] == ["ambiguous_producer", "commune"]


def test_a_merged_record_leads_to_the_one_that_was_kept(organiser_user):
    kept = ProducerFactory(name="HTX Mới")
    ProducerFactory(name="HTX Cũ", state="MERGED", merged_into=kept)
    run(upload(organiser_user, [line(1, producer="HTX Cũ")]))
    assert Certificate.objects.get().product.producer == kept


def test_contradicting_rows_of_one_file_are_named(organiser_user):
    rows = [line(1), line(1, stars=3), line(1)]
    record = run(upload(organiser_user, rows))
    assert counts(record) == (1, 0, 1, 1)
    assert record.errors[0]["code"] == "repeated"


def test_a_withdrawn_certificate_is_not_revived(organiser_user):
    found = CertificateFactory(
        decision_number="7/QĐ", revoked_on=timezone.localdate(), revoke_reason="Không đạt"
    )
    product = found.product
    row = line(1, producer=product.producer.name, product=product.name, decision_number="7/QĐ")
    record = run(upload(organiser_user, [row]))
    assert record.errors[0]["code"] == "revoked"


@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04broken", b""])
def test_a_file_that_is_no_workbook_is_refused(organiser_user, content):
    with pytest.raises(InvalidInput) as refused:
        start_import(filename="a.xlsx", file=io.BytesIO(content), actor=organiser_user, now=NOW)
    assert "file" in refused.value.fields
    assert not Job.objects.exists()


def test_missing_columns_are_named(organiser_user):
    with translation.override("en"), pytest.raises(InvalidInput) as refused:
        upload(organiser_user, [["a"]], header=["Product", "Something"])
    assert "Decision number" in str(refused.value.fields["file"][0])


def test_the_template_can_be_imported_as_it_is(organiser_user):
    file = io.BytesIO(render_import_template())
    record = start_import(filename="t.xlsx", file=file, actor=organiser_user, now=NOW)
    assert counts(run(record)) == (1, 0, 0, 0)


def test_the_error_workbook_can_be_uploaded_again(organiser_user):
    record = run(upload(organiser_user, [line(1, stars=9), line(2)]))
    rows = {number: cells for number, *cells in record.rows}
    content = render_import_errors(rows=rows, errors=record.errors)
    again = start_import(filename="e.xlsx", file=io.BytesIO(content), actor=organiser_user, now=NOW)
    assert counts(run(again)) == (0, 0, 0, 1)


def test_a_killed_job_goes_on_where_it_was(organiser_user):
    record = upload(organiser_user, [line(n) for n in range(1, 8)])
    import_chunk(record_id=record.pk, now=NOW, chunk=3)
    assert Certificate.objects.count() == 3
    record = run(import_chunk(record_id=record.pk, now=NOW, chunk=3), chunk=3)
    assert counts(record) == (7, 0, 0, 0)


@pytest.mark.django_db(transaction=True, available_apps=EVERY_APP)
def test_the_job_imports_every_row(organiser_user):
    record = upload(organiser_user, [line(1), line(2, group="x")])
    execute(record.job_id)
    record.refresh_from_db()
    assert counts(record) == (1, 0, 0, 1)
    assert record.job.state == "DONE"
    assert record.job.result["failed"] == 1


def test_statements_do_not_grow_with_the_rows(organiser_user, django_assert_max_num_queries):
    rows = [line(n, producer=f"HTX {n % 90}") for n in range(2_167)]
    record = upload(organiser_user, rows)
    with django_assert_max_num_queries(15 + len(rows) // 500):
        record = run(record)
    assert record.created == 2_167
    again = upload(organiser_user, rows)
    with django_assert_max_num_queries(15 + len(rows) // 500):
        again = run(again)
    assert again.unchanged == 2_167
