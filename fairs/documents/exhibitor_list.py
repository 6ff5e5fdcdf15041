"""Who exhibits what and where, by name."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from common import formats
from common.pdf import INK_2, Col, Paper, Sheet, Stamp, paper_head
from fairs.documents.event import Event, Exhibitor, stars


@dataclass(frozen=True)
class ListFacts:
    event: Event
    exhibitors: tuple[Exhibitor, ...]


def list_title(facts: ListFacts) -> str:
    return _("Exhibitors and products – %(fair)s") % {"fair": facts.event.name}


def draw_list(sheet: Sheet, facts: ListFacts, stamp: Stamp) -> None:
    paper_head(sheet, stamp, _("Exhibitors and products"), facts.event.name)
    products = sum(len(who.products) for who in facts.exhibitors)
    booths = sum(len(who.booths) for who in facts.exhibitors)
    sheet.facts(
        [
            *facts.event.facts()[:3],
            (_("Exhibitors"), formats.number(len(facts.exhibitors))),
            (_("Booths"), formats.number(booths)),
            (_("Products"), formats.number(products)),
        ]
    )
    sheet.gap(6)
    if not facts.exhibitors:
        sheet.text(_("No plan of booths has been published yet."), color=INK_2)
        return
    columns = [
        Col("#", 0.6, "right"),
        Col(_("Exhibitor"), 4),
        Col(_("Commune or village"), 2.2),
        Col(_("Booth"), 1.3),
        Col(_("Products"), 4.6),
    ]
    rows = [
        (
            number,
            who.name,
            who.where,
            who.numbers,
            "\n".join(f"{name} {stars(count)}".strip() for name, count in who.products),
        )
        for number, who in enumerate(facts.exhibitors, 1)
    ]
    sheet.table(columns, rows, size=8.5)


EXHIBITOR_LIST = Paper(title=list_title, draw=draw_list)
