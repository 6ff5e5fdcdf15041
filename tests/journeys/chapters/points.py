"""Showcase points: a month of reports by their managers, and what the organiser sees of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from tests.journeys.chapters.story import Story, today
from tests.journeys.client import Api, many
from tests.pdf import pdf_text

POINTS, DAYS, LINES = 85, 30, 3
FLOWS = ("received", "sold", "damaged")


@dataclass
class Point:
    """A point, its manager, and the sum of all that was posted for it."""

    id: int
    email: str
    prices: dict[int, int] = field(default_factory=dict)
    manager: Api = field(default_factory=lambda: Api(""))
    stock_days: Counter = field(default_factory=Counter)
    visitor_days: Counter = field(default_factory=Counter)
    visitors: Counter = field(default_factory=Counter)
    amount: Counter = field(default_factory=Counter)
    flows: dict[tuple[str, str, int], Decimal] = field(default_factory=dict)

    def on_hand(self, product: int) -> Decimal:
        signs = {"received": 1, "sold": -1, "damaged": -1}
        return sum(
            (signs[flow] * n for (_m, flow, p), n in self.flows.items() if p == product), Decimal()
        )

    def sold(self, month: str) -> Decimal:
        return sum(
            (n for (m, f, _p), n in self.flows.items() if (m, f) == (month, "sold")), Decimal()
        )


def first_day() -> date:
    return today() - timedelta(days=DAYS)


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def prepare(story: Story) -> list[Point]:
    """The organiser opens the points for reports, lists products and invites the managers."""
    office, since = story.organiser, first_day().isoformat()
    rows = office.all("points/", ordering="id")
    products = [p for e in story.exhibitors for p in e.products]
    for number in range(POINTS - len(rows)):
        body = {"name": f"Điểm trình diễn {number + 1:02d}", "kind": "SHOP"}
        rows.append(office.post("points/", body, key=f"point-{number}"))
    points = [Point(r["id"], f"quanly{n:02d}@example.org") for n, r in enumerate(rows[:POINTS])]

    def open_point(numbered: tuple[int, Point]) -> None:
        number, point = numbered
        path = f"points/{point.id}/"
        office.patch(path, {"reports_from": since, "version": office.get(path)["version"]})
        for line in range(LINES):
            product = products[(number * LINES + line) % len(products)]
            point.prices[product] = 10_000 * (1 + (number + line) % 9)
            body = {"product": product, "since": since, "price": point.prices[product]}
            office.post(f"{path}lines/", body)
        body = {"email": point.email, "full_name": f"Quản lý {number:02d}", "since": since}
        office.post(f"{path}managers/", body)

    many(open_point, list(enumerate(points)))
    joined = story.city.newcomers([point.email for point in points])
    for point, manager in zip(points, joined, strict=True):
        point.manager = manager
    return points


def report(points: list[Point]) -> None:
    """Every manager reports thirty days, leaves some out, and sends some twice."""

    def month(point: Point) -> None:
        rng = Random(point.id)
        for number in range(DAYS):
            day = first_day() + timedelta(days=number)
            if rng.random() > 0.04 or number == 0:
                post_stock(point, day, rng, first=number == 0)
            if rng.random() > 0.06:
                post_visitors(point, day, rng)

    many(month, points)


def post_stock(point: Point, day: date, rng: Random, *, first: bool) -> None:
    month, lines = month_of(day), []
    for product, price in point.prices.items():
        sold = Decimal(rng.randrange(0, 9)) / 2
        figures = {"sold": sold, "received": Decimal(200 if first else 0)}
        if rng.random() < 0.05:
            figures["damaged"] = Decimal(1)
        for flow, quantity in figures.items():
            key = (month, flow, product)
            point.flows[key] = point.flows.get(key, Decimal()) + quantity
        point.amount[month] += int(sold * price)
        lines.append({"product": product, **{flow: str(n) for flow, n in figures.items()}})
    point.stock_days[month] += 1
    send(point, "stock-reports", day, {"lines": lines}, rng)


def post_visitors(point: Point, day: date, rng: Random) -> None:
    groups = [
        {"n": rng.randrange(0, 60), "origin": "DOMESTIC"},
        {"n": rng.randrange(0, 15), "origin": "FOREIGN", "nationality": "FR"},
    ]
    point.visitors[month_of(day)] += sum(group["n"] for group in groups)
    point.visitor_days[month_of(day)] += 1
    send(point, "visitor-reports", day, {"groups": groups}, rng)


def send(point: Point, what: str, day: date, body: dict[str, Any], rng: Random) -> None:
    """One report; the network fails now and then after it arrived, and it is sent again."""
    report = body | {"day": day.isoformat(), "client_uuid": str(UUID(int=rng.getrandbits(128)))}
    path = f"points/{point.id}/{what}/"
    first = point.manager.ask("POST", path, json=report, status=[201])
    if rng.random() < 0.02:
        assert point.manager.ask("POST", path, json=report, status=[200]) == first


def months() -> list[str]:
    return sorted({month_of(first_day()), month_of(today())})


def expected_days(month: str) -> int:
    """Days of the month from the first reporting day to today: today is still to be done."""
    return sum(month_of(first_day() + timedelta(n)) == month for n in range(DAYS + 1))


def check_dashboard(story: Story, points: list[Point]) -> None:
    """Completeness, stock, sales and visits are what the managers sent."""
    for month in months():
        answer = story.organiser.get("points-dashboard/", month=month)
        found = story.organiser.all("points-dashboard/", month=month)
        rows = {row["id"]: row for row in found}
        assert len(rows) == POINTS
        for point in points:
            row, expected = rows[point.id], expected_days(month)
            assert row["stock_complete"] == point.stock_days[month] * 100 // expected
            assert row["visitors_complete"] == point.visitor_days[month] * 100 // expected
            assert Decimal(row["sold"]) == point.sold(month)
            assert row["amount"] == point.amount[month]
            assert row["visitors"] == point.visitors[month]
        assert answer["totals"]["amount"] == sum(p.amount[month] for p in points)
        assert answer["totals"]["visitors"] == sum(p.visitors[month] for p in points)

    def check_stock(point: Point) -> None:
        for row in point.manager.all(f"points/{point.id}/lines/"):
            assert Decimal(row["on_hand"]) == point.on_hand(row["product"])

    many(check_stock, points)


def check_monthly_reports(story: Story, points: list[Point]) -> None:
    """A paper for each point, each producer that has goods there and the city, by a worker."""
    month = months()[0]
    asked = story.organiser.post(
        "points-reports/", {"month": f"{month}-01", "languages": ["vi"]}, key="month"
    )
    job = story.city.done(story.organiser, asked["job"])

    def papers_of(kind: str) -> list[dict[str, Any]]:
        rows = story.organiser.all("documents/", kind=kind)
        workbooks = story.organiser.all("documents/", kind=f"{kind}_xlsx")
        assert {row["kind"] for row in rows} == {kind}
        assert {row["subject_id"] for row in rows} == {row["subject_id"] for row in workbooks}
        return rows

    producers = papers_of("venues.producer_month")
    assert producers
    assert job["done"] == job["total"] == POINTS + len(producers) + 1
    assert len(papers_of("venues.point_month")) == POINTS
    (city,) = papers_of("venues.city_month")
    total = sum(point.visitors[month] for point in points)
    text = pdf_text(story.organiser.get(f"documents/{city['id']}/download/"))
    assert f"{total:,}".replace(",", ".") in text
