"""The pass with which an exhibitor's vehicle enters to build up its booth: A5 landscape."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from common import formats
from common.pdf import A5_WIDE, INK_2, JADE, Paper, Sheet, Stamp
from fairs.documents.event import Event, Exhibitor

QR = 92


@dataclass(frozen=True)
class PassFacts:
    event: Event
    exhibitor: Exhibitor


def pass_title(facts: PassFacts) -> str:
    return _("Move-in pass %(booths)s – %(producer)s") % {
        "booths": facts.exhibitor.numbers,
        "producer": facts.exhibitor.name,
    }


def draw_pass(sheet: Sheet, facts: PassFacts, stamp: Stamp) -> None:
    """Booth and time large; plate and driver are written by hand."""
    event, who = facts.event, facts.exhibitor
    sheet.footer = stamp.footer(who.code)
    top = sheet.y
    room = sheet.width - QR - 16
    sheet.qr(stamp.verify_url, x=sheet.right - QR, y=top - QR, size=QR)
    sheet.text(_("Move-in pass"), size=20, bold=True, color=JADE, reserve=QR + 16)
    sheet.y -= sheet.fit(
        event.name, x=sheet.left, y=sheet.y, width=room, height=42, size=13, bold=True
    )
    sheet.y -= sheet.fit(event.place, x=sheet.left, y=sheet.y, width=room, height=28, size=10)
    sheet.y = min(sheet.y, top - QR) - 4
    half = sheet.width * 0.4
    used = sheet.write(_("Booth"), x=sheet.left, y=sheet.y, width=half, color=INK_2)
    used += sheet.fit(
        who.numbers, x=sheet.left, y=sheet.y - used, width=half, height=70, size=40, bold=True,
        least=12, color=JADE,
    )  # fmt: skip
    used += sheet.fit(who.place, x=sheet.left, y=sheet.y - used, width=half, height=30, size=10)
    x, wide = sheet.left + half + 16, sheet.width - half - 16
    down = sheet.write(_("Exhibitor"), x=x, y=sheet.y, width=wide, color=INK_2)
    down += sheet.fit(who.name, x=x, y=sheet.y - down, width=wide, height=52, size=14, bold=True)
    down += 4
    if event.move_in_at:
        down += sheet.write(_("Move-in from"), x=x, y=sheet.y - down, width=wide, color=INK_2)
        down += sheet.write(
            formats.moment(event.move_in_at), x=x, y=sheet.y - down, width=wide, size=13, bold=True
        )
    sheet.y -= max(used, down) + 14
    _by_hand(sheet, (_("Vehicle registration number"), _("Driver’s name and phone")))
    sheet.gap(8)
    note = _("Show this pass at the gate and leave it behind the windscreen.")
    contact = _("Questions: %(contact)s") % {"contact": event.contact} if event.contact else ""
    sheet.text(f"{note} {contact}".strip(), size=9, color=INK_2)


def _by_hand(sheet: Sheet, labels: tuple[str, str]) -> None:
    """Two lines to write on, side by side."""
    wide = (sheet.width - 16) / 2
    for index, label in enumerate(labels):
        x = sheet.left + index * (wide + 16)
        sheet.write(label, x=x, y=sheet.y, width=wide, size=9, color=INK_2)
        sheet.segment((x, sheet.y - 36), (x + wide, sheet.y - 36), color=INK_2, line=0.6)
    sheet.y -= 40


MOVE_IN_PASS = Paper(title=pass_title, draw=draw_pass, page=A5_WIDE, margin=34)
