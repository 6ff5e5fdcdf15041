"""What is being typed or tapped on a manager's phone outlives the page, until it is sent."""

import pytest
from playwright.sync_api import expect

from venues.models import Submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Resolves once the phone has the point's figures as of this revision.
KNOWN = """(rev) => new Promise((resolve) => {
    const request = indexedDB.open('hoicho-reports');
    request.onsuccess = () => {
        const look = () => {
            const all = request.result.transaction('points').objectStore('points').getAll();
            all.onsuccess = () => {
                const known = all.result.some(({ bundle }) => bundle.point.rev >= rev);
                if (!known) return setTimeout(look, 50);
                request.result.close();
                return resolve();
            };
        };
        look();
    };
})"""

# Three taps and the end of the page without a pause: nothing can be written in between.
TAP_AND_GO = """() => {
    const plus = document.querySelector('[data-view="visitors"] [data-plus]');
    for (const tap of [1, 2, 3]) plus.click();
    location.reload();
}"""

# The last key and the end of the page in one go.
TYPE_AND_GO = """(id) => {
    const box = document.getElementById(id);
    for (const text of ['1', '12']) {
        box.value = text;
        box.dispatchEvent(new Event('input', { bubbles: true }));
    }
    location.reload();
}"""


def test_visitors_are_counted_at_the_door_by_origin_and_kind(phone, point):
    phone.offline()
    phone.open_form("visitors", point.pk)
    plus = phone.page.get_by_role("button", name="Thêm một")
    plus.click(click_count=3)
    phone.page.get_by_label("Khách đến từ").select_option("FOREIGN")
    phone.page.get_by_label("Loại khách").select_option("GROUP")
    plus.click(click_count=2)
    phone.page.reload()  # the phone was put away: nothing counted is lost
    expect(phone.page.locator("[data-total]")).to_have_text("5")
    phone.save()
    phone.online()
    expect(phone.row("Khách tham quan", "Đã gửi")).to_have_count(1)
    groups = Submission.objects.get(point=point).payload["groups"]
    assert {(g["origin"], g["type"], g["n"]) for g in groups} == {
        ("UNKNOWN", "UNKNOWN", 3),
        ("FOREIGN", "GROUP", 2),
    }


def test_a_page_that_goes_at_the_very_tap_keeps_what_was_counted(phone, point):
    phone.offline()
    phone.open_form("visitors", point.pk)
    shown = phone.page.locator('[data-view="visitors"]:not([hidden]) [data-total]')
    for round in range(1, 7):
        with phone.page.expect_navigation():
            phone.page.evaluate(TAP_AND_GO)
        expect(shown).to_have_text(str(3 * round))


def test_figures_typed_at_the_very_end_of_the_page_are_kept(phone, lines):
    phone.offline()
    phone.open_form("stock", lines[0].point_id)
    with phone.page.expect_navigation():
        phone.page.evaluate(TYPE_AND_GO, f"received-{lines[0].product_id}")
    expect(phone.page.locator(f"#received-{lines[0].product_id}")).to_have_value("12")


def test_what_was_sent_is_no_draft_any_more(phone, point, lines, stock):
    phone.stock(lines[0], received="10")
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    point.refresh_from_db()
    stock({lines[0]: {"received": 15}}, correction=True, base_rev=point.rev, reason="đếm lại")
    phone.sync()
    phone.page.evaluate(KNOWN, point.rev + 1)
    phone.open_form("stock", lines[0].point_id)
    expect(phone.page.locator(f"#received-{lines[0].product_id}")).to_have_value("15")
