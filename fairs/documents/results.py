"""The results of a fair, counted from what the system holds: figures, charts and tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common import formats
from common.charts import PAPER, WIDTH, Chart, bar_chart
from common.excel import workbook_bytes
from common.pdf import INK_2, Col, Paper, Sheet, Stamp, draw_chart, paper_head
from fairs.documents.event import Event

Counted = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class SeminarRow:
    name: str
    when: str
    seats: int
    registered: int
    state: str


@dataclass(frozen=True)
class ResultsFacts:
    """Counts of one fair; each breakdown adds up to the total above it."""

    event: Event
    legal_basis: str
    halls: int
    booths: int
    booths_used: int
    applications: int
    by_state: Counted
    exhibitors: int
    products: int
    by_group: Counted
    by_stars: Counted
    by_commune: Counted
    seminars: tuple[SeminarRow, ...]
    visits: tuple[tuple[str, int | None], ...] = ()  # by day; None: not reported
    sales: tuple[tuple[str, int | None], ...] = ()  # by exhibitor, in đồng


def results_title(facts: ResultsFacts) -> str:
    return _("Results – %(fair)s") % {"fair": facts.event.name}


def result_charts(facts: ResultsFacts, width: float = WIDTH) -> list[Chart]:
    """The charts of the report, the same on the page and on paper; empty ones are left out."""
    named = [
        (_("Products by group"), facts.by_group),
        (_("Exhibitors by commune or ward"), facts.by_commune[:12]),
    ]
    return [
        bar_chart(
            title, [(label, count, formats.number(count)) for label, count in rows], width=width
        )
        for title, rows in named
        if rows
    ]


def figures(facts: ResultsFacts) -> list[tuple[object, object]]:
    """The sums of the report as (label, written value)."""
    number = formats.number
    return [
        (_("Halls"), number(facts.halls)),
        (_("Booths in use"), f"{number(facts.booths_used)} / {number(facts.booths)}"),
        (_("Applications"), number(facts.applications)),
        (_("Exhibitors"), number(facts.exhibitors)),
        (_("Products"), number(facts.products)),
        (_("Seminars"), number(len(facts.seminars))),
        (_("Visits"), _sum(facts.visits, number)),
        (_("Sales"), _sum(facts.sales, formats.money)),
    ]


def _sum(rows: Sequence[tuple[str, int | None]], write: Callable[[int], str]) -> str:
    """The sum of what was reported, and of how many it is; never a zero for silence."""
    given = [value for _label, value in rows if value is not None]
    if not given:
        return _("Not reported")
    total = write(sum(given))
    if len(given) == len(rows):
        return total
    return _("%(sum)s (reported: %(given)s of %(all)s)") % {
        "sum": total,
        "given": formats.number(len(given)),
        "all": formats.number(len(rows)),
    }


def reported_tables(facts: ResultsFacts) -> list[tuple[str, str, str, list[tuple[str, str]], str]]:
    """What the organiser reported as (heading, first column, second column, rows, sum)."""
    number, money = formats.number, formats.money
    found: list[tuple[str, str, str, list[tuple[str, str]], str]] = []
    for heading, label, unit, rows, write in (
        (_("Visits by day"), _("Day"), _("Visits"), facts.visits, number),
        (_("Sales by exhibitor"), _("Exhibitor"), _("Sales"), facts.sales, money),
    ):
        if any(value is not None for _label, value in rows):
            written = [(n, _("Not reported") if v is None else write(v)) for n, v in rows]
            found.append((heading, label, unit, written, _sum(rows, write)))
    return found


def results_workbook(facts: ResultsFacts) -> bytes:
    """The report as one sheet: part, entry, figure; empty where nothing was reported."""
    unnamed = _("The fair")
    rows: list[tuple[object, object, object]] = [
        (unnamed, _("Name"), facts.event.name),
        (unnamed, _("Dates"), facts.event.days),
        (unnamed, _("Place"), facts.event.place),
        (unnamed, _("Halls"), facts.halls),
        (unnamed, _("Booths"), facts.booths),
        (unnamed, _("Booths in use"), facts.booths_used),
        (unnamed, _("Applications"), facts.applications),
        (unnamed, _("Exhibitors"), facts.exhibitors),
        (unnamed, _("Products"), facts.products),
    ]
    for heading, _label, counted in tables(facts):
        rows += [(heading, name, count) for name, count in counted]
    rows += [(_("People registered for seminars"), s.name, s.registered) for s in facts.seminars]
    rows += [(_("Visits by day"), day, count) for day, count in facts.visits]
    rows += [(_("Sales by exhibitor"), name, amount) for name, amount in facts.sales]
    header = [_("Part"), _("Entry"), _("Figure")]
    return workbook_bytes(title=_("Results"), header=header, rows=rows)


def tables(facts: ResultsFacts) -> list[tuple[str, str, Counted]]:
    """The breakdowns as (heading, name of the first column, rows)."""
    return [
        (_("Applications by state"), _("State"), facts.by_state),
        (_("Products by group"), _("Product group"), facts.by_group),
        (_("Products by stars"), _("Stars"), facts.by_stars),
        (_("Exhibitors by commune or ward"), _("Commune or ward"), facts.by_commune),
    ]


def draw_results(sheet: Sheet, facts: ResultsFacts, stamp: Stamp) -> None:
    paper_head(
        sheet,
        stamp,
        _("Results of the fair"),
        facts.event.name,
        note=_("Data for the organiser’s report, counted by this system; not an official form."),
    )
    sheet.facts([*facts.event.facts()[:3], (_("Legal basis"), facts.legal_basis or "–")])
    sheet.gap(4)
    sheet.facts(figures(facts))
    for chart in result_charts(facts, PAPER):
        draw_chart(sheet, chart)
    for heading, label, rows in tables(facts):
        sheet.heading(heading)
        if not rows:
            sheet.text("–", color=INK_2)
            continue
        sheet.table(
            [Col(label, 5), Col(_("Count"), 1, "right")],
            [(name, formats.number(count)) for name, count in rows],
            total=(_("Total"), formats.number(sum(count for _name, count in rows))),
        )
    _reported(sheet, facts)
    _seminars(sheet, facts)


def _reported(sheet: Sheet, facts: ResultsFacts) -> None:
    for heading, label, unit, rows, total in reported_tables(facts):
        sheet.heading(heading)
        sheet.table([Col(label, 4), Col(unit, 2, "right")], rows, total=(_("Total"), total))


def _seminars(sheet: Sheet, facts: ResultsFacts) -> None:
    if not facts.seminars:
        return
    sheet.heading(_("Seminars"))
    columns = [
        Col(_("Seminar"), 4.5),
        Col(_("Time"), 2.4),
        Col(_("Seats"), 1, "right"),
        Col(_("People registered"), 1.3, "right"),
        Col(_("State"), 1.6),
    ]
    rows = [
        (row.name, row.when, formats.number(row.seats), formats.number(row.registered), row.state)
        for row in facts.seminars
    ]
    sheet.table(columns, rows)


RESULTS = Paper(title=results_title, draw=draw_results)
