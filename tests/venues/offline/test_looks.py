"""The views of the offline page: accessible, fitting, in their language, light on a bad line."""

import io

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from tests.browser.test_accessibility import sideways, violations, widest
from tests.venues.offline.device import Device
from venues.models import Photo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SENT = {"vi": "Đã gửi", "fr": "Envoyé"}


def picture(colour: str) -> dict:
    out = io.BytesIO()
    Image.new("RGB", (2400, 1200), colour).save(out, "PNG")
    return {"name": "shelf.png", "mimeType": "image/png", "buffer": out.getvalue()}


@pytest.mark.parametrize(
    ("language", "width"), [("vi", 390), ("fr", 320), ("vi", 1440), ("fr", 1440)]
)
def test_every_view_is_accessible_and_fits(
    open_browser, live_server, manager, lines, stock, language, width, trouble
):
    stock({lines[0]: {"received": "10"}})
    page = open_browser(manager, width=width, language=language)
    phone = Device(page, live_server.url).open(language)
    point, problems = lines[0].point_id, []

    def look(what: str) -> None:
        # At the end the bar with the buttons covers no field, which axe takes for a small target.
        page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
        problems.extend(f"{what}: {text}" for text in violations(page))
        if over := sideways(page):
            problems.append(f"{what}: {over} px too wide: {widest(page)}")

    look("home")
    phone.open_form("stock", point)
    phone.type(lines[1], received="x")
    phone.type(lines[2], sold="99999")
    phone.save()
    expect(page.locator("[data-summary]:visible")).to_be_focused()
    look("stock with errors")
    phone.open_form("visitors", point)
    page.locator("[data-plus]").click()
    look("visitors")
    phone.offline()
    phone.save()
    expect(phone.rows()).to_have_count(1)
    look("queue")
    assert not problems, "\n".join(problems)
    assert not trouble.found


def test_the_first_visit_is_light(open_browser, live_server, manager, lines):
    page = open_browser(manager, width=360)
    sizes: dict[str, int] = {}
    page.on("response", lambda r: sizes.setdefault(r.url, len(r.body())) if r.ok else None)
    Device(page, live_server.url).open()
    own = {url: size for url, size in sizes.items() if "/venues/offline/" in url}
    assert len(own) > 10
    # Uncompressed: scripts of the page together weigh less than the library other pages load.
    assert sum(size for url, size in own.items() if url.endswith(".js")) < 80_000
    assert not [url for url in sizes if "htmx" in url or "leaflet" in url]


def test_a_photo_is_made_small_kept_offline_and_sent_once(device, manager, lines):
    phone = device(manager).open()
    phone.offline()
    phone.open_form("stock", lines[0].point_id)
    phone.page.locator("#photo").set_input_files([picture("red"), picture("green")])
    expect(phone.page.locator("[data-photos] canvas")).to_have_count(2)
    phone.page.locator("[data-photos] button").first.click()
    expect(phone.page.locator("[data-photos] canvas")).to_have_count(1)
    phone.go(f"#/{lines[0].point_id}")
    phone.sees("Còn chờ gửi: 1")
    assert not Photo.objects.exists()
    phone.online()
    phone.sees("Tất cả đã được gửi")
    photo = Photo.objects.get()
    assert (photo.width, photo.height, photo.day) == (1600, 800, timezone.localdate())


def test_a_file_that_is_no_picture_is_said_at_its_field(device, manager, lines):
    phone = device(manager).open()
    phone.open_form("stock", lines[0].point_id)
    file = {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"}
    phone.page.locator("#photo").set_input_files([file])
    phone.sees("Không đọc được ảnh này")


def test_a_product_is_found_by_its_name_without_accents(device, manager, lines):
    product = lines[1].product
    product.name = "Trà sen Tây Hồ"
    product.save()
    phone = device(manager).open()
    phone.open_form("stock", lines[0].point_id)
    phone.page.get_by_label("Tìm sản phẩm").fill("tra sen")
    expect(phone.page.locator("[data-product]:visible")).to_have_count(1)
    expect(phone.page.locator("[data-product]:visible")).to_contain_text("Trà sen Tây Hồ")


def test_a_scanned_code_leads_to_its_product(device, manager, lines):
    product = lines[1].product
    product.barcode = "8934567890123"
    product.save()
    phone = device(manager)
    phone.context.add_init_script(
        """window.BarcodeDetector = class {
            async detect() { return [{rawValue: '8934567890123'}]; }
        };
        navigator.mediaDevices.getUserMedia = async () => new MediaStream();
        HTMLMediaElement.prototype.play = async () => {};"""
    )
    phone.open()
    phone.open_form("stock", lines[0].point_id)
    phone.page.get_by_role("button", name="Quét mã").click()
    expect(phone.page.locator(f"#sold-{product.pk}")).to_be_focused()
    expect(phone.page.locator("[data-product]:visible")).to_have_count(1)


def test_without_scripts_the_page_leads_to_the_plain_forms(open_browser, manager, point):
    page = open_browser(manager, java_script_enabled=False)
    page.goto("/report/vi/")
    page.locator("noscript a").click()
    page.wait_for_url(f"**/points/{point.pk}/today/")


@pytest.mark.parametrize(("language", "width"), [("vi", 390), ("fr", 320)])
def test_before_signing_in_it_says_what_to_do(open_browser, language, width, trouble):
    page = open_browser(width=width, language=language)
    page.goto(f"/report/{language}/")
    link = page.locator("[data-sign-in]:visible")
    link.wait_for()
    assert link.get_attribute("href") == f"/accounts/login/?next=/report/{language}/"
    assert not list(violations(page))
    assert sideways(page) == 0
    assert not trouble.found


def test_whoever_manages_no_point_is_told_and_led_nowhere_closed(device, organiser_user):
    page = device(organiser_user).open().page
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(page.locator("main a:visible")).to_have_count(0)
