"""The offline page as a manager meets it: one form after the other on a small phone."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from venues.models import LineNow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def on_hand(line) -> Decimal:
    return LineNow.objects.get(point=line.point, product=line.product).on_hand


def test_a_stock_report_typed_offline_arrives_once_the_line_is_back(
    device, manager, lines, stock, trouble
):
    stock({lines[0]: {"received": "10"}})
    phone = device(manager).open()
    phone.offline()
    phone.stock(lines[0], sold="3")
    expect(phone.rows()).to_have_count(1)
    phone.sees("Đang giữ trên máy này")
    assert on_hand(lines[0]) == 10
    phone.online()
    phone.sees("Đã gửi")
    assert on_hand(lines[0]) == 7
    assert not trouble.found
