"""An official letter: heading, addressee, recipients, signature and the code that verifies it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from common import formats
from common.pdf.colors import INK_2
from common.pdf.letters import Letterhead
from common.pdf.pen import SIZE
from common.pdf.sheet import Sheet
from common.pdf.stamp import Stamp

QR = 64


@dataclass(frozen=True, kw_only=True)
class Signer:
    """The authority above the office, the place before the date, who signs; all may be empty."""

    parent: str = ""
    place: str = ""
    signer_title: str = ""
    signer_name: str = ""


def begin_letter(
    sheet: Sheet, signer: Signer, stamp: Stamp, *, title: str, about: str, to: str
) -> None:
    """The national heading, what the letter is and is about, and whom it addresses.

    The number stays a dotted line: the office's registry writes it.
    """
    sheet.footer = stamp.footer()
    day = formats.letter_day(stamp.issued_at)
    sheet.letterhead(
        Letterhead(
            office=stamp.office,
            parent=signer.parent,
            national=True,
            number=_("No.: ……………"),
            place_and_date=f"{signer.place}, {day}" if signer.place else day,
        )
    )
    sheet.gap(10)
    sheet.text(title, size=18, bold=True, align="center")
    sheet.text(about, size=13, bold=True, align="center")
    sheet.gap(12)
    sheet.text(_("To: %(name)s") % {"name": to}, size=12, bold=True)


def end_letter(sheet: Sheet, signer: Signer, stamp: Stamp, *, recipient: str) -> None:
    """Recipients and the code at the left, the signature at the right, on one page."""
    sheet.need(190)
    top = sheet.y
    left = _("Recipients:") + "\n– " + recipient + "\n– " + _("Office file")
    sheet.signature(title=signer.signer_title or stamp.office, name=signer.signer_name, left=left)
    sheet.y = min(sheet.y, top - 120)
    sheet.qr(stamp.verify_url, x=sheet.left, y=sheet.y - QR, size=QR)
    sheet.write(
        _("This code shows whether the letter is valid."),
        x=sheet.left + QR + 8, y=sheet.y - QR / 2 + 8, width=180, size=SIZE - 2, color=INK_2,
    )  # fmt: skip
    sheet.y -= QR
