"""Signing in and the own account as a person does it."""

import pytest

from tests.factories.accounts import PASSWORD, UserFactory, organiser

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_signing_in_with_the_keyboard_and_out(open_browser, trouble):
    user = UserFactory(full_name="Nguyễn An")
    page = open_browser()
    page.goto("/account/")
    page.get_by_label("Thư điện tử").fill(user.email)
    page.keyboard.press("Tab")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/")
    assert page.get_by_label("Họ và tên").input_value() == "Nguyễn An"
    page.locator("summary", has_text="Tài khoản").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.get_by_text("Quý vị đã đăng xuất").wait_for()
    assert not trouble.found


def test_the_first_wrong_field_has_the_focus(open_browser):
    page = open_browser()
    page.goto("/accounts/login/")
    page.get_by_label("Thư điện tử").fill("an@example.org")
    page.get_by_label("Mật khẩu").fill("wrong")
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert alert.evaluate("e => document.activeElement === e")


def test_a_question_before_closing_an_account(open_browser, trouble):
    person = UserFactory()
    page = open_browser(organiser())
    page.goto(f"/people/{person.pk}/")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Đóng tài khoản").click()
    person.refresh_from_db()
    assert person.is_active
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Đóng tài khoản").click()
    page.get_by_text("Đã đóng tài khoản.").wait_for()
    person.refresh_from_db()
    assert not person.is_active
    assert not trouble.found


def test_signing_in_works_without_scripts(open_browser):
    user = UserFactory()
    page = open_browser(java_script_enabled=False)
    page.goto("/accounts/login/")
    page.get_by_label("Thư điện tử").fill(user.email)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/")
    page.goto("/account/")
    assert page.get_by_label("Họ và tên").is_visible()
