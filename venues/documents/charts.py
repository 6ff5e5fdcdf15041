"""The charts of the monthly reports, the same on pages and on paper."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from common import formats
from common.charts import WIDTH, Chart, bar_chart

MOST = 6


def city_charts(
    best: Sequence[tuple[str, Decimal, str, int]],
    points: Sequence[tuple[str, int]],
    width: float = WIDTH,
) -> list[Chart]:
    """What sold best, and the points with the highest sales; amounts in đồng."""
    leading = sorted(points, key=lambda row: -row[1])[:MOST]
    selling = [(name, earned) for name, _sold, _unit, earned in best[:MOST]]
    return _drawn(
        width,
        (_("Best-selling products, sales"), selling),
        (_("Points with the highest sales"), leading),
    )


def point_charts(products: Sequence[tuple[str, int]], width: float = WIDTH) -> list[Chart]:
    """The products of one point with the highest sales of the month."""
    leading = sorted(products, key=lambda row: -row[1])[:MOST]
    return _drawn(width, (_("Best-selling products, sales"), leading))


def _drawn(width: float, *named: tuple[str, Sequence[tuple[str, int]]]) -> list[Chart]:
    """A chart for each that has something to show."""
    return [
        bar_chart(
            title,
            [(label, value, formats.money(value)) for label, value in rows if value],
            width=width,
        )
        for title, rows in named
        if any(value for _label, value in rows)
    ]
