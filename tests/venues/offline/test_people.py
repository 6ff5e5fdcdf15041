"""Whose reports a phone holds: signing out, another person, the first one coming back."""

import pytest
from playwright.sync_api import expect

from tests.factories.accounts import UserFactory
from tests.factories.venues import staff
from venues.models import Submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DATABASE = """async () => (await indexedDB.databases()).map((found) => found.name)"""


def test_signing_out_asks_about_unsent_reports_and_leaves_nothing(phone, lines):
    phone.offline()
    phone.stock(lines[0], received="10")
    expect(phone.rows()).to_have_count(1)
    phone.page.route("**/stock-reports/", lambda route: route.abort())
    phone.online()
    questions = []

    def answer(dialog) -> None:
        questions.append(dialog.message)
        dialog.accept()

    phone.page.on("dialog", answer)
    phone.page.get_by_role("button", name="Đăng xuất").click()
    phone.page.wait_for_url("**/")
    assert "Số báo cáo chưa gửi: 1" in questions[0]
    assert phone.page.evaluate(DATABASE) == []
    assert phone.page.evaluate("() => caches.keys()") == []


def test_signing_out_on_another_page_asks_and_empties_the_device_too(phone, lines):
    phone.offline()
    phone.stock(lines[0], received="10")
    expect(phone.rows()).to_have_count(1)
    phone.page.route("**/stock-reports/", lambda route: route.abort())
    phone.online()
    phone.page.goto("/account/")
    questions = []

    def answer(dialog) -> None:
        questions.append(dialog.message)
        dialog.dismiss() if len(questions) == 1 else dialog.accept()

    phone.page.on("dialog", answer)
    phone.page.locator("summary", has_text="Tài khoản").click()
    leave = phone.page.get_by_role("button", name="Đăng xuất")
    leave.click()
    assert phone.page.url.endswith("/account/")
    leave.click()
    phone.page.get_by_text("Quý vị đã đăng xuất").wait_for()
    assert len(questions) == 2
    assert phone.page.evaluate(DATABASE) == []


def test_another_person_sends_nothing_of_the_first(phone, lines, point):
    phone.offline()
    phone.stock(lines[0], received="10")
    expect(phone.rows()).to_have_count(1)
    other = UserFactory()
    staff(other, point)
    phone.sign_in(other)
    phone.online()
    phone.sees("Máy này còn giữ báo cáo của")
    assert Submission.objects.count() == 0
    phone.page.once("dialog", lambda dialog: dialog.accept())
    phone.page.get_by_role("button", name="Xóa và tiếp tục").click()
    phone.sees("Tất cả đã được gửi")
    expect(phone.rows()).to_have_count(0)
    assert Submission.objects.count() == 0


def test_the_first_person_can_come_back_to_send_theirs(phone, manager, lines, point):
    phone.offline()
    phone.stock(lines[0], received="10")
    expect(phone.rows()).to_have_count(1)
    other = UserFactory()
    staff(other, point)
    phone.sign_in(other)
    phone.online()
    phone.page.get_by_role("button", name="Đăng xuất để người kia đăng nhập").click()
    phone.page.wait_for_url("**/accounts/login/**")
    phone.sign_in(manager)
    phone.page.goto("/report/vi/")
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    assert Submission.objects.get().actor == manager
