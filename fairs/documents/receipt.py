"""The receipt of an application: what arrived and when. It decides nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from common import formats
from common.pdf import INK_2, Col, Paper, Sheet, Stamp, paper_head
from fairs.documents.event import Event, stars


@dataclass(frozen=True)
class ReceiptFacts:
    event: Event
    code: str
    producer: str
    producer_address: str
    contact: str
    submitted_at: datetime
    late: bool
    modules: int
    needs: tuple[str, ...]
    products: tuple[tuple[str, int | None, str], ...]  # name, stars, decision number


def receipt_title(facts: ReceiptFacts) -> str:
    return _("Receipt of application %(code)s – %(producer)s") % {
        "code": facts.code,
        "producer": facts.producer,
    }


def draw_receipt(sheet: Sheet, facts: ReceiptFacts, stamp: Stamp) -> None:
    paper_head(sheet, stamp, _("Receipt of an application"), facts.event.name, what=facts.code)
    sheet.text(_("The organiser has received this application."))
    sheet.gap(6)
    arrived = formats.moment(facts.submitted_at)
    sheet.facts(
        [
            (_("Application"), facts.code),
            (_("Producer"), facts.producer),
            (_("Address"), facts.producer_address or "–"),
            (_("Contact"), facts.contact or "–"),
            (_("Application received"), f"{arrived} · {_('Late')}" if facts.late else arrived),
            (_("Booths asked for"), formats.number(facts.modules)),
            (_("Needs"), ", ".join(facts.needs) or "–"),
            *facts.event.facts()[:3],
        ]
    )
    sheet.heading(_("Products in the application"))
    columns = [Col("#", 0.5), Col(_("Product"), 6), Col(_("Stars"), 1.4), Col(_("Decision"), 2)]
    rows = [
        (number, name, stars(count), decision)
        for number, (name, count, decision) in enumerate(facts.products, 1)
    ]
    sheet.table(columns, rows)
    sheet.gap(4)
    sheet.text(
        _(
            "This receipt says that the application arrived. Whether it is accepted is decided "
            "later and told to all applicants on the same day."
        ),
        color=INK_2,
    )


RECEIPT = Paper(title=receipt_title, draw=draw_receipt)
