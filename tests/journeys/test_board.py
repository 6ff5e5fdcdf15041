"""The board of a plan in a browser: three ways to give a booth, and what stands against it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from exhibitors.rules import ProductGroup
from fairs.queries.instances import places_of_plan
from fairs.services.assignments import assign_booths
from fairs.services.locks import declare_rivals
from fairs.services.plans import create_plan
from tests.factories.accounts import organiser
from tests.factories.plans import applicant, fair_with, plan_with, published, row_of

ZONES = ((ProductGroup.FOOD, 1), (ProductGroup.HANDICRAFTS, 1))
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(db):
    return organiser(full_name="Ban tổ chức")


@pytest.fixture
def desk(open_browser, office):
    """A function: the board of a plan at a desk."""

    def open_board(plan, **options) -> Page:
        page = open_browser(office, language="en", **options)
        page.goto(reverse("fairs:plan", args=[plan.pk]))
        return page

    return open_board


def booth(page: Page, number: str):
    return page.locator(f"#board .booth[data-number='{number}']")


def person(page: Page, application):
    return page.locator(f"#board .js-pick[data-code='{application.code}']")


def drag(page: Page, source, target) -> None:
    """Pressed, moved beyond the threshold, and released over the target."""
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2 - 8, end["y"] + end["height"] / 2)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2)
    page.mouse.up()


def test_dragged_pressed_and_chosen_from_lists(desk, trouble):
    fair, (a, b, c) = fair_with(3)
    row = row_of(fair)
    plan = create_plan(fair=fair, actor=None)
    page = desk(plan)

    drag(page, person(page, a), booth(page, row[0].number))
    expect(booth(page, row[0].number)).to_have_attribute("data-code", a.code)
    expect(page.locator("#board-said")).to_contain_text(f"{a.producer.name} stands at")

    person(page, b).click()
    expect(page.locator("#verdict")).to_have_text(f"{b.producer.name} is picked. Choose a booth.")
    booth(page, row[2].number).click()
    expect(booth(page, row[2].number)).to_have_attribute("data-code", b.code)

    people = page.locator("#assign-application")
    people.focus()
    page.keyboard.press("ArrowDown")
    expect(people).to_have_value(c.code)
    page.keyboard.press("Tab")
    while page.locator("#assign-booth").input_value() != row[3].number:
        page.keyboard.press("ArrowDown")
    expect(page.locator("#verdict")).to_contain_text(f"{c.producer.name} fits at {row[3].number}")
    page.locator("#assign-go").focus()
    page.keyboard.press("Enter")
    expect(booth(page, row[3].number)).to_have_attribute("data-code", c.code)
    expect(page.locator("#assign-go")).to_be_focused()
    assert places_of_plan(plan) == {
        a.code: (row[0].number,), b.code: (row[2].number,), c.code: (row[3].number,)
    }  # fmt: skip

    # until the new board has settled (20 ms) its forms are sent as pages, which say nothing aloud
    expect(page.locator(".htmx-settling")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator("#board-said")).to_contain_text("taken back")
    page.get_by_role("button", name="Take back the latest edit")
    assert c.code not in places_of_plan(plan)
    assert not trouble.found


def test_what_does_not_suit_is_dimmed_and_says_why(desk, trouble):
    fair, (a, rival) = fair_with(2, rows=2, zone_rows=ZONES)
    food, crafts = row_of(fair, "A"), row_of(fair, "B")
    declare_rivals(fair=fair, first=a, second=rival, actor=None)
    plan = plan_with(fair, {rival: food[0].number})
    page = desk(plan)
    person(page, a).click()
    expect(booth(page, crafts[0].number)).to_have_class("booth tint-2 dim")
    expect(booth(page, food[3].number)).to_have_class("booth tint-1 fits")
    booth(page, crafts[0].number).hover()
    expect(page.locator("#verdict")).to_contain_text("does not take the group")
    booth(page, food[1].number).hover()
    expect(page.locator("#verdict")).to_contain_text("a declared rival")
    booth(page, crafts[0].number).click()
    assert a.code not in places_of_plan(plan)
    page.keyboard.press("Escape")
    expect(page.locator("#board .dim")).to_have_count(0)
    assert not trouble.found


def test_colours_tell_what_the_draft_changes(desk):
    fair, (a, b, c) = fair_with(3)
    row = row_of(fair)
    published(fair, {a: row[0].number, b: row[1].number})
    plan = plan_with(fair, {a: row[0].number, b: row[4].number, c: row[5].number})
    page = desk(plan)
    tones = {row[0].number: "kept", row[4].number: "moved", row[5].number: "new"}
    fills = set()
    for number, tone in tones.items():
        shape = booth(page, number)
        assert tone in shape.get_attribute("class").split()
        fills.add(shape.locator("rect").evaluate("e => getComputedStyle(e).fill"))
    assert len(fills) == len(tones)


def test_the_waiting_are_found_without_accents(desk):
    fair, _none = fair_with(0)
    wanted, other = applicant(fair, "HTX Gốm Đông Anh"), applicant(fair, "HTX Nón Chuông")
    page = desk(create_plan(fair=fair, actor=None))
    page.get_by_label("Find an applicant").fill("gom dong")
    expect(person(page, wanted)).to_be_visible()
    expect(person(page, other)).to_be_hidden()


def test_booth_applicant_pair_and_zone_are_locked_from_the_board(desk, trouble):
    fair, (a, b, c) = fair_with(3, rows=2, zone_rows=ZONES)
    row, other = row_of(fair, "A"), row_of(fair, "B")
    plan = plan_with(fair, {a: row[0].number, b: row[3].number, c: row[4].number})
    page = desk(plan)
    page.get_by_role("button", name=f"Lock {a.producer.name}").click()
    expect(booth(page, row[0].number)).to_have_class("booth tint-1 taken new locked")

    def lock(scope: str, **choices: str) -> None:
        page.get_by_text("Lock a booth, a pair or a zone").click()
        form = page.locator("form", has=page.locator(f"input[name=scope][value={scope}]"))
        for name, value in choices.items():
            form.locator(f"[name={name}]").select_option(value)
        form.get_by_role("button").click()
        expect(page.locator(".notices")).to_be_visible()

    lock("BOOTH", booth=row[1].number)
    expect(booth(page, row[1].number).locator("title")).to_contain_text("stays free")
    lock("PAIR", first=b.code, second=c.code)
    expect(page.locator("#board .booth.locked")).to_have_count(3)
    lock("ZONE", zone=other[0].zone.code)
    expect(page.locator("#board .booth.blocked")).to_have_count(1 + len(other))
    page.goto(reverse("fairs:locks", args=[fair.pk]))
    expect(page.locator("tbody tr")).to_have_count(4 + len(other))
    assert not trouble.found


def test_a_taken_booth_shows_the_exchange_and_the_chain_first(desk, trouble):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[5].number})
    page = desk(plan)
    drag(page, booth(page, row[0].number), booth(page, row[5].number))
    preview = page.locator("#preview")
    expect(preview.get_by_role("heading", name="Exchange the two")).to_be_visible()
    expect(preview.get_by_role("heading", name="Move on to free booths")).to_be_visible()
    assert places_of_plan(plan)[a.code] == (row[0].number,)
    preview.get_by_role("button", name="Do this Exchange the two").click()
    expect(booth(page, row[5].number)).to_have_attribute("data-code", a.code)
    assert places_of_plan(plan) == {a.code: (row[5].number,), b.code: (row[0].number,)}
    page.get_by_role("button", name="Take back the latest edit").click()
    expect(booth(page, row[0].number)).to_have_attribute("data-code", a.code)
    assert not trouble.found


def test_the_second_of_two_editors_learns_what_the_first_did(desk, office):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = create_plan(fair=fair, actor=None)
    page = desk(plan)
    person(page, b).click()
    expect(booth(page, row[0].number)).to_have_class(re.compile(r"\bfits\b"))  # as known here
    assign_booths(
        plan=plan, application=a, booths=[row[0].number], version=plan.version, actor=office
    )
    with page.expect_response(lambda answer: answer.url.endswith("/assign/")) as answer:
        drag(page, person(page, b), booth(page, row[0].number))
    assert answer.value.status == 409
    expect(page.locator("#verdict")).to_contain_text("Ban tổ chức changed this plan")
    expect(page.locator("#verdict")).to_contain_text(row[0].number)
    assert places_of_plan(plan) == {a.code: (row[0].number,)}


def test_on_a_phone_zones_are_lists_before_the_drawing(desk, trouble):
    fair, (a, b) = fair_with(2, rows=2, zone_rows=ZONES)
    row = row_of(fair, "A")
    plan = plan_with(fair, {a: row[0].number})
    page = desk(plan, width=390, has_touch=True, is_mobile=True)
    zone, drawing = page.locator(".zone-list").first, page.locator(".hall-plan").first
    assert zone.bounding_box()["y"] < drawing.bounding_box()["y"]
    zone.locator("summary").tap()
    expect(zone.locator("li").first).to_contain_text(a.producer.name)
    page.locator("#assign-application").select_option(b.code)
    page.locator("#assign-booth").select_option(row[3].number)
    page.locator("#assign-go").tap()
    expect(page.locator(".notices")).to_contain_text(b.producer.name)
    assert places_of_plan(plan)[b.code] == (row[3].number,)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not trouble.found
