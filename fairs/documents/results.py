"""The results of a fair, counted from what the system holds: figures, charts and tables."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from common import formats
from common.charts import PAPER, WIDTH, Chart, bar_chart
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
    ]


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
    _seminars(sheet, facts)


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
