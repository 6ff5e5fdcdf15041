"""The head of a table that scrolls sideways stands on its frame and hides nothing."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import organiser
from tests.factories.venues import PointFactory, line
from venues.services.ledger import post_stock_report
from venues.services.reporting_days import open_point_days

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOP_OF_ROWS = """() => {
    const wrap = document.querySelector('.table-wrap');
    const place = selector => wrap.querySelector(selector).getBoundingClientRect();
    const frame = wrap.getBoundingClientRect(), head = place('thead th');
    return {frame: frame.top, head: head.top, end: head.bottom, row: place('tbody th').top};
}"""


@pytest.fixture
def point():
    found, now = PointFactory(), timezone.now()
    lines = [line(found) for _ in range(30)]
    open_point_days(point_id=found.pk, until=timezone.localdate())
    post_stock_report(
        point_id=found.pk,
        client_uuid=uuid4(),
        day=timezone.localdate(),
        actor=organiser(),
        now=now,
        lines=[{"product": one.product_id, "received": 10} for one in lines],
    )
    return found


@pytest.mark.parametrize("width", [390, 1440])
def test_the_head_of_a_wide_table_hides_no_row(open_browser, point, width):
    page = open_browser(organiser(), width=width)
    page.goto(reverse("venues:sheet", args=[point.pk]))
    page.mouse.wheel(0, 400)
    at = page.evaluate(TOP_OF_ROWS)
    assert at["end"] <= at["row"] + 1, at
    assert abs(at["head"] - at["frame"]) <= 2, at
