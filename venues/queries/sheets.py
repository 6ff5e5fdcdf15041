"""The stock sheet (nhập – xuất – tồn) of a point and the history of one of its lines."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, F, Min, OuterRef, QuerySet, Subquery, Sum, Window
from django.db.models.functions import Coalesce

from venues.models import Line, LineMonth, LineNow, Movement, StockoutRecount

SHEET_FIELDS = (
    "product_id",
    "opening",
    "received",
    "sold",
    "returned",
    "damaged",
    "adjusted",
    "closing",
    "amount",
    "out_days",
)


def stock_sheet(point_id: int, month: date) -> list[dict[str, Any]]:
    """One row per line with stock or movement in the month, by product name.

    Quantities in the product's unit, amounts in đồng. Reads the month's rollup rows only.
    """
    return list(
        LineMonth.objects.filter(point_id=point_id, month=month)
        .order_by("product__sort_key", "product_id")
        .values(*SHEET_FIELDS, name=F("product__name"), unit=F("product__unit"))
    )


def counts_out_days(point_id: int) -> bool:
    """Whether a worker is still counting days out of stock after a correction far back."""
    return StockoutRecount.objects.filter(pk=point_id).exists()


def sheet_totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Sums of the columns of a sheet."""
    names = ("opening", "received", "sold", "returned", "damaged", "adjusted", "closing", "amount")
    return {name: sum((row[name] for row in rows), Decimal(0)) for name in names}


def listed_lines(point_id: int, day: date) -> QuerySet[Line, Any]:
    """The lines on a point's list on a day with stock on hand and low mark, by name, to filter.

    A line that never moved has nothing on hand and is low.
    """
    now = LineNow.objects.filter(point_id=OuterRef("point_id"), product_id=OuterRef("product_id"))
    return (
        Line.objects.filter(point_id=point_id, listed__contains=day)
        .order_by("product__sort_key", "id")
        .values(
            "id",
            "product_id",
            "price",
            "reorder_level",
            "listed",
            sort_key=F("product__sort_key"),
            name=F("product__name"),
            unit=F("product__unit"),
            producer=F("product__producer__name"),
            on_hand=Coalesce(Subquery(now.values("on_hand")), Decimal(0)),
            low=Coalesce(Subquery(now.values("low"), BooleanField()), True),
            negative=Coalesce(Subquery(now.values("negative"), BooleanField()), False),
        )
    )


def lines_of_producer(point_id: int, producer_id: int, day: date) -> list[dict[str, Any]]:
    """The lines of one producer on a point's list on a day, by name."""
    return list(listed_lines(point_id, day).filter(product__producer=producer_id))


def lines_on(point_id: int, day: date) -> list[dict[str, Any]]:
    """The lines on a point's list on a day with stock on hand and low mark, by name."""
    return list(listed_lines(point_id, day))


def line_history(point_id: int, product_id: int) -> QuerySet[Movement]:
    """Movements of a line, newest day first, each with the balance after it.

    Filter by `moved_on` and `moved_as`, not by the columns they repeat: conditions on windows come
    after the balance, others would leave movements out of it.
    """
    return (
        Movement.objects.filter(point_id=point_id, product_id=product_id)
        .select_related("actor", "submission")
        .annotate(
            balance=Window(Sum("quantity"), order_by=[F("day").asc(), F("id").asc()]),
            moved_on=Window(Min("day"), partition_by=[F("id")]),
            moved_as=Window(Min("kind"), partition_by=[F("id")]),
        )
        .order_by("-day", "-id")
    )


def balance_before(point_id: int, day: date) -> dict[int, Decimal]:
    """Stock of each line at the start of a day: what is on hand less all movement since."""
    balance = dict(LineNow.objects.filter(point_id=point_id).values_list("product_id", "on_hand"))
    since = (
        Movement.objects.filter(point_id=point_id, day__gte=day)
        .order_by()
        .values_list("product_id")
        .annotate(total=Sum("quantity"))
    )
    for product, total in since:
        balance[product] = balance.get(product, Decimal(0)) - total
    return balance
