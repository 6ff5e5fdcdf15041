"""Tills send several reports at once: one that is refused holds no other up."""

from datetime import timedelta
from uuid import uuid4

import pytest

from venues.models import LineNow, Movement, PointDay, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(api, manager, point):
    def post(*reports):
        return api(manager).post(
            f"/api/v1/points/{point.pk}/report-batches/", {"reports": list(reports)}
        )

    return post


def report(line, day, **figures):
    return {
        "kind": "STOCK",
        "client_uuid": str(uuid4()),
        "day": day.isoformat(),
        "lines": [{"product": line.product_id, **figures}],
    }


def test_each_report_gets_the_answer_it_would_have_got_alone(send, lines, point, today):
    good = report(lines[0], today, received="10", sold="4")
    future = report(lines[1], today + timedelta(days=1), received="1")
    wrong = report(lines[1], today, sold="-1")
    seen = {
        "kind": "VISITORS",
        "client_uuid": str(uuid4()),
        "day": today.isoformat(),
        "groups": [{"n": 6}],
    }
    answers = send(good, future, wrong, seen).json()["answers"]
    assert [a["status"] for a in answers] == [201, 422, 422, 201]
    assert answers[0]["client_uuid"] == good["client_uuid"]
    assert answers[1]["body"]["code"] == "future_day"
    assert "lines.0.sold" in answers[2]["body"]["errors"]
    assert Submission.objects.count() == 2
    assert PointDay.objects.get(point=point, day=today).visitors == 6


def test_a_batch_repeated_after_a_timeout_counts_once(send, lines, today):
    batch = [report(lines[n], today, received="10") for n in (0, 1)]
    first, again = send(*batch).json()["answers"], send(*batch).json()["answers"]
    assert [a["status"] for a in again] == [200, 200]
    assert [a["body"] for a in again] == [a["body"] for a in first]
    assert Movement.objects.count() == 2
    assert LineNow.objects.get(product=lines[0].product).on_hand == 10


@pytest.mark.parametrize("reports", [[], [{"kind": "COUNT"}], [{"kind": "STOCK", "x": 1}]])
def test_what_is_no_batch_is_refused_whole(send, reports):
    assert send(*reports).status_code == 400
    assert not Submission.objects.exists()


def test_movements_are_read_by_product_kind_and_day(send, api, manager, lines, point, today):
    send(report(lines[0], today, received="10", sold="4"), report(lines[1], today, received="1"))
    address = f"/api/v1/points/{point.pk}/movements/"
    client = api(manager)
    product = lines[0].product_id
    rows = client.get(f"{address}?product={product}&kind=SELL&first={today}").json()["results"]
    assert [row["quantity"] for row in rows] == ["-4.000"]
    assert client.get(f"{address}?kind=NONE").status_code == 400
    assert client.get(f"{address}?last={today - timedelta(days=1)}").json()["results"] == []
