"""The booth assignment letter of one exhibitor: facts in, PDF out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from common import formats
from common.pdf import (
    LEADING,
    SIZE,
    Col,
    Letterhead,
    Paper,
    Sheet,
    Stamp,
    fitting_size,
    render,
    wrap,
)
from fairs.documents.plan_geometry import HallDrawing
from fairs.documents.plan_print import paint_hall

QR_SIZE = 92
PLAN_HEIGHT = 420


@dataclass(frozen=True)
class LetterFacts:
    """Everything the letter says. Only what the organiser entered; nothing is invented."""

    language: str
    office: str
    fair: str
    opens_on: date
    closes_on: date
    daily_from: time
    daily_until: time
    venue: str
    address: str
    move_in_at: datetime | None
    confirm_by: datetime | None
    contact: str
    producer: str
    producer_address: str
    code: str
    booths: tuple[str, ...]
    hall: HallDrawing
    zone: str
    size: str
    equipment: tuple[str, ...]
    products: tuple[tuple[str, int | None], ...]
    plan_number: int
    issued_at: datetime
    verify_url: str
    preview: bool = False


def render_booth_letter(facts: LetterFacts) -> bytes:
    """The letter in its language, with the hall drawn to scale and a code to verify it."""
    return render(BOOTH_LETTER, facts, stamp_of(facts), facts.language)


def stamp_of(facts: LetterFacts) -> Stamp:
    """Who issued the letter when, and where to check it."""
    return Stamp(office=facts.office, issued_at=facts.issued_at, verify_url=facts.verify_url)


def letter_title(facts: LetterFacts) -> str:
    """Title of the document, in the active language."""
    return _("Booth assignment %(booths)s – %(producer)s") % {
        "booths": ", ".join(facts.booths),
        "producer": facts.producer,
    }


def draw_booth_letter(sheet: Sheet, facts: LetterFacts, _stamp: Stamp) -> None:
    """The letter on the pages of a sheet, in the active language."""
    sheet.footer = _("%(code)s · plan %(number)s · %(moment)s · verify at %(url)s") % {
        "code": facts.code,
        "number": facts.plan_number,
        "moment": formats.moment(facts.issued_at),
        "url": facts.verify_url,
    }
    sheet.letterhead(
        Letterhead(
            office=facts.office or facts.fair,
            place_and_date=formats.day(facts.issued_at),
        )
    )
    if facts.preview:
        sheet.text(_("Preview. Not valid until the plan is published."), bold=True)
        sheet.gap(4)
    sheet.gap(8)
    sheet.text(_("Notice of booth assignment"), size=16, bold=True, align="center")
    sheet.text(facts.fair, size=12, bold=True, align="center")
    sheet.gap(10)
    _address(sheet, facts)
    _booth(sheet, facts)
    _when_and_where(sheet, facts)
    _products(sheet, facts)
    _what_next(sheet, facts)
    _plan(sheet, facts)


def _address(sheet: Sheet, facts: LetterFacts) -> None:
    sheet.text(_("To: %(name)s") % {"name": facts.producer}, size=12, bold=True)
    if facts.producer_address:
        sheet.text(facts.producer_address)
    sheet.gap(6)
    sheet.text(_("The organiser is pleased to tell you the place of your booth at the fair."))
    sheet.gap(8)


def _booth(sheet: Sheet, facts: LetterFacts) -> None:
    booths = ", ".join(facts.booths)
    place = " · ".join(filter(None, (facts.hall.name, facts.zone, facts.size)))
    room = sheet.width - QR_SIZE - 36
    numbers = fitting_size(booths, room, 26, 14, bold=True)
    lines = len(wrap(booths, room, numbers, bold=True)) * numbers
    lines += (1 + len(wrap(place, room, SIZE))) * SIZE
    height = max(QR_SIZE + 16, lines * LEADING + 20)
    sheet.need(height + 8)
    top = sheet.y
    sheet.rect(sheet.left, top - height, sheet.width, height, fill="#e3f2ec", stroke="#0a5c43")
    used = 8.0
    label = _("Booth") if len(facts.booths) == 1 else _("Booths")
    used += sheet.write(label, x=sheet.left + 14, y=top - used, width=room, color="#4a5852")
    used += sheet.write(
        booths,
        x=sheet.left + 14,
        y=top - used,
        width=room,
        size=numbers,
        bold=True,
        color="#0a5c43",
    )
    sheet.write(place, x=sheet.left + 14, y=top - used, width=room)
    sheet.qr(
        facts.verify_url,
        x=sheet.right - QR_SIZE - 8,
        y=top - QR_SIZE - 8,
        size=QR_SIZE,
    )
    sheet.y = top - height
    sheet.gap(10)


def _when_and_where(sheet: Sheet, facts: LetterFacts) -> None:
    pairs: list[tuple[object, object]] = [
        (_("Dates"), formats.days(facts.opens_on, facts.closes_on)),
        (
            _("Opening hours"),
            f"{facts.daily_from:%H:%M} – {facts.daily_until:%H:%M}",
        ),
        (_("Place"), ", ".join(filter(None, (facts.venue, facts.address)))),
    ]
    if facts.move_in_at:
        pairs.append((_("Move-in from"), formats.moment(facts.move_in_at)))
    pairs.append((_("Equipment"), ", ".join(facts.equipment) or "–"))
    sheet.facts(pairs)


def _products(sheet: Sheet, facts: LetterFacts) -> None:
    if not facts.products:
        return
    sheet.heading(_("Registered products"))
    rows: Sequence[Sequence[object]] = [
        (index, name, "★" * (stars or 0)) for index, (name, stars) in enumerate(facts.products, 1)
    ]
    sheet.table([Col("#", 0.5), Col(_("Product"), 8), Col(_("Stars"), 1.5)], rows)


def _what_next(sheet: Sheet, facts: LetterFacts) -> None:
    sheet.heading(_("Please note"))
    if facts.confirm_by:
        sheet.item(
            _("Confirm that you take part by %(moment)s (Vietnam time) on the page of your booth.")
            % {"moment": formats.moment(facts.confirm_by)}
        )
    sheet.item(_("Bring this letter, on paper or on your phone, when you move in."))
    sheet.item(_("Tell the organiser in good time if anything here is not right."))
    sheet.item(_("The code on this letter shows whether it is still valid."))
    if facts.contact:
        sheet.item(_("Questions: %(contact)s") % {"contact": facts.contact})


def _plan(sheet: Sheet, facts: LetterFacts) -> None:
    height = min(sheet.width * facts.hall.height / facts.hall.width, PLAN_HEIGHT)
    sheet.need(height + 70)
    sheet.heading(_("Plan: %(hall)s") % {"hall": facts.hall.name})
    paint_hall(sheet, facts.hall, marked=facts.booths, max_height=height)
    sheet.gap(6)
    sheet.text(
        _(
            "Your booth is filled in green; brown marks on the walls are entrances. Drawn to "
            "scale; the hall measures %(width)s × %(depth)s."
        )
        % {
            "width": formats.number(facts.hall.width),
            "depth": f"{formats.number(facts.hall.height)}\u00a0m",
        },
        size=SIZE - 1.5,
        color="#4a5852",
    )


BOOTH_LETTER = Paper(title=letter_title, draw=draw_booth_letter)
