"""Monthly reports: what they say, in three languages, issued again only when figures change."""

import pytest
import zxingcpp
from django.utils import timezone

from accounts.models import User
from notifications.models import Document, Job
from notifications.registry import execute
from notifications.services import request_cancel
from tests.factories.accounts import organiser
from tests.factories.venues import PointFactory
from tests.pdf import opened, pdf_text, pictures_of
from venues.queries.producers import producers_of_month
from venues.rules import month_of
from venues.services import city_months, monthly, point_months, reporting_days

pytestmark = pytest.mark.django_db


def text_of(document: Document) -> str:
    stored = Document.objects.get(pk=document.pk)
    return " ".join(pdf_text(bytes(stored.content)).split())


@pytest.fixture
def month(point, stock, visits, lines, today):
    reporting_days.open_point_days(point_id=point.pk, until=today)
    stock({lines[0]: {"received": 10, "sold": 3}, lines[1]: {"received": "2.5"}})
    visits(41)
    return month_of(today)


def issue(point, month, language="vi"):
    point.refresh_from_db()
    return point_months.issue_point_month(
        point=point, month=month, language=language, actor=None, now=timezone.now()
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ["Nhập - xuất - tồn", "Tồn đầu", "150.000 ₫", "2,5", "1 trên"]),
        ("en", ["Stock in, out and balance", "Opening", "₫150,000", "2.5"]),
        ("fr", ["Entrées - sorties - solde", "Solde initial", "150 000 ₫", "2,5"]),
    ],
)
def test_the_report_of_a_point_says_what_happened(point, month, lines, language, words):
    text = text_of(issue(point, month, language))
    for word in [*words, point.name, lines[0].product.name, "41"]:
        assert word in text, text


def test_unchanged_figures_keep_the_valid_report(point, month):
    first = issue(point, month)
    assert issue(point, month).pk == first.pk


def test_a_new_version_lists_what_changed_and_the_old_one_stays(point, month, stock, lines):
    first = issue(point, month)
    point.refresh_from_db()
    stock({lines[0]: {"sold": 4}}, correction=True, base_rev=point.rev, reason="đếm lại")
    second = issue(point, month)
    first.refresh_from_db()
    assert (first.state, second.revision) == ("VOID", 2)
    text = text_of(second)
    assert "Thay đổi so với bản 1" in text
    assert "200.000 ₫ (trước đó: 150.000 ₫)" in text
    assert text_of(first)


def start(month) -> tuple[Job, User]:
    office = organiser()
    return monthly.start_monthly_reports(month=month, languages=["vi", "en"], actor=office), office


@pytest.mark.django_db(transaction=True)
def test_the_job_makes_every_report_and_the_citys(point, month):
    other = PointFactory()
    reporting_days.open_point_days(point_id=other.pk, until=timezone.localdate())
    job, _office = start(month)
    assert execute(job.pk) == "DONE"
    job.refresh_from_db()
    makers = producers_of_month(month).count()
    assert makers
    everything = (2 + makers + 1) * 2  # points, producers and the city, in two languages
    assert (job.done, job.total, job.failed) == (everything, everything, 0)
    assert Document.objects.count() == 2 * everything  # each as PDF and as workbook
    city = monthly.documents_of(None, month).get(language="vi", kind=city_months.KIND)
    text = text_of(city)
    assert point.name in text
    assert other.name in text
    assert "150.000 ₫" in text


@pytest.mark.django_db(transaction=True)
def test_begun_again_the_job_makes_nothing_twice(point, month):
    issue(point, month)
    job, _office = start(month)
    execute(job.pk)
    again, _office = start(month)
    assert again.pk != job.pk
    execute(again.pk)
    assert Document.objects.filter(kind=point_months.KIND, language="vi").count() == 1


@pytest.mark.django_db(transaction=True)
def test_resumed_after_a_kill_the_count_does_not_go_back(point, month):
    """Cancelled at its first report, the second run shows where it began to count."""
    job, office = start(month)
    issue(point, month)
    Job.objects.filter(pk=job.pk).update(done=1, total=4, attempts=1)
    request_cancel(job=job, actor=office)
    Job.objects.filter(pk=job.pk).update(state="QUEUED", finished_at=None)
    execute(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == ("CANCELLED", 1)


@pytest.mark.django_db(transaction=True)
def test_the_job_stops_when_asked(point, month):
    job, office = start(month)
    request_cancel(job=job, actor=office)
    execute(job.pk)
    job.refresh_from_db()
    assert job.state == "CANCELLED"


def test_asking_twice_gives_the_same_job(month):
    assert start(month)[0].pk == start(month)[0].pk


def test_a_long_name_and_markup_stay_literal(point, month):
    point.name = "Điểm <img src=/etc/passwd> " + "rất dài " * 20
    point.save()
    assert "<img src=/etc/passwd>" in text_of(issue(point, month))


def test_a_long_name_leaves_the_code_readable(point, month):
    point.name = "Điểm giới thiệu và bán sản phẩm OCOP " * 6
    point.save()
    content = bytes(Document.objects.get(pk=issue(point, month).pk).content)
    with opened(content) as document:
        page = document[0]
        height, text = page.get_height(), page.get_textpage()
        lines = [text.get_rect(n) for n in range(text.count_rects())]
    (code,) = zxingcpp.read_barcodes(pictures_of(content)[0])
    left, top = code.position.top_left.x / 3, height - code.position.top_left.y / 3
    bottom = height - code.position.bottom_left.y / 3
    beside = [rect for rect in lines if rect[1] < top and rect[3] > bottom]
    assert beside
    assert all(rect[2] < left for rect in beside)


def test_a_point_without_movement_has_a_report(point, today):
    reporting_days.open_point_days(point_id=point.pk, until=today)
    text = text_of(issue(point, month_of(today)))
    assert point.code in text
