"""The sign over a booth: A4 landscape, readable from the aisle."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.pdf import A4_WIDE, INK_2, JADE, WHITE, Paper, Sheet, Stamp, wrap
from fairs.documents.event import Event, Exhibitor, stars

BAND, QR = 78, 84


@dataclass(frozen=True)
class SignFacts:
    event: Event
    exhibitor: Exhibitor


def sign_title(facts: SignFacts) -> str:
    return _("Booth sign %(booths)s – %(producer)s") % {
        "booths": facts.exhibitor.numbers,
        "producer": facts.exhibitor.name,
    }


def draw_sign(sheet: Sheet, facts: SignFacts, stamp: Stamp) -> None:
    """Band with the fair, the booth's number, the exhibitor as large as its name allows."""
    event, who = facts.event, facts.exhibitor
    sheet.footer = stamp.footer(who.code)
    width, height = sheet.page
    sheet.rect(0, height - BAND, width, BAND, fill=JADE, stroke=None)
    sheet.fit(
        event.name,
        x=sheet.left,
        y=height - 12,
        width=sheet.width,
        height=BAND - 34,
        size=24,
        bold=True,
        align="center",
        color=WHITE,
    )
    sheet.write(
        event.days, x=sheet.left, y=height - BAND + 24, width=sheet.width, size=12,
        align="center", color=WHITE,
    )  # fmt: skip
    y = height - BAND - 10
    y -= sheet.fit(
        who.numbers, x=sheet.left, y=y, width=sheet.width, height=120, size=88, least=28,
        bold=True, align="center", color=JADE,
    )  # fmt: skip
    y -= sheet.fit(
        who.name, x=sheet.left, y=y, width=sheet.width, height=140, size=40, least=18,
        bold=True, align="center",
    )  # fmt: skip
    y -= 4
    y -= sheet.fit(
        " · ".join(filter(None, (who.where, who.place))),
        x=sheet.left, y=y, width=sheet.width, height=42, size=16, align="center", color=INK_2,
    )  # fmt: skip
    room = sheet.width - QR - 24
    sheet.fit(
        _products(who, y - sheet.bottom - 8, room),
        x=sheet.left, y=y - 8, width=room, height=max(y - 8 - sheet.bottom, 20), size=14,
    )  # fmt: skip
    sheet.qr(stamp.verify_url, x=sheet.right - QR, y=sheet.bottom, size=QR)


def _products(who: Exhibitor, height: float, room: float) -> str:
    """The products, each on its line, or one after the other when they are many."""
    lines = [f"{name} {stars(count)}".strip() for name, count in who.products]
    tall = sum(len(wrap(line, room, 14)) for line in lines) * 14 * 1.45
    return "\n".join(lines) if tall <= height else " · ".join(lines)


BOOTH_SIGN = Paper(title=sign_title, draw=draw_sign, page=A4_WIDE, margin=42)
