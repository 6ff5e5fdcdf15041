"""Fairs in a real browser: wishes on the plan, and the keys of the review."""

import pytest
from django.urls import reverse

from fairs.models import Application
from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import ProducerFactory, certified, member
from tests.factories.fairs import ApplicationFactory, FairFactory
from tests.factories.plans import row_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_wishes_are_set_and_taken_back_on_the_plan(open_browser, trouble):
    fair = FairFactory(hall={"rows": 2, "zone_rows": ((1, 1), (4, 1))})
    food, crafts = row_of(fair, "A"), row_of(fair, "B")
    producer, user = ProducerFactory(), UserFactory()
    member(user, producer)
    certified(producer=producer, group=1)
    page = open_browser(user, width=390)
    page.goto(reverse("fairs:apply", args=[fair.pk]))
    page.get_by_text("Nhu cầu và mong muốn về vị trí").click()
    on_plan = "#wish-plan [data-number='{}']".format
    page.wait_for_selector(on_plan(crafts[0].number) + ".dim")
    for booth in (food[2], food[0]):
        page.click(on_plan(booth.number))
    assert page.input_value("[name=booth_1]") == str(food[2].pk)
    assert page.input_value("[name=booth_2]") == str(food[0].pk)
    assert page.text_content(on_plan(food[0].number) + " .wish-rank") == "2"
    page.click(on_plan(crafts[0].number))
    assert "nhóm sản phẩm khác" in page.inner_text("#wish-say")
    page.click(on_plan(food[2].number))
    assert page.text_content(on_plan(food[0].number) + " .wish-rank") == "1"
    assert page.input_value("[name=booth_2]") == ""
    page.select_option("[name=booth_2]", str(food[4].pk))
    assert page.text_content(on_plan(food[4].number) + " .wish-rank") == "2"
    page.click("button[value=save]")
    page.wait_for_load_state()
    page.get_by_text("Đã lưu bản nháp").first.wait_for()
    assert Application.objects.get().wished_booths == [food[0].pk, food[4].pk]
    assert not trouble.found


def test_review_by_keys_which_can_be_switched_off(open_browser, trouble):
    fair = FairFactory()
    first, second = ApplicationFactory(fair=fair), ApplicationFactory(fair=fair)
    page = open_browser(organiser())
    page.goto(reverse("fairs:review", args=[fair.pk]))
    page.keyboard.press("j")
    page.wait_for_url(f"**application={second.pk}")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "review-search"
    page.keyboard.type("j/?")
    assert page.input_value("#review-search") == "j/?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    dialog.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "review-search"
    page.reload()
    page.keyboard.press("k")
    page.get_by_role("button", name="Phím tắt").click()
    assert f"application={second.pk}" in page.url
    dialog.get_by_role("checkbox").check()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.wait_for_url(f"**application={first.pk}")
    assert not trouble.found
