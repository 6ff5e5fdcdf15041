"""Three days without a connection, a wrong clock, two managers, a rejected line, an ended
session and a new version of the page: every report arrives once and the sheet is right."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import CertificateFactory
from tests.factories.venues import staff
from venues.models import LineNow, Submission
from venues.queries.sheets import stock_sheet
from venues.rules import ZONE, month_of, today_at
from venues.services.reconcile import reconcile_point

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def on_hand(line) -> Decimal:
    return LineNow.objects.get(point=line.point, product=line.product).on_hand


def sheet_closing(point, *months) -> dict[int, Decimal]:
    """Closing balance of each product in the last of the months that knows it."""
    found: dict[int, Decimal] = {}
    for month in sorted(set(months)):
        found |= {row["product_id"]: row["closing"] for row in stock_sheet(point.pk, month)}
    return found


def sheet_sum(point, days, column: str) -> Decimal:
    """A column of the sheets of these days' months, over all products."""
    months = {month_of(day) for day in days}
    rows = [row for month in months for row in stock_sheet(point.pk, month)]
    return sum((row[column] for row in rows), Decimal(0))


@pytest.fixture
def deploy(settings, tmp_path):
    """A function: one file of the page is new on the server."""

    def change() -> None:
        module = tmp_path / "venues" / "offline" / "scan.js"
        module.parent.mkdir(parents=True)
        (path,) = settings.BASE_DIR.glob("venues/static/venues/offline/scan.js")
        module.write_text(path.read_text() + "\nexport const renewed = true;\n")
        settings.STATICFILES_DIRS = [tmp_path, *settings.STATICFILES_DIRS]

    return change


def test_three_days_offline(device, point, manager, lines, deploy, settings, trouble):
    settings.SESSION_IDLE_SECONDS = 30 * 24 * 3600  # one session ends, when the test says so
    # The first day is three days ago, late in the evening: a clock two hours fast says tomorrow.
    real = timezone.now()
    first = today_at(real) - timedelta(days=3)
    evening = datetime.combine(first, time(22, 30), ZONE)
    type(point).objects.filter(pk=point.pk).update(reports_from=first)
    colleague = UserFactory()
    staff(colleague, point)
    certificate = CertificateFactory(product=lines[1].product)
    tea, lapsing, honey = lines
    days = [first + timedelta(days=n) for n in range(4)]
    wrong_by = (evening - real).total_seconds() / 3600 + 2
    with time_machine.travel(evening, tick=True) as clock:
        mine, theirs = device(manager), device(colleague)
        for phone in (mine, theirs):
            phone.open().set_clock(wrong_by)
            phone.open().offline()
        mine.stock(tea, received="10", sold="3")
        expect(mine.row("Hàng hóa", "Đang giữ trên máy này")).to_have_count(1)
        (kept,) = mine.versions()

        def next_day(number: int) -> None:
            clock.shift(timedelta(days=1))
            for phone in (mine, theirs):
                phone.set_clock(wrong_by + 24 * number)
                phone.page.reload()  # the whole page without a connection
                phone.settle()

        next_day(1)
        mine.open_form("stock", point.pk)
        mine.type(tea, sold="2")
        mine.type(lapsing, received="5")
        mine.save()
        theirs.stock(tea, sold="4")
        certificate.revoked_on, certificate.revoke_reason = days[1], "thu hồi"  # no phone knows
        certificate.save()
        next_day(2)
        mine.open_form("visitors", point.pk)
        for _visitor in range(7):
            mine.page.locator("[data-plus]").click()
        mine.save()
        theirs.stock(honey, received="8")
        expect(mine.rows()).to_have_count(3)
        deploy()
        next_day(3)
        assert Submission.objects.count() == 0

        theirs.online()
        expect(theirs.row("Hàng hóa", "Đã gửi")).to_have_count(2)

        mine.end_session()
        mine.online()
        mine.sees("Quý vị không còn đăng nhập")
        expect(mine.row("", "Đang giữ trên máy này")).to_have_count(3)
        mine.sign_in(manager)
        mine.lose_answer("/stock-reports/")
        mine.sync()
        mine.sees("Không có mạng")
        assert Submission.objects.filter(actor=manager).count() == 1
        mine.sync()
        expect(mine.row("Hàng hóa", "Đã gửi")).to_have_count(1)
        expect(mine.row("Khách tham quan", "Đã gửi")).to_have_count(1)
        refused = mine.row("Hàng hóa", "Cần sửa")
        expect(refused).to_contain_text(lapsing.product.name)

        # The line the server refused is taken out; the other one differs from the colleague's.
        refused.get_by_role("button", name="Sửa").click()
        mine.type(lapsing, received="")
        mine.save()
        held = mine.row("Hàng hóa", "Hai số liệu khác nhau")
        expect(held).to_contain_text(tea.product.name)
        expect(held).to_contain_text("đã báo cáo 4, quý vị gửi 2")

        # The new version of the page is in place, and only that one.
        mine.page.reload()
        mine.settle()
        assert len(mine.versions(without=kept)) == 1
        assert not trouble.found

        held = mine.row("Hàng hóa", "Hai số liệu khác nhau")
        held.get_by_role("link", name="Mở ngày này").click()
        mine.page.get_by_role("button", name="Dùng số liệu này").click()
        mine.page.get_by_text("Đã thay bằng số liệu kia.").wait_for()

    assert Submission.objects.filter(kind="STOCK", state="ACCEPTED").count() == 4
    assert Submission.objects.filter(kind="VISITORS").count() == 1
    mine_in_order = Submission.objects.filter(actor=manager).order_by("seq")
    assert [row.business_day for row in mine_in_order] == [days[0], days[2], days[1]]
    assert {ln: on_hand(ln) for ln in lines} == {tea: 5, lapsing: 0, honey: 8}
    closing = sheet_closing(point, month_of(days[0]), month_of(days[3]))
    assert closing == {tea.product_id: 10 - 3 - 2, honey.product_id: 8}
    moved = {name: sheet_sum(point, days, name) for name in ("received", "sold", "amount")}
    assert moved == {"received": 10 + 8, "sold": 3 + 2, "amount": 5 * tea.price}
    assert reconcile_point(point_id=point.pk, now=timezone.now()) == 0
