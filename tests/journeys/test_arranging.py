"""A fair of 300 booths arranged from the page: computed, corrected, published, computed anew."""

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from config.stack.processes import wait_until
from fairs.models import AllocationPlan, Application, Booth
from fairs.queries.checks import check_place
from fairs.queries.instances import places_of_plan
from fairs.services.plans import load_input, occupancy_of
from notifications.models import Message
from tests.factories.accounts import organiser
from tests.factories.big_fair import big_fair
from tests.journeys.readers import address_of

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.django_db(transaction=True)]
LONG = 180_000
ENOUGH, AGAIN = 90, 4  # seconds given to the search: the first is stopped from the page


@pytest.fixture
def desk(open_browser, mailbag, start_worker, monkeypatch, settings, live_server) -> Page:
    settings.STEP_UP_SECONDS = 3600  # the scene may be long; being asked again is tested elsewhere
    monkeypatch.setenv("SITE_URL", live_server.url)
    monkeypatch.setenv("JOB_PROGRESS_SECONDS", "0")
    start_worker("mail", "default", "documents", "solver")
    page = open_browser(organiser(language="en"), language="en")
    page.on("dialog", lambda question: question.accept())
    return page


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def test_arranged_corrected_published_and_computed_anew(desk, mailbag, trouble):
    fair, _people = big_fair()
    desk.goto(reverse("fairs:plans", args=[fair.pk]))
    press(desk, "Make the plan")
    first = AllocationPlan.objects.get(fair=fair)
    stop_when_something_is_found(desk)
    desk.goto(reverse("fairs:plan", args=[first.pk]))
    expect(desk.get_by_text("The old way, by priority alone")).to_have_count(1)
    placed, moves = places_of_plan(first), movable(first)
    for code, number in moves.items():
        drag_to(desk, code, number)
    now = places_of_plan(first)
    assert {code: now[code][0] for code in now if now[code] != placed[code]} == moves
    publish(desk)
    told = letters_out(mailbag)
    assert told == set(addresses(placed))

    gone = [code for code in sorted(placed) if code not in moves][:5]
    for code in gone:
        withdraw(desk, Application.objects.get(code=code))
    before = places_of_plan(first)
    desk.goto(reverse("fairs:plan", args=[first.pk]))
    desk.get_by_label("Seconds to search").fill(str(AGAIN))
    press(desk, "Compute a new plan")
    second = AllocationPlan.objects.exclude(pk=first.pk).get(fair=fair)
    desk.goto(reverse("fairs:plan", args=[second.pk]))
    under_way = desk.locator("#board section[hx-get], #board #job-progress")
    expect(under_way).to_have_count(0, timeout=LONG)  # the board shows the outcome by itself
    after = places_of_plan(second)
    changed = {code for code in before if before[code] != after.get(code)}
    assert len(changed) <= 2 * len(gone)
    every_move_has_its_reason(desk, second, gone, changed)
    compared(desk, first, second)
    desk.goto(reverse("fairs:plan", args=[second.pk]))
    publish(desk)
    first.refresh_from_db()
    assert first.state == "SUPERSEDED"
    letters_out(mailbag)
    asked_for_a_note = "Response Status Error Code 409"  # htmx tells the console of refusals
    assert not [text for text in trouble.found if asked_for_a_note not in text]


def stop_when_something_is_found(page: Page) -> None:
    """Live progress with best and bound, stopped by hand; the best plan so far stays."""
    page.get_by_label("Seconds to search").fill(str(ENOUGH))
    press(page, "Compute")
    progress = page.locator("#job-progress")
    expect(progress).to_contain_text("Best plan", timeout=LONG)
    expect(progress).to_contain_text("gap", timeout=LONG)
    press(page, "Cancel this work")
    expect(progress).to_contain_text("the best plan so far is kept", timeout=LONG)


def movable(plan: AllocationPlan) -> dict[str, str]:
    """Three placed applicants, each with a free booth of its own hall that suits it as well."""
    occupancy = occupancy_of(plan, load_input(plan.fair))
    booths, found = occupancy.data.booths, {}
    free = [n for n in booths if n not in occupancy.holders]
    for number in free:
        for code, held in places_of_plan(plan).items():
            near = beside(booths[held[0]], booths[number])
            allowed = near and check_place(occupancy.without(code), code, (number,)).allowed
            if allowed and code not in found and len(found) < 3:
                found[code] = number
                break
    return found


def beside(one: Booth, other: Booth) -> bool:
    """Whether both are on the screen when one is in its middle."""
    return one.hall_id == other.hall_id and abs(one.y - other.y) <= 15


def drag_to(page: Page, code: str, number: str) -> None:
    """Onto a free booth; where a wish is given up, the note says why."""
    own = page.locator(f"#board .booth[data-code='{code}']").first
    free = page.locator(f"#board .booth[data-number='{number}']")
    free.evaluate("shape => shape.scrollIntoView({block: 'center', behavior: 'instant'})")
    end = middle(free)
    page.mouse.move(*middle(own))
    page.mouse.down()
    page.mouse.move(end[0] + 20, end[1] + 20)
    expect(page.locator(".drag-ghost")).to_be_visible()
    assert middle(free) == pytest.approx(end, abs=1), "the plan moved under the pointer"
    page.mouse.move(*end)
    with page.expect_response(lambda answer: answer.url.endswith("/assign/")) as answer:
        page.mouse.up()
    if answer.value.status == 409:
        expect(page.locator("#assign-note")).to_be_focused()
        page.keyboard.type("As agreed")
        with page.expect_response(lambda again: again.url.endswith("/assign/")) as answer:
            page.keyboard.press("Enter")
    assert answer.value.status == 200
    expect(free).to_have_attribute("data-code", code)


def middle(shape: Locator) -> tuple[float, float]:
    """Where a person points at it; its frame grows wider while it is marked."""
    box = shape.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def publish(page: Page) -> None:
    press(page, "Publish the plan")
    expect(page.locator(".lead-text").get_by_text("Published")).to_be_visible(timeout=LONG)


def letters_out(mailbag) -> set[str]:
    """Who has got a letter by e-mail, once no mail is left waiting."""
    waiting = Message.objects.exclude(state__in=("SENT", "CANCELLED"))
    assert wait_until(lambda: not waiting.exists(), 400), waiting.values("state")[:3]
    return {address_of(mail) for mail in mailbag.with_file(".pdf")}


def addresses(codes) -> list[str]:
    found = Application.objects.filter(code__in=codes)
    return list(found.values_list("contact_email", flat=True))


def withdraw(page: Page, application: Application) -> None:
    page.goto(f"/fairs/{application.fair_id}/review/?application={application.pk}")
    page.get_by_text("Withdraw for the producer").click()
    page.get_by_label("Reason, and who of the producer told you").fill("Called on the phone")
    press(page, "Withdraw")
    expect(page.locator(".notices")).to_contain_text("withdrawn")


def every_move_has_its_reason(page: Page, plan: AllocationPlan, gone, moves) -> None:
    page.goto(reverse("fairs:plan_moves", args=[plan.pk]))
    rows = page.locator("tbody tr")
    assert rows.count() >= min(25, len(moves | set(gone)))
    for text in rows.locator("td:last-child").all_inner_texts():
        assert text.strip()
    expect(page.get_by_text("It withdrew its application.")).to_have_count(len(gone))


def compared(page: Page, first: AllocationPlan, second: AllocationPlan) -> None:
    address = reverse("fairs:plans_compare", args=[second.fair_id])
    page.goto(f"{address}?first={first.pk}&second={second.pk}")
    table = page.locator("table.compare").first
    for words in ("The old way", "Placed", "First wish met"):
        expect(table.get_by_text(words).first).to_be_visible()
