"""Made-up reports of showcase points, marked as such wherever they are shown.

Real points whose figures are made up carry `demo_figures`. No person is invented: reports come
from nobody ("system").
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid5

import orjson
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from venues.models import Line, ShowcasePoint, Submission, Visit
from venues.rules import ZONE, MovementKind, ReportKind, is_late, month_of
from venues.services import periods, reconcile, reporting_days
from venues.services.point_lock import lock_point
from venues.services.submissions import digest

FORGOTTEN = 0.006  # of the visitor reports say that nobody came, though something was sold
SPACE = UUID("6f1d3c1e-51a5-4f0e-8f57-8f6ce7a0d6b1")


LEDGER = """
INSERT INTO venues_movement (submission_id, point_id, product_id, day, kind, flow, quantity,
    amount, reason, posted_at)
SELECT submission, %s, product, day, kind, kind, quantity, amount, '', posted
FROM unnest(%s::uuid[], %s::bigint[], %s::date[], %s::text[], %s::numeric[], %s::bigint[],
    %s::timestamptz[]) AS t (submission, product, day, kind, quantity, amount, posted)
"""

ARRIVED = {
    kind: f"""
UPDATE venues_pointday d SET {kind}_at = t.at, {kind}_late = t.late
FROM unnest(%s::date[], %s::timestamptz[], %s::bool[]) AS t (day, at, late)
WHERE d.point_id = %s AND d.day = t.day
"""  # noqa: S608 - the two names below
    for kind in ("stock", "visitors")
}


def generate_month(
    *, points: Sequence[ShowcasePoint], first_day: date, days: int = 30, seed: int = 1
) -> dict[str, int]:
    """Made-up stock and visitor reports of each day, some days late or missing.

    Rows go in by point and in bulk, then the rollups are computed from the ledger as the
    nightly check does. A point that has reports in these days is left alone.
    """
    now = timezone.now()
    last = min(first_day + timedelta(days=days - 1), now.astimezone(ZONE).date())
    reporting_days.ensure_partitions(first=first_day, last=last)
    totals = {"points": 0, "reports": 0, "movements": 0}
    for point in points:
        made = _PointMonth(point, first_day, last, random.Random(f"{seed}-{point.code}"), now)  # noqa: S311
        if made.write():
            totals["points"] += 1
            totals["reports"] += len(made.submissions)
            totals["movements"] += len(made.movements)
    return totals


class _PointMonth:
    """The made-up reports of one point."""

    def __init__(
        self, point: ShowcasePoint, first: date, last: date, rng: random.Random, now: datetime
    ) -> None:
        self.point, self.first, self.last, self.rng, self.now = point, first, last, rng, now
        self.submissions: list[Submission] = []
        self.movements: list[tuple[Any, ...]] = []
        self.visits: list[Visit] = []
        self.stock_days: dict[date, tuple[datetime, bool]] = {}
        self.visitor_days: dict[date, tuple[datetime, bool]] = {}
        # Most points report nearly every day, a few leave gaps.
        self.missing = rng.choice((0.0, 0.02, 0.03, 0.05, 0.08, 0.25))
        self.late = rng.choice((0.02, 0.05, 0.1, 0.2))
        self.busy = rng.uniform(0.5, 2.2)

    @transaction.atomic
    def write(self) -> bool:
        locked = lock_point(self.point.pk)
        if Submission.objects.filter(
            point=locked, business_day__gte=self.first, business_day__lte=self.last
        ).exists():
            return False
        self._open(locked)
        lines = list(
            Line.objects.filter(point=locked).order_by("product_id").values("product_id", "price")
        )
        self._invent(lines)
        self._store()
        reconcile.rebuild_rollups(point_id=locked.pk)
        ShowcasePoint.objects.filter(pk=locked.pk).update(
            rev=locked.rev + len(self.submissions), demo_figures=True
        )
        return True

    def _open(self, point: ShowcasePoint) -> None:
        if point.reports_from is None or point.reports_from > self.first:
            ShowcasePoint.objects.filter(pk=point.pk).update(reports_from=self.first)
        for month in sorted({month_of(self.first), month_of(self.last)}):
            periods.open_month(point_id=point.pk, month=month)
        periods.open_days(point_id=point.pk, first=self.first, last=self.last)

    def _invent(self, lines: Sequence[Mapping[str, Any]]) -> None:
        on_hand = {line["product_id"]: 0 for line in lines}
        pull = {line["product_id"]: self.rng.uniform(0.05, 0.6) * self.busy for line in lines}
        day = self.first
        while day <= self.last:
            weekend = 1.6 if day.weekday() >= 5 else 1.0
            if at := self._arrival(day, ReportKind.STOCK):
                self._stock(day, at, lines, on_hand, pull, weekend)
            if at := self._arrival(day, ReportKind.VISITORS):
                self._visitors(day, at, weekend)
            day += timedelta(days=1)

    def _arrival(self, day: date, kind: ReportKind) -> datetime | None:
        """When the report came; None: it did not, or could not yet."""
        first = day == self.first and kind == ReportKind.STOCK
        if not first and self.rng.random() < self.missing:
            return None
        evening = datetime.combine(day, time(18, 30), ZONE)
        at = evening + timedelta(minutes=self.rng.randrange(180))
        if self.rng.random() < self.late:
            at += timedelta(days=self.rng.choice((2, 2, 3, 4)))
        return at if at <= self.now else None

    def _submission(
        self, day: date, at: datetime, kind: ReportKind, payload: dict[str, Any]
    ) -> Submission:
        key = uuid5(SPACE, f"{self.point.code}/{day}/{kind}")
        rev = self.point.rev + len(self.submissions) + 1
        late = is_late(day, at, settings.POINT_REPORT_DUE_HOURS)
        answer = {
            "submission": str(key),
            "status": "accepted",
            "point": self.point.pk,
            "day": day.isoformat(),
            "rev": rev,
            "late": late,
            "warnings": [],
        }
        made = Submission(
            client_uuid=key,
            point=self.point,
            kind=kind,
            business_day=day,
            device="demo",
            sha256=digest(payload),
            payload=payload,
            answer=orjson.dumps(answer).decode(),
            status=201,
            rev=rev,
            late=late,
            received_at=at,
        )
        self.submissions.append(made)
        return made

    def _stock(
        self,
        day: date,
        at: datetime,
        lines: Sequence[Mapping[str, Any]],
        on_hand: dict[int, int],
        pull: dict[int, float],
        weekend: float,
    ) -> None:
        items, rows = [], []
        quiet = self.rng.random() < 0.04 and day != self.first
        for line in lines:
            product = line["product_id"]
            item: dict[str, Any] = {"product": product}
            if on_hand[product] <= 3 and (day == self.first or self.rng.random() < 0.5):
                arrived = self.rng.choice((10, 12, 20, 24, 30))
                item["received"] = str(arrived)
                rows.append((product, MovementKind.RECEIVE, arrived, 0))
                on_hand[product] += arrived
            wanted = 0 if quiet else self._drawn(pull[product] * weekend)
            sold = min(wanted, on_hand[product])
            if sold:
                item["sold"] = str(sold)
                rows.append((product, MovementKind.SELL, -sold, sold * (line["price"] or 0)))
                on_hand[product] -= sold
            if on_hand[product] > 4 and self.rng.random() < 0.004:
                item["damaged"] = "1"
                rows.append((product, MovementKind.DAMAGE, -1, 0))
                on_hand[product] -= 1
            if len(item) > 1:
                items.append(item)
        sold_any = any(kind == MovementKind.SELL for _product, kind, _quantity, _amount in rows)
        payload = {
            "lines": items,
            "nothing_sold": not sold_any,
            "correction": False,
            "base_rev": None,
            "reason": "",
        }
        made = self._submission(day, at, ReportKind.STOCK, payload)
        self.stock_days[day] = (at, made.late)
        self.movements += [
            (made.pk, product, day, kind, quantity, amount, at)
            for product, kind, quantity, amount in rows
        ]

    def _drawn(self, mean: float) -> int:
        """A small count with this mean."""
        count, chance = 0, self.rng.random()
        while chance < mean / (1 + mean) and count < 9:
            count += 1
            chance = self.rng.random()
        return count

    def _visitors(self, day: date, at: datetime, weekend: float) -> None:
        total = round(self.rng.uniform(6, 45) * self.busy * weekend)
        if self.rng.random() < FORGOTTEN:
            total = 0
        abroad = round(total * self.rng.uniform(0, 0.15))
        groups = [
            {"origin": origin, "nationality": "", "type": "UNKNOWN", "n": n, "method": "COUNTED"}
            for origin, n in (("DOMESTIC", total - abroad), ("FOREIGN", abroad))
            if n
        ]
        payload = {"groups": groups, "correction": False, "base_rev": None, "reason": ""}
        made = self._submission(day, at, ReportKind.VISITORS, payload)
        self.visitor_days[day] = (at, made.late)
        self.visits += [
            Visit(submission=made, point=self.point, day=day, **group) for group in groups
        ]

    def _store(self) -> None:
        Submission.objects.bulk_create(self.submissions)
        Visit.objects.bulk_create(self.visits)
        columns = [list(column) for column in zip(*self.movements, strict=True)]
        if columns:
            with connection.cursor() as cursor:
                cursor.execute(LEDGER, [self.point.pk, *columns])
        self._mark("stock", self.stock_days)
        self._mark("visitors", self.visitor_days)

    def _mark(self, kind: str, arrived: dict[date, tuple[datetime, bool]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                ARRIVED[kind],
                [
                    list(arrived),
                    [at for at, _late in arrived.values()],
                    [late for _at, late in arrived.values()],
                    self.point.pk,
                ],
            )
