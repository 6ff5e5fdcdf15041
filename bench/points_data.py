"""A made-up city for bench/points.py: points, lines and years of ledger, written by COPY."""

import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from exhibitors.models import Commune, Producer, Product
from venues.models import Line, LineNow, ShowcasePoint
from venues.rules import month_of, next_month
from venues.services import periods, reconcile, reporting_days

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SPACE = uuid.UUID("5f2b1c70-8f0a-4a3e-9f5b-7c1b0e5d4a21")
SALE_SHARE = 0.85  # of the lines of a day; with deliveries about 0.93 movements a line and day


def make_city(points: int, lines: int, first: date) -> list[int]:
    """Points with the same number of lines each. Returns their keys."""
    commune = Commune(name="Xã Thử", code="99999")
    commune.save()
    producer = Producer(name="HTX Thử", code="BENCH", kind="COOPERATIVE", commune=commune)
    producer.save()
    products = [
        Product(name=f"Sản phẩm {n:04d}", code=f"BP{n:05d}", producer=producer, group=1)
        for n in range(lines)
    ]
    for product in products:
        product.index_name()
    Product.objects.bulk_create(products)
    made = [
        ShowcasePoint(
            name=f"Điểm {n:04d}", code=f"B{n:05d}", kind="SHOP", commune=commune, reports_from=first
        )
        for n in range(points)
    ]
    for point in made:
        point.index_name()
    ShowcasePoint.objects.bulk_create(made)
    listed = DateRange(first, None)
    for point in made:
        Line.objects.bulk_create(
            Line(point=point, product=p, listed=listed, price=50_000, reorder_level=5)
            for p in products
        )
        LineNow.objects.bulk_create(
            LineNow(point=point, product=p, reorder_level=5) for p in products
        )
    return [point.pk for point in made]


def add_days(points: list[int], products: list[int], first: date, last: date) -> int:
    """A ledger for these days by COPY, then the rollups as the nightly check makes them.

    Returns how many movements were written.
    """
    reporting_days.ensure_partitions(first=first, last=last)
    written = 0
    for point in points:
        rng = random.Random(f"{point}-{first}")
        with transaction.atomic(), connection.cursor() as cursor:
            # The keys are right by construction; looking each of them up doubles the time.
            cursor.execute("SET LOCAL session_replication_role = replica")
            _copy_submissions(cursor, point, first, last)
            written += _copy_movements(cursor, point, products, first, last, rng)
        with transaction.atomic():
            month = month_of(first)
            while month <= last:
                periods.open_month(point_id=point, month=month)
                month = next_month(month)
            periods.open_days(point_id=point, first=first, last=last)
            _mark_reported(point, first, last)
            reconcile.rebuild_rollups(point_id=point)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return written


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def _key(point: int, day: date) -> uuid.UUID:
    return uuid.uuid5(SPACE, f"{point}/{day}")


def _evening(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 19, tzinfo=ZONE)


def _copy_submissions(cursor: object, point: int, first: date, last: date) -> None:
    columns = (
        "client_uuid, point_id, kind, business_day, device, seq, sha256, payload, answer, status,"
        " state, rev, late, received_at"
    )
    statement = f"COPY venues_submission ({columns}) FROM STDIN"
    with cursor.copy(statement) as copy:  # type: ignore[attr-defined]
        for n, day in enumerate(_days(first, last)):
            payload = '{"lines": [], "nothing_sold": false}'
            copy.write_row(
                (
                    _key(point, day),
                    point,
                    "STOCK",
                    day,
                    "bench",
                    n,
                    "",
                    payload,
                    "",
                    201,
                    "ACCEPTED",
                    n + 1,
                    False,
                    _evening(day),
                )
            )


def _copy_movements(
    cursor: object, point: int, products: list[int], first: date, last: date, rng: random.Random
) -> int:
    columns = (
        "submission_id, point_id, product_id, day, kind, flow, quantity, amount, reason, posted_at"
    )
    left = dict.fromkeys(products, 0)
    written = 0
    with cursor.copy(f"COPY venues_movement ({columns}) FROM STDIN") as copy:  # type: ignore[attr-defined]
        for day in _days(first, last):
            tail = f"\t{_evening(day).isoformat()}\n"
            head = f"{_key(point, day)}\t{point}\t"
            rows = []
            for product in products:
                if left[product] < 3:
                    left[product] += 30
                    rows.append(f"{head}{product}\t{day}\tRECEIVE\tRECEIVE\t30\t0\t{tail}")
                if rng.random() < SALE_SHARE:
                    sold = 1 + int(rng.random() * 3)
                    left[product] -= sold
                    rows.append(
                        f"{head}{product}\t{day}\tSELL\tSELL\t-{sold}\t{sold * 50_000}\t{tail}"
                    )
            copy.write("".join(rows))
            written += len(rows)
    return written


def _mark_reported(point: int, first: date, last: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE venues_pointday SET stock_at = day + interval '12 hours', visitors = 40,"
            " visitors_at = day + interval '12 hours'"
            " WHERE point_id = %s AND day BETWEEN %s AND %s",
            [point, first, last],
        )
        cursor.execute(
            "INSERT INTO venues_visit (submission_id, point_id, day, origin, nationality, type, n,"
            " method) SELECT client_uuid, point_id, business_day, 'UNKNOWN', '', 'UNKNOWN', 40,"
            " 'COUNTED' FROM venues_submission WHERE point_id = %s"
            " AND business_day BETWEEN %s AND %s",
            [point, first, last],
        )
