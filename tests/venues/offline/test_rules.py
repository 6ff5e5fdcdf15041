"""The phone and the server judge a report alike: one table, asked of both."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from common.formats import written_decimal
from tests.factories.exhibitors import CertificateFactory
from tests.factories.venues import line
from venues.rules.reports import TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Figures of line A (B, lapsed, absent) and what surrounds them.
STOCK = {
    "plain": {"lines": [("A", {"sold": "3"})]},
    "decimals": {"lines": [("A", {"received": "1.125", "sold": "0.5"})]},
    "zero is a figure": {"lines": [("A", {"sold": "0"})]},
    "two lines": {"lines": [("A", {"sold": "3"}), ("B", {"received": "4"})]},
    "nothing sold": {"nothing_sold": True},
    "nothing sold, goods in": {"nothing_sold": True, "lines": [("A", {"received": "4"})]},
    "nothing sold, zero sold": {"nothing_sold": True, "lines": [("A", {"sold": "0"})]},
    "largest": {"lines": [("A", {"received": "999999.999"})]},
    "lapsed, sold": {"lines": [("lapsed", {"sold": "1"})]},
    "lapsed, none received": {"lines": [("lapsed", {"received": "0"})]},
    "empty": {},
    "words": {"lines": [("A", {"sold": "ba"})]},
    "two points": {"lines": [("A", {"sold": "1.2.3"})]},
    "negative": {"lines": [("A", {"sold": "-1"})]},
    "negative by a hair": {"lines": [("A", {"sold": "-0.0001"})]},
    "too large": {"lines": [("A", {"received": "1000000"})]},
    "too large by a hair": {"lines": [("A", {"received": "999999.9991"})]},
    "too many decimals": {"lines": [("A", {"received": "1.0005"})]},
    "trailing zeros": {"lines": [("A", {"received": "1.5000"})]},
    "nothing and something": {"nothing_sold": True, "lines": [("A", {"sold": "2"})]},
    "twice": {"lines": [("A", {"sold": "2"}), ("A", {"received": "2"})]},
    "not listed": {"lines": [("absent", {"sold": "2"})]},
    "lapsed, received": {"lines": [("lapsed", {"received": "2"})]},
    "an amount": {"lines": [("A", {"sold": "2", "amount": 90_000})]},
    "an amount below zero": {"lines": [("A", {"sold": "2", "amount": -1})]},
    "too large an amount": {"lines": [("A", {"sold": "2", "amount": 10**12 + 1})]},
    "adjusted without a reason": {"lines": [("A", {"adjusted": "-2"})]},
    "adjusted": {"lines": [("A", {"adjusted": "-2", "reason": "đếm lại"})]},
    "two wrong figures": {"lines": [("A", {"sold": "x"}), ("B", {"received": "-1"})]},
    "tomorrow": {"nothing_sold": True, "days": 1},
    "years ago": {"nothing_sold": True, "days": -5 * 366 - 1},
    "long reason": {"nothing_sold": True, "reason": "a" * 301},
}
VISITORS = {
    "nobody": [],
    "some": [{"n": 41}],
    "groups": [{"n": 4, "origin": "FOREIGN"}, {"n": 5, "origin": "DOMESTIC", "type": "GROUP"}],
    "negative": [{"n": -1}],
    "too many": [{"n": 1_000_001}],
    "twice": [{"n": 1, "origin": "FOREIGN"}, {"n": 2, "origin": "FOREIGN"}],
}
ASK = """async ({reports, context}) => {
    const {stockProblems, visitorProblems} = await import('/static/venues/offline/rules.js');
    const {rules} = await (await fetch('/report/vi/texts.json')).json();
    const judge = {stock: stockProblems, visitors: visitorProblems};
    return reports.map(({kind, report}) => {
        const found = {};
        for (const {place, code} of judge[kind](report, rules, context)) found[place] = code;
        return found;
    });
}"""


def by_server(client, point, kind, body) -> dict[str, str]:
    """Place → code of what the server refuses; the code is * where it is the serializer's."""
    data = {"client_uuid": str(uuid4()), **body}
    answer = client.post(f"/api/v1/points/{point.pk}/{kind}-reports/", data)
    if answer.status_code == 201:
        return {}
    codes = {str(text): code for code, text in TEXTS.items()}
    errors = answer.json()["errors"]
    return {place: codes.get(texts[0].split(": ")[-1], "*") for place, texts in errors.items()}


@pytest.fixture
def products(point):
    lapsed = line(point)
    long_ago = timezone.localdate() - timedelta(days=4 * 365)
    CertificateFactory(product=lapsed.product, issued_on=long_ago)
    found = {"A": line(point), "B": line(point), "lapsed": lapsed}
    return {name: ln.product_id for name, ln in found.items()} | {"absent": 987_654}


def agree(server: dict[str, str], phone: dict[str, str]) -> bool:
    return server.keys() == phone.keys() and all(
        code in ("*", phone[place]) for place, code in server.items()
    )


def test_phone_and_server_refuse_the_same(open_browser, api, manager, point, products, today):
    reports = []
    for case in STOCK.values():
        body = {
            "day": (today + timedelta(days=case.get("days", 0))).isoformat(),
            "lines": [{"product": products[p], **f} for p, f in case.get("lines", [])],
            "nothing_sold": case.get("nothing_sold", False),
            "reason": case.get("reason", ""),
        }
        reports.append({"kind": "stock", "report": body})
    for groups in VISITORS.values():
        known = [{"origin": "UNKNOWN", "type": "UNKNOWN", **group} for group in groups]
        body = {"day": today.isoformat(), "groups": known}
        reports.append({"kind": "visitors", "report": body})
    listed = {"listed": True, "receivable": True}
    known = {str(products[name]): dict(listed) for name in ("A", "B", "lapsed")}
    known[str(products["lapsed"])]["receivable"] = False
    page = open_browser(manager)
    page.goto("/report/vi/")
    context = {"today": today.isoformat(), "known": known, "changed": False}
    phone = page.evaluate(ASK, {"reports": reports, "context": context})
    # Each case on a point without figures of the day: what differs from them is another matter.
    client, answers = api(manager), []
    for report, (name, found) in zip(
        reports, zip([*STOCK, *VISITORS], phone, strict=True), strict=True
    ):
        kind = "stock" if report["kind"] == "stock" else "visitor"
        point.submissions.update(state="SET_ASIDE")
        answers.append((name, by_server(client, point, kind, report["report"]), found))
    assert not [row for row in answers if not agree(row[1], row[2])]
    assert len({code for _n, server, _p in answers for code in server.values()}) > 10


TYPED = ["3", " 3 ", "1,5", "1.5", "1.200", "5.600.000", "5 600 000", "5\u202f600", "0,125", "-2"]
TYPED += ["1.2.3", "1,200", "12.5", "0.500", "0,500", "1,234.5", "ba", "1.234,5"]
READ = """async ([texts, language]) => {
    const {written} = await import('/static/venues/offline/numbers.js');
    return texts.map((text) => written(text, language));
}"""


@pytest.mark.parametrize("language", ["vi", "en", "fr"])
def test_phone_and_server_read_the_same_number(open_browser, language):
    page = open_browser()
    page.goto(f"/report/{language}/")
    with translation.override(language):
        assert page.evaluate(READ, [TYPED, language]) == [written_decimal(text) for text in TYPED]
