"""What a phone takes along: rules, calendar, lines and the figures of the last days of a point."""

import hashlib
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from exhibitors.models import Certificate
from venues.models import Line, LineNow, Movement, PointClosure, PointDay, ShowcasePoint, Submission
from venues.rules import SubmissionState
from venues.rules.reports import report_rules

BACK, AHEAD, FIGURES = 35, 7, 8


def point_bundle(point: ShowcasePoint, today: date) -> dict[str, Any]:
    """Rules, the calendar of 35 days back and 7 ahead, lines, and 8 days' figures.

    `version` changes with the rules and their language only; quantities are texts in the
    product's unit, amounts whole đồng. Reads `rev` first, so that the figures are never older.
    """
    rules = report_rules()
    days = [today - timedelta(days=n) for n in range(FIGURES)]
    return {
        "version": hashlib.sha256(orjson.dumps(rules)).hexdigest()[:16],
        "rules": rules,
        "point": {
            "id": point.pk,
            "code": point.code,
            "name": point.name,
            "kind": point.kind,
            "rev": point.rev,
            "is_demo": point.is_demo,
        },
        "today": today,
        "locked_until": point.locked_until,
        "calendar": calendar(point, today),
        "lines": bundle_lines(point.pk, today, days[-1]),
        "days": figures_of_days(point.pk, days),
    }


def calendar(point: ShowcasePoint, today: date) -> list[dict[str, Any]]:
    """Each day with what is expected and what arrived; days to come are expected unless closed."""
    first, last = today - timedelta(days=BACK), today + timedelta(days=AHEAD)
    known = {d.day: d for d in PointDay.objects.filter(point=point, day__range=(first, last))}
    span = (first, last + timedelta(days=1))
    closures = list(PointClosure.objects.filter(point=point, days__overlap=span))
    expected = expected_days(point.pk, first, last)
    rows = []
    for n in range((last - first).days + 1):
        day = first + timedelta(days=n)
        row = known.get(day)
        closed = any(_holds(closure, day) for closure in closures)
        begun = point.reports_from is not None and day >= point.reports_from
        rows.append(
            {
                "day": day,
                "expected": row.expected if row else begun and day in expected,
                "closed": closed,
                "locked": bool(point.locked_until and day <= point.locked_until),
                "stock_at": row.stock_at if row else None,
                "visitors_at": row.visitors_at if row else None,
            }
        )
    return rows


def expected_days(point_id: int, first: date, last: date) -> set[date]:
    """The days on which the calendar of the point's kind, holidays and closures expect reports."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d::date FROM generate_series(%s::date, %s::date, interval '1 day') AS d"
            " WHERE venues_day_expected(%s, d::date)",
            [first, last, point_id],
        )
        return {row[0] for row in cursor.fetchall()}


def _holds(closure: PointClosure, day: date) -> bool:
    return closure.first <= day and (closure.last is None or day <= closure.last)


def bundle_lines(point_id: int, today: date, since: date) -> list[dict[str, Any]]:
    """Lines listed at some time since a day, by name, with stock and whether goods may come in."""
    now = LineNow.objects.filter(point_id=OuterRef("point_id"), product_id=OuterRef("product_id"))
    rows: QuerySet[Line, Any] = (
        Line.objects.filter(point_id=point_id, listed__overlap=(since, today + timedelta(days=1)))
        .order_by("product__sort_key", "id")
        .values(
            "product_id",
            "price",
            "listed",
            name=F("product__name"),
            unit=F("product__unit"),
            barcode=F("product__barcode"),
            producer=F("product__producer__name"),
            on_hand=Coalesce(Subquery(now.values("on_hand")), Decimal(0)),
        )
    )
    found = list(rows)
    blocked = lapsed_products([row["product_id"] for row in found], today)
    return [
        {
            "product": row["product_id"],
            **{n: row[n] for n in ("name", "unit", "barcode", "producer", "price")},
            "on_hand": f"{row['on_hand']:f}",
            "listed_from": row["listed"].lower,
            "listed_until": row["listed"].upper - timedelta(days=1)
            if row["listed"].upper
            else None,
            "receivable": row["product_id"] not in blocked,
        }
        for row in found
    ]


def lapsed_products(products: list[int], day: date) -> set[int]:
    """Those that were certified once and are not on this day."""
    certified = Certificate.objects.filter(product_id__in=products)
    valid = set(certified.valid_on(day).values_list("product_id", flat=True))
    return set(certified.values_list("product_id", flat=True)) - valid


def figures_of_days(point_id: int, days: list[date]) -> list[dict[str, Any]]:
    """By day the opening balance of each line that is not zero, and the accepted reports.

    `stock` and `visitors` are the payloads as they were accepted, oldest first, each with the
    `rev` a correction starts from.
    """
    balance: dict[int, Decimal] = dict(
        LineNow.objects.filter(point_id=point_id).values_list("product_id", "on_hand")
    )
    moved: dict[date, dict[int, Decimal]] = defaultdict(dict)
    rows = (
        Movement.objects.filter(point_id=point_id, day__gte=min(days))
        .order_by()
        .values_list("day", "product_id")
        .annotate(total=Sum("quantity"))
    )
    for day, product, total in rows:
        moved[day][product] = total
    reports: dict[tuple[date, str], list[dict[str, Any]]] = defaultdict(list)
    accepted = Submission.objects.filter(
        point_id=point_id,
        business_day__in=days,
        rev__isnull=False,
        state=SubmissionState.ACCEPTED,
    ).order_by("rev")
    for sent in accepted.only("business_day", "kind", "rev", "payload"):
        reports[sent.business_day, sent.kind].append({"rev": sent.rev, **sent.payload})
    shown = []
    for day in sorted(days, reverse=True):
        for product, total in moved[day].items():
            balance[product] = balance.get(product, Decimal(0)) - total
        shown.append(
            {
                "day": day,
                "opening": {str(p): f"{n:f}" for p, n in sorted(balance.items()) if n},
                "stock": reports[day, "STOCK"],
                "visitors": reports[day, "VISITORS"],
            }
        )
    return shown
