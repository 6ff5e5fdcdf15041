"""Monthly reports of points, producers and the city: PDF and workbook, versions with deltas."""

from io import BytesIO

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from notifications.models import Document, Job
from notifications.registry import execute
from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import member
from tests.pdf import pdf_text
from venues.rules import month_of
from venues.services import city_months, monthly, point_months, producer_months

pytestmark = pytest.mark.django_db


@pytest.fixture
def month(stock, lines, today):
    for line in lines:
        line.commission = 10
        line.save()
    stock({lines[0]: {"received": 10, "sold": 4}, lines[1]: {"received": 5}})
    return month_of(today)


def sheet(document) -> list:
    return list(load_workbook(BytesIO(bytes(document.content))).active.values)


def issue(line, month):
    return producer_months.issue_producer_month(
        producer=line.product.producer,
        month=month,
        language="vi",
        actor=None,
        now=timezone.now(),
    )


def test_a_producer_gets_what_sold_and_what_is_owed(month, lines, point):
    made = issue(lines[0], month)
    text = pdf_text(bytes(made.content))
    assert point.name in text
    assert "180.000" in text  # 200.000 less the point's tenth
    book = Document.objects.get(kind=f"{producer_months.KIND}_xlsx")
    row = sheet(book)[1]
    assert row[:2] == (point.name, lines[0].product.name)
    assert row[-2:] == (200_000, 180_000)


def test_an_unchanged_month_keeps_its_version_and_a_changed_one_lists_its_deltas(
    month, lines, stock
):
    first = issue(lines[0], month)
    assert issue(lines[0], month) == first
    stock({lines[0]: {"damaged": 1}})
    second = issue(lines[0], month)
    assert second.revision == 2
    first.refresh_from_db()
    assert first.state == "VOID"
    assert bytes(first.content)[:5] == b"%PDF-"
    text = " ".join(pdf_text(bytes(second.content)).split())
    assert "5 (trước đó: 6)" in text
    books = Document.objects.filter(kind=f"{producer_months.KIND}_xlsx").order_by("revision")
    before, after = (load_workbook(BytesIO(bytes(book.content))) for book in books)
    assert len(before.sheetnames) == 1
    changed = [row[1:] for row in after["Thay đổi so với bản 1"].values]
    assert changed == [("Trước đó", "Hiện nay"), (6, 5)]


def test_the_job_makes_points_producers_and_city_in_both_forms(month, lines, point, settings):
    settings.ORGANISING_OFFICE = "Văn phòng"
    job = monthly.start_monthly_reports(month=month, languages=["vi"], actor=organiser())
    execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.failed) == ("DONE", 0)
    kinds = sorted(Document.objects.values_list("kind", flat=True))
    makers = len({line.product.producer_id for line in lines[:2]})
    assert kinds.count("venues.producer_month") == makers
    for kind in ("point", "city"):
        assert kinds.count(f"venues.{kind}_month") == 1
        assert kinds.count(f"venues.{kind}_month_xlsx") == 1
    book = Document.objects.get(kind="venues.point_month_xlsx")
    sold = {row[0]: row[4] for row in sheet(book)[1:]}
    assert sold[lines[0].product.name] == 4


def test_the_city_says_whose_figures_changed(month, lines, stock, point):
    call = {"month": month, "language": "vi", "actor": None}
    city_months.issue_city_month(**call, now=timezone.now())
    stock({lines[1]: {"sold": 2}})
    second = city_months.issue_city_month(**call, now=timezone.now())
    assert second.revision == 2
    text = " ".join(pdf_text(bytes(second.content)).split())
    assert f"{point.name}, doanh thu" in text.lower() or point.name in text
    assert "240.000" in text


def test_a_producer_downloads_the_own_reports_only(month, lines, sign_in):
    made, seller = issue(lines[0], month), UserFactory()
    member(seller, lines[0].product.producer)
    client = sign_in(seller)
    address = reverse("venues:producer_document", args=[made.pk])
    assert address in client.get(reverse("venues:my_shelves")).content.decode()
    assert client.get(address).content == bytes(made.content)
    stranger = UserFactory()
    member(stranger, lines[1].product.producer)
    assert sign_in(stranger).get(address).status_code == 404


def test_after_an_amendment_only_the_concerned_are_made_anew(month, lines, point):
    point_months.issue_point_month(
        point=point, month=month, language="vi", actor=None, now=timezone.now()
    )
    job = monthly.renew_point_reports(point=point, month=month, actor=organiser())
    assert Job.objects.get().params["points"] == [point.pk]
    execute(job.pk)
    assert Document.objects.filter(kind=point_months.KIND).count() == 1


REFUSE_WORKBOOKS = """
CREATE FUNCTION refuse_workbook() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the line is cut here'; END $$;
CREATE TRIGGER refuse_workbook BEFORE INSERT ON notifications_document
FOR EACH ROW WHEN (NEW.kind LIKE '%_xlsx') EXECUTE FUNCTION refuse_workbook()
"""


def test_cut_off_between_the_two_forms_the_next_attempt_makes_both(month, lines):
    with connection.cursor() as cursor:
        cursor.execute(REFUSE_WORKBOOKS)
    with pytest.raises(DatabaseError, match="cut here"):
        issue(lines[0], month)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse_workbook ON notifications_document")
    issue(lines[0], month)
    kinds = sorted(Document.objects.values_list("kind", "state", "revision"))
    kind = producer_months.KIND
    assert kinds == [(kind, "VALID", 1), (f"{kind}_xlsx", "VALID", 1)]
