"""The queue on a manager's phone: every answer of the server, and what one can do about it."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from playwright.sync_api import expect

from venues.models import Amendment, LineNow, PointStaff, Submission
from venues.services.points import settle_period
from venues.services.reviews import decide_amendment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUEUED = """() => new Promise((resolve) => {
    const request = indexedDB.open('hoicho-reports');
    request.onsuccess = () => {
        const all = request.result.transaction('reports').objectStore('reports').getAll();
        all.onsuccess = () => { request.result.close(); resolve(all.result); };
    };
})"""


def on_hand(line) -> Decimal:
    return LineNow.objects.get(point=line.point, product=line.product).on_hand


def test_a_report_typed_offline_arrives_when_the_connection_is_back(phone, lines, trouble):
    phone.offline()
    phone.stock(lines[0], received="1.200", sold="2,5")
    phone.sees("Đang giữ trên máy này")
    phone.sees("sẽ được gửi ngay khi có mạng")
    assert Submission.objects.count() == 0
    phone.online()
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    assert on_hand(lines[0]) == Decimal("1197.5")
    assert not trouble.found


def test_the_balance_is_computed_while_typing(phone, lines):
    phone.offline()
    phone.stock(lines[0], received="10")
    phone.open_form("stock", lines[0].point_id)
    row = phone.page.locator(f'[data-product="{lines[0].product_id}"]')
    phone.type(lines[0], received="5 600", sold="600")
    expect(row).to_contain_text("Tồn cuối 5.000")
    phone.type(lines[0], sold="6000")
    expect(row).to_contain_text("Tồn cuối -400")
    expect(row).to_contain_text("có thiếu một lần nhập hàng không?")


def test_nothing_sold_and_nobody_came_are_one_tap_each(phone, point):
    phone.page.get_by_role("button", name="Hôm nay không bán được hàng").click()
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    phone.page.get_by_role("button", name="Hôm nay không có khách").click()
    expect(phone.row("Khách tham quan", "Đã gửi")).to_have_count(1)
    reports = {s.kind: s.payload for s in Submission.objects.filter(point=point)}
    assert reports["STOCK"]["nothing_sold"]
    assert reports["VISITORS"]["groups"] == []


def test_editing_before_the_first_sending_keeps_one_report(phone, lines):
    phone.offline()
    phone.stock(lines[0], received="10")
    phone.stock(lines[0], received="12")
    expect(phone.rows()).to_have_count(1)
    phone.online()
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    assert Submission.objects.count() == 1
    assert on_hand(lines[0]) == 12


def test_a_line_that_went_dead_is_given_up_and_tried_anew(phone, lines):
    phone.dead_line("/api/v1/reporting/")
    phone.stock(lines[0], received="10")
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)


def test_editing_after_a_lost_answer_replaces_what_may_have_arrived(phone, lines):
    phone.lose_answer("/stock-reports/")
    phone.stock(lines[0], received="10", sold="1")
    phone.sees("Không có mạng")
    phone.offline()
    phone.stock(lines[0], received="12", sold="")
    phone.online()
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    assert Submission.objects.count() == 2
    assert on_hand(lines[0]) == 12


def test_a_correction_after_sending_needs_a_reason_and_replaces_the_figures(phone, lines):
    phone.stock(lines[0], received="10")
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    phone.page.reload()
    phone.settle()
    phone.open_form("stock", lines[0].point_id)
    phone.type(lines[0], received="11")
    phone.save()
    expect(phone.page.get_by_role("alert").first).to_contain_text("lý do")
    phone.page.get_by_label("Lý do sửa số liệu").fill("đếm nhầm")
    phone.save()
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(2)
    assert on_hand(lines[0]) == 11


def test_syncing_twice_at_once_posts_one_report(device, manager, lines):
    phone = device(manager).open()
    other = phone.context.new_page()
    other.goto("/report/vi/")
    phone.offline()
    phone.stock(lines[0], received="10")
    expect(other.locator("[data-rows] > li")).to_have_count(1)
    phone.online()
    for page in (phone.page, other):
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(other.locator("[data-rows] > li").filter(has_text="Đã gửi")).to_have_count(1)
    assert Submission.objects.count() == 1
    assert on_hand(lines[0]) == 10


def test_a_number_used_before_is_replaced_and_the_user_sees_it(phone, lines, stock):
    phone.offline()
    phone.stock(lines[0], received="10")
    (queued,) = phone.page.evaluate(QUEUED)
    stock({lines[1]: {"received": "3"}}, client_uuid=UUID(queued["id"]))
    phone.online()
    expect(phone.rows().first).to_contain_text("được cấp số mới")
    phone.sync()
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    assert (on_hand(lines[0]), on_hand(lines[1])) == (10, 3)


def test_a_day_to_come_is_refused_alone_and_can_be_moved_to_today(phone, lines, point):
    phone.offline()
    phone.stock(lines[0], received="10")
    # Written by a page that was wrong about the day; nothing in ours does that.
    phone.page.evaluate(
        """() => new Promise((resolve) => {
            const request = indexedDB.open('hoicho-reports');
            request.onsuccess = () => {
                const changing = request.result.transaction('reports', 'readwrite');
                const store = changing.objectStore('reports');
                store.getAll().onsuccess = ({target}) => {
                    const [report] = target.result;
                    const day = new Date(Date.parse(report.day) + 2 * 86400000);
                    store.put({...report, day: day.toISOString().slice(0, 10)});
                    changing.oncomplete = () => { request.result.close(); resolve(); };
                };
            };
        })"""
    )
    phone.page.reload()
    phone.page.get_by_role("button", name="Hôm nay không có khách").click()
    phone.online()
    expect(phone.row("Khách tham quan", "Đã gửi")).to_have_count(1)
    refused = phone.row("Hàng hóa", "Cần sửa")
    expect(refused).to_contain_text("Ngày này chưa đến")
    refused.get_by_role("button", name="Sửa").click()
    day = phone.page.get_by_label("Ngày", exact=True).first
    day.select_option(index=1)
    phone.save()
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    assert on_hand(lines[0]) == 10


def test_a_stuck_report_is_removed_and_the_others_go_on(phone, lines, manager, point, today):
    yesterday = today - timedelta(days=1)
    phone.offline()
    phone.stock(lines[0], day=yesterday, received="10")
    phone.stock(lines[1], received="4")
    PointStaff.objects.filter(user=manager).update(days=DateRange(today, None))
    phone.online()
    stuck = phone.row("Hàng hóa", "Không được nhận")
    expect(stuck).to_contain_text("không phụ trách điểm này vào ngày đó")
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    phone.page.once("dialog", lambda dialog: dialog.accept())
    stuck.get_by_role("button", name="Gỡ").click()
    expect(phone.rows()).to_have_count(1)
    phone.page.reload()
    expect(phone.rows()).to_have_count(1)
    assert (on_hand(lines[0]), on_hand(lines[1])) == (0, 4)


def test_a_settled_period_offers_to_ask_the_office(phone, lines, point, organiser_user, today):
    phone.offline()
    phone.stock(lines[0], received="10")
    settle_period(point=point, until=today, actor=organiser_user, now=timezone.now())
    phone.online()
    settled = phone.row("Hàng hóa", "Kỳ đã chốt")
    expect(settled).to_contain_text("đề nghị ban tổ chức mở lại")
    expect(settled.get_by_role("button", name="Đề nghị ban tổ chức")).to_be_visible()


def test_a_busy_server_is_asked_again_as_late_as_it_says(phone, lines):
    asked = []

    def busy(route) -> None:
        asked.append(route.request)
        route.fulfill(status=429, headers={"Retry-After": "120"}, body="{}")

    phone.page.route("**/stock-reports/", busy)
    phone.stock(lines[0], received="10")
    phone.sees("Máy chủ đang bận")
    phone.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    phone.sees("Máy chủ đang bận")
    assert len(asked) == 1
    phone.page.unroute("**/stock-reports/")
    phone.sync()  # a person may always try at once
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    assert on_hand(lines[0]) == 10


def test_a_failing_server_does_not_stop_the_reports_behind(phone, lines, today):
    phone.offline()
    phone.stock(lines[0], received="10")
    phone.page.get_by_role("button", name="Hôm nay không có khách").click()
    expect(phone.rows()).to_have_count(2)
    phone.page.route("**/stock-reports/", lambda route: route.fulfill(status=500, body="oh"))
    phone.online()
    expect(phone.row("Khách tham quan", "Đã gửi")).to_have_count(1)
    expect(phone.row("Hàng hóa", "Đang giữ")).to_contain_text("Hệ thống sẽ tự gửi lại")


def test_a_reopened_day_lets_the_report_follow(phone, lines, point, organiser_user, today):
    phone.offline()
    phone.stock(lines[0], received="10")
    settle_period(point=point, until=today, actor=organiser_user, now=timezone.now())
    phone.online()
    settled = phone.row("Hàng hóa", "Kỳ đã chốt")
    phone.page.once("dialog", lambda dialog: dialog.accept("nhập thiếu"))
    settled.get_by_role("button", name="Đề nghị ban tổ chức").click()
    expect(settled).to_contain_text("Đã đề nghị ban tổ chức mở lại kỳ")
    asked = Amendment.objects.get(point=point)
    assert (asked.day, asked.reason) == (today, "nhập thiếu")
    decide_amendment(amendment=asked, grant=True, actor=organiser_user, now=timezone.now())
    phone.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    assert on_hand(lines[0]) == 10
    assert Amendment.objects.count() == 1
