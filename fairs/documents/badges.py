"""Badges, eight to a sheet of A4, to be cut along the lines."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.pdf import INK_2, LINE, WHITE, Paper, Sheet, Stamp

COLUMNS, ROWS = 2, 4
BAND, QR, PAD = 26, 58, 10
ROLES = {"EXHIBITOR": "#0a5c43", "VISITOR": "#1d4e89", "SPEAKER": "#7a4b00", "STAFF": "#a3211b"}


@dataclass(frozen=True)
class Badge:
    """One person's badge; a name left empty is written by hand."""

    name: str
    organisation: str
    detail: str = ""


@dataclass(frozen=True)
class BadgeFacts:
    """`event` is the name of the fair or seminar, `when` its days."""

    role: str
    event: str
    when: str
    badges: tuple[Badge, ...]
    demo: bool = False


def role_label(role: str) -> str:
    return {
        "EXHIBITOR": _("Exhibitor"),
        "VISITOR": _("Visitor"),
        "SPEAKER": _("Speaker"),
        "STAFF": _("Organising staff"),
    }[role]


def badges_title(facts: BadgeFacts) -> str:
    return _("Badges: %(role)s – %(event)s") % {
        "role": role_label(facts.role),
        "event": facts.event,
    }


def draw_badges(sheet: Sheet, facts: BadgeFacts, stamp: Stamp) -> None:
    """Each badge carries the code of this sheet and its own number."""
    sheet.footer = stamp.footer()
    wide = sheet.width / COLUMNS
    tall = (sheet.top - sheet.bottom - 6) / ROWS
    for index, badge in enumerate(facts.badges):
        place = index % (COLUMNS * ROWS)
        if index and place == 0:
            sheet.next_page()
        x = sheet.left + place % COLUMNS * wide
        y = sheet.top - place // COLUMNS * tall
        sheet.rect(x, y - tall, wide, tall, stroke=LINE, line=0.5, dash="3 3")
        _badge(sheet, facts, badge, stamp, (x, y, wide, tall), index + 1)
    sheet.y = sheet.bottom


def _badge(
    sheet: Sheet,
    facts: BadgeFacts,
    badge: Badge,
    stamp: Stamp,
    box: tuple[float, float, float, float],
    number: int,
) -> None:
    x, y, wide, tall = box
    color = ROLES[facts.role]
    sheet.rect(x + 4, y - BAND - 4, wide - 8, BAND, fill=color, stroke=None)
    sheet.fit(
        role_label(facts.role), x=x + PAD, y=y - 6, width=wide - 2 * PAD, height=BAND - 4, size=14,
        bold=True, align="center", color=WHITE,
    )  # fmt: skip
    top, room = y - BAND - 8, wide - 2 * PAD
    top -= sheet.fit(
        facts.event, x=x + PAD, y=top, width=room, height=26, size=9, align="center", color=INK_2
    )
    foot = y - tall + 6
    if badge.name:
        top -= sheet.fit(
            badge.name, x=x + PAD, y=top - 2, width=room, height=50, size=19, least=9, bold=True,
            align="center",
        )  # fmt: skip
    else:
        sheet.segment((x + PAD + 8, top - 30), (x + wide - PAD - 8, top - 30), color=INK_2)
        top -= 36
    beside = room - QR - 6
    box_height = top - 4 - foot
    detail = "\n".join(filter(None, (badge.organisation, badge.detail)))
    sheet.fit(detail, x=x + PAD, y=top - 4, width=beside, height=box_height - 12, size=10.5)
    sheet.write(
        f"{facts.when} · {number}", x=x + PAD, y=foot + 11, width=beside, size=7, color=INK_2
    )
    url = f"{stamp.verify_url}#{number}"
    sheet.qr(url, x=x + wide - PAD - QR + 4, y=foot - 2, size=QR)


BADGES = Paper(title=badges_title, draw=draw_badges, margin=36)
