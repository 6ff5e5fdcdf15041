"""The main job through the pages, as the people of the programme see them."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from config.stack.processes import wait_until
from exhibitors.models import ProducerMember
from exhibitors.rules import ProductGroup
from fairs.models import Application, Fair
from notifications.models import Message
from tests.factories.accounts import PASSWORD, UserFactory, organiser
from tests.factories.exhibitors import ProducerFactory, certified
from tests.factories.fairs import ApplicationFactory
from tests.factories.venues import HallFactory, PointFactory, VenueFactory, line, staff
from tests.journeys.readers import address_of, files_of
from tests.pdf import pdf_text

pytestmark = [pytest.mark.browser, pytest.mark.services, pytest.mark.django_db(transaction=True)]
OTHERS, BOOTHS = 129, 100
NAME = "Spring OCOP fair"
PRODUCER = "HTX Gốm sứ Bát Tràng"
OWNER = "chuthe@example.org"
PHONE = {"width": 390, "has_touch": True, "is_mobile": True}
LONG = 120_000


@pytest.fixture
def people() -> dict[str, object]:
    return make_people()


def make_people() -> dict[str, object]:
    """An organiser, a producer with a recognised product, a point's manager."""
    office = organiser(email="organiser@example.org", full_name="Ban tổ chức", language="en")
    producer = ProducerFactory(name=PRODUCER, email=OWNER)
    owner = UserFactory(email=OWNER, full_name="Chủ thể", language="en")
    ProducerMember.objects.create(producer=producer, user=owner, role="OWNER")
    certified(producer=producer, group=ProductGroup.HANDICRAFTS, name="Bộ ấm chén men lam")
    manager = UserFactory(email="quanly@example.org", full_name="Quản lý điểm", language="en")
    point = PointFactory(name="Điểm OCOP Hoàn Kiếm")
    staff(manager, point)
    listed = line(point, price=80_000)
    venue = VenueFactory(name="Trung tâm Triển lãm Quốc gia")
    HallFactory(venue=venue, name="Nhà A")
    return {"office": office, "owner": owner, "manager": manager, "point": point, "line": listed}


def at(days: int, hour: int) -> str:
    """A date and time field's value, so many days from today."""
    day = timezone.localdate() + timedelta(days)
    return f"{datetime.combine(day, time(hour)):%Y-%m-%dT%H:%M}"


def the_fair() -> Fair:
    return Fair.objects.get(name_en=NAME)


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Sign in")
    page.locator("summary", has_text="Account").wait_for()


def test_from_call_to_report(
    open_browser, people, mailbag, start_worker, trouble, monkeypatch, live_server
):
    monkeypatch.setenv("SITE_URL", live_server.url)
    start_worker("mail", "default", "documents", "solver", "reconcile")
    office = open_browser(language="en")
    office.on("dialog", lambda question: question.accept())
    sign_in(office, "organiser@example.org")

    create_fair(office)
    draw_hall(office)
    publish(office)
    fair = the_fair()
    phone = open_browser(language="en", **PHONE)
    sign_in(phone, OWNER)
    apply_on_the_phone(phone)
    fill_up(fair)
    review_and_announce(office, fair)
    arrange(office, fair)
    see_booth_and_letter(phone, fair, mailbag)

    counter = open_browser(language="en", **PHONE)
    sign_in(counter, "quanly@example.org")
    report(counter, people["line"].product.name)
    see_dashboard(office, people["point"].name)
    assert not trouble.found


def create_fair(page: Page) -> None:
    page.get_by_role("link", name="Fairs").first.click()
    follow(page, "New fair")
    page.get_by_label("Name in Vietnamese").fill("Hội chợ OCOP mùa xuân")
    page.get_by_label("Name in English").fill(NAME)
    page.get_by_label("Venue").select_option(label="Trung tâm Triển lãm Quốc gia")
    page.get_by_label("First day").fill(at(60, 0)[:10])
    page.get_by_label("Last day").fill(at(62, 0)[:10])
    page.get_by_label("Applications open").fill(at(-1, 8))
    page.get_by_label("Applications close").fill(at(20, 17))
    page.get_by_label("Exhibitors confirm by").fill(at(50, 17))
    page.get_by_label("Contact e-mail").fill("organiser@example.org")
    press(page, "Save")
    expect(page.get_by_text("The fair was created as a draft.")).to_be_visible()


def draw_hall(page: Page) -> None:
    follow(page, "Draw the first hall.")
    page.get_by_label("Hall", exact=True).fill("Nhà A")
    page.get_by_label("Width (m)", exact=True).fill("60")
    page.get_by_label("Depth (m)", exact=True).fill("70")
    page.get_by_label("Rows of booths").fill("10")
    page.get_by_label("Booths in a row").fill("10")
    page.get_by_label("Cross aisles").fill("1")
    page.locator("main form").get_by_role("button").first.click()
    expect(page.locator("svg [data-booth], svg .booth, svg rect").first).to_be_visible()
    assert the_fair().booths.count() == BOOTHS


def publish(page: Page) -> None:
    page.goto(f"/fairs/{the_fair().pk}/manage/")
    press(page, "Publish")
    expect(page.get_by_text("The fair is now: Published")).to_be_visible()


def apply_on_the_phone(page: Page) -> None:
    """Three taps from the fair's page: apply, agree, send."""
    page.goto("/fairs/")
    follow(page, NAME)
    follow(page, "Apply to take part")
    page.get_by_label("I agree that the organiser").tap()
    press(page, "Send the application")
    expect(page.get_by_text("We have it and are checking it.")).to_be_visible()
    assert Application.objects.get(fair=the_fair()).state == "SUBMITTED"


def fill_up(fair: Fair) -> None:
    """The other applicants, found eligible already."""
    groups = (ProductGroup.FOOD, ProductGroup.FOOD, ProductGroup.BEVERAGES)
    for number in range(OTHERS):
        producer = ProducerFactory()
        product = certified(producer=producer, group=groups[number % 3])
        ApplicationFactory(
            fair=fair, producer=producer, products=[product], state="ELIGIBLE",
            reviewed_at=timezone.now(), priority=number % 7,
        )  # fmt: skip


def review_and_announce(page: Page, fair: Fair) -> None:
    page.goto(f"/fairs/{fair.pk}/review/")
    expect(page.get_by_role("heading", name=PRODUCER)).to_be_visible()
    press(page, "Eligible")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    mine = Application.objects.get(fair=fair, producer__name=PRODUCER)
    page.goto(f"/fairs/{fair.pk}/review/?application={mine.pk}")
    press(page, "Accept")
    expect(
        page.get_by_text("Kept inside the office until decisions are announced.")
    ).to_be_visible()
    follow(page, "Decisions")
    press(page, "Take the suggestion")
    expect(page.get_by_text(f"{BOOTHS - 1} accepted")).to_be_visible()
    assert not Message.objects.filter(subject_id=str(mine.pk), subject__icontains="accept").exists()
    press(page, "Announce")
    expect(page.locator(".alert-success")).to_be_visible()
    assert Application.objects.filter(fair=fair, state="ACCEPTED").count() == BOOTHS


def arrange(page: Page, fair: Fair) -> None:
    page.goto(f"/fairs/{fair.pk}/plans/")
    press(page, "Make the plan")
    page.get_by_label("Seconds to search").fill("4")
    press(page, "Compute")
    # The board shows the outcome by itself, without being loaded again.
    all_placed = page.get_by_text("Every accepted applicant has a place.")
    expect(all_placed).to_be_visible(timeout=LONG)
    press(page, "Publish the plan")
    expect(page.locator("main").get_by_text("Published").first).to_be_visible()


def see_booth_and_letter(page: Page, fair: Fair, mailbag) -> None:
    page.goto("/my-places/")
    follow(page, NAME)
    number = page.locator(".booth-number").inner_text().strip()
    press(page, "I take part")
    expect(page.get_by_text("Participation confirmed")).to_be_visible()
    letter = page.get_by_role("link", name="Download the letter")
    assert wait_until(lambda: page.reload() and letter.is_visible(), 120)
    with page.expect_download() as download:
        letter.click()
    content = download.value.path().read_bytes()
    assert number in pdf_text(content)

    def mails() -> list:
        found = mailbag.with_file(".pdf")
        return [m for m in found if address_of(m) == OWNER]

    assert wait_until(lambda: bool(mails()), 120)
    assert [list(files_of(mail).values()) for mail in mails()] == [[content]]


def report(page: Page, product: str) -> None:
    """Stock and visitors from the phone, for today."""
    page.goto("/points/today/")
    follow(page, "Report stock")
    row = page.locator("fieldset", has_text=product)
    row.get_by_label("Received").fill("20")
    row.get_by_label("Sold").fill("3")
    press(page, "Send the report")
    follow(page, "Report visitors")
    page.get_by_label("Visits in all").fill("41")
    press(page, "Send the report")
    expect(page.get_by_text("41").first).to_be_visible()


def see_dashboard(page: Page, point: str) -> None:
    page.get_by_role("link", name="Showcase points").first.click()
    row = page.locator("tr", has_text=point)
    expect(row).to_contain_text("41")
    expect(row).to_contain_text("240")
