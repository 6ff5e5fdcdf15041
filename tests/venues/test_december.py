"""A year of made-up reports, the December report, and a correction in March that changes it."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from notifications.models import Document, Job
from notifications.registry import execute
from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import ProductFactory
from tests.factories.venues import PointFactory, staff
from tests.pdf import pdf_text
from venues.models import LineMonth, Movement, StockoutRecount
from venues.queries.days import accepted_payloads
from venues.rules import ZONE, ReportKind, month_end
from venues.services import city_months, monthly, point_months, reviews
from venues.services.demo import load_demo_points
from venues.services.ledger import post_stock_report
from venues.services.reconcile import reconcile_point
from venues.services.report_demo import generate_month

pytestmark = pytest.mark.django_db
LANGUAGES = ["vi", "en", "fr"]
DECEMBER = date(timezone.localdate().year - 1, 12, 1)


def at(year: int, month: int, day: int) -> datetime:
    return datetime(DECEMBER.year + year, month, day, 9, tzinfo=ZONE)


@pytest.fixture
def year():
    """Two points with a year of reports up to the end of December."""
    for _n in range(12):
        ProductFactory(unit="hộp")
    first = DECEMBER.replace(month=1)
    PointFactory(reports_from=first)
    points = load_demo_points(count=2, first_day=first, lines=(10, 12))
    generate_month(points=points, first_day=first, days=(month_end(DECEMBER) - first).days + 1)
    return points


@pytest.fixture
def people(year):
    manager = UserFactory()
    staff(manager, year[0], since=DECEMBER.replace(month=1))
    return manager, organiser()


def close_year(point, manager, office):
    """Every month of the year handed in and approved, each in the month after."""
    for number in range(1, 13):
        month = DECEMBER.replace(month=number)
        now = datetime.combine(month_end(month) + timedelta(days=4), at(0, 1, 1).timetz())
        reviews.hand_in_month(point=point, month=month, actor=manager, now=now)
        reviews.approve_month(point=point, month=month, actor=office, now=now)


def sale_of(point) -> tuple[Movement, str]:
    """A sale of early December and what was reported of it."""
    sale = Movement.objects.filter(point=point, day__gte=DECEMBER, kind="SELL").order_by("day")[0]
    reported = accepted_payloads(point.pk, sale.day, ReportKind.STOCK)[0]["payload"]["lines"]
    return sale, next(x["sold"] for x in reported if x["product"] == sale.product_id)


def correct(point, manager, office):
    """In March: the day is reopened, one sale was one more; its day is settled again."""
    sale, sold = sale_of(point)
    asked, _new = reviews.ask_amendment(
        point=point,
        client_uuid=uuid4(),
        day=sale.day,
        reason="quên một đơn",
        actor=manager,
        now=at(1, 3, 10),
    )
    reviews.decide_amendment(amendment=asked, grant=True, actor=office, now=at(1, 3, 11))
    point.refresh_from_db()
    posted = post_stock_report(
        point_id=point.pk,
        client_uuid=uuid4(),
        day=sale.day,
        lines=[{"product": sale.product_id, "sold": str(int(sold) + 1)}],
        correction=True,
        base_rev=point.rev,
        reason="quên một đơn",
        actor=manager,
        now=at(1, 3, 12),
    )
    for step, actor in ((reviews.hand_in_month, manager), (reviews.approve_month, office)):
        step(point=point, month=DECEMBER, actor=actor, now=at(1, 3, 13))
    return sale, posted


def issued(kind, language, revision=1):
    return Document.objects.get(kind=kind, language=language, revision=revision)


def test_a_correction_in_march_changes_the_december_report(year, people, settings):
    settings.ORGANISING_OFFICE = "Văn phòng"
    point, (manager, office) = year[0], people
    close_year(point, manager, office)
    december = monthly.start_monthly_reports(month=DECEMBER, languages=LANGUAGES, actor=office)
    execute(december.pk)
    sale, posted = correct(point, manager, office)
    assert posted.answer["recomputing"] is True
    execute(Job.objects.filter(kind=monthly.JOB).latest("pk").pk)
    assert not StockoutRecount.objects.exists()
    price = point.lines.get(product=sale.product_id).price
    for language in LANGUAGES:
        before = Document.objects.get(
            kind=point_months.KIND, language=language, revision=1, title__contains=point.name
        )
        after = issued(point_months.KIND, language, 2)
        assert (before.state, after.state) == ("VOID", "VALID")
        assert after.facts["amount"] - before.facts["amount"] == price
        assert sale.product.name in pdf_text(bytes(after.content))
        city = issued(city_months.KIND, language, 2)
        assert city.facts["amount"] - issued(city_months.KIND, language).facts["amount"] == price
    later = LineMonth.objects.filter(point=point, product=sale.product_id, month__gt=DECEMBER)
    assert all(row.opening == row.closing for row in later)
    assert reconcile_point(point_id=point.pk, now=timezone.now()) == 0
