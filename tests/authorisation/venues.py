"""Matrix of the app venues, put together from its parts."""

from typing import Any

from tests.authorisation import (
    venues_core,
    venues_months,
    venues_office,
    venues_reports,
    venues_stock,
)

# A handover is signed after a count: the office has its objects before the stock.
PARTS = (venues_core, venues_office, venues_stock, venues_months, venues_reports)

CASES = [case for part in PARTS for case in part.CASES]


def build(world: dict[str, Any]) -> None:
    """Every part adds its own objects, the core first."""
    for part in PARTS:
        part.build(world)
