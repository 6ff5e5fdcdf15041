"""What was reported of a fair: sales by exhibitor, visits by day; None where nothing was."""

from dataclasses import dataclass
from datetime import date

from fairs.models import Fair, ReportedSales, ReportedVisitors
from fairs.queries.papers import placed
from fairs.rules.phases import days_of


@dataclass(frozen=True)
class SalesRow:
    """An exhibitor with its sales in whole đồng; None: not reported."""

    application: int
    name: str
    booths: str
    amount: int | None


@dataclass(frozen=True)
class Reported:
    """Every exhibitor of the published plan and every day of the fair."""

    sales: tuple[SalesRow, ...]
    visits: tuple[tuple[date, int | None], ...]


def reported_results(fair: Fair) -> Reported:
    """Read in a few queries, whatever the number of exhibitors."""
    amounts = dict(
        ReportedSales.objects.filter(application__fair=fair).values_list("application_id", "amount")
    )
    visits = dict(ReportedVisitors.objects.filter(fair=fair).values_list("day", "visits"))
    return Reported(
        sales=tuple(
            SalesRow(
                application=row.application_id,
                name=row.application.producer.name,
                booths=", ".join(place.booth.number for place in row.places.all()),
                amount=amounts.get(row.application_id),
            )
            for row in placed(fair)
        ),
        visits=tuple((day, visits.get(day)) for day in days_of(fair.opens_on, fair.closes_on)),
    )
