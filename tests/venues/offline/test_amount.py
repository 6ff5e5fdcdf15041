"""What was taken for the goods, where it is not the list's price; and the quick keys."""

import pytest
from playwright.sync_api import expect

from venues.models import Movement

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_keys_fill_the_field_and_the_amount_follows_until_another_is_typed(device, manager, lines):
    phone = device(manager).open()
    tea = lines[0]
    phone.open_form("stock", tea.point_id)
    amount = phone.page.locator(f"#amount-{tea.product_id}")
    expect(amount).to_be_hidden()
    phone.page.locator(f"#sold-{tea.product_id}").focus()
    for step in ("5", "1", "-1", "-1"):
        phone.page.locator(f'[data-step="{step}"]').click()
    expect(phone.page.locator(f"#sold-{tea.product_id}")).to_have_value("4")
    expect(phone.page.locator(f"#sold-{tea.product_id}")).to_be_focused()
    expect(amount).to_have_attribute("placeholder", "200.000")
    amount.fill("180.000")
    phone.save()
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    assert Movement.objects.get(kind="SELL").amount == 180_000


def test_an_amount_that_is_no_number_is_said_at_its_field(device, manager, lines):
    phone = device(manager).open()
    tea = lines[0]
    phone.open_form("stock", tea.point_id)
    phone.type(tea, sold="2", amount="nhiều")
    phone.save()
    field = phone.page.locator(f"#amount-{tea.product_id}")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert not Movement.objects.exists()


def test_an_amount_alone_corrects_what_was_reported(device, manager, lines, stock):
    tea = lines[0]
    stock({tea: {"received": "9", "sold": "2"}})
    phone = device(manager).open()
    phone.open_form("stock", tea.point_id)
    phone.type(tea, amount="90000")
    phone.save()
    phone.page.locator("#change-reason").fill("giảm giá")
    phone.save()
    expect(phone.row("Hàng hóa", "Đã gửi")).to_have_count(1)
    sold = Movement.objects.filter(flow="SELL")
    assert sum(m.amount for m in sold) == 90_000
    assert sum(m.quantity for m in sold) == -2
