"""What the registration of a fair asks for, gathered as data for the form."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common import formats
from common.pdf import INK_2, Paper, Sheet, Stamp, paper_head
from fairs.documents.event import Event


@dataclass(frozen=True)
class RegistrationFacts:
    event: Event
    theme: str
    legal_basis: str
    registration_required: bool
    halls: tuple[tuple[str, Decimal, Decimal], ...]  # name, width and depth in metres
    booths: int
    modules: int
    groups: tuple[str, ...]


def registration_title(facts: RegistrationFacts) -> str:
    return _("Registration of a fair, data for the form – %(fair)s") % {"fair": facts.event.name}


def draw_registration(sheet: Sheet, facts: RegistrationFacts, stamp: Stamp) -> None:
    """Facts the system holds are printed; what it does not hold is a line to write on."""
    paper_head(
        sheet,
        stamp,
        _("Registration of a fair: data for the form"),
        facts.event.name,
        note=_("This sheet gathers data. It is not an official form and replaces none."),
    )
    event = facts.event
    _section(
        sheet,
        _("Organising office"),
        [
            (_("Name"), stamp.office),
            (_("Contact"), event.contact or "–"),
        ],
        _("Address of the organiser"),
        _("Business licence or decision on establishment (number, date)"),
        _("Joint organisers"),
    )
    _section(
        sheet,
        _("The fair"),
        [
            (_("Name"), event.name),
            (_("Theme"), facts.theme or "–"),
            *event.facts()[:3],
            (_("Legal basis"), facts.legal_basis or "–"),
            (
                _("Registration needed"),
                _("Yes") if facts.registration_required else _("No, as the organiser states"),
            ),
        ],
    )
    _section(
        sheet,
        _("Expected scale"),
        [
            *((name, _size(width, depth)) for name, width, depth in facts.halls),
            (_("Booths"), formats.number(facts.booths)),
            (_("Modules offered"), formats.number(facts.modules)),
            (_("Product groups"), ", ".join(facts.groups) or _("All")),
        ],
        _("Display of counterfeit goods for comparison (yes or no; which)"),
        _("Awards or titles given at the fair, and their proof"),
    )


def _size(width: Decimal, depth: Decimal) -> str:
    area = formats.number(round(width * depth))
    sides = (formats.number(side.normalize() + 0) for side in (width, depth))
    return f"{' × '.join(sides)} m = {area} m²"


def _section(sheet: Sheet, heading: str, facts: list[tuple[object, object]], *by_hand: str) -> None:
    sheet.heading(heading)
    sheet.facts(facts)
    for label in by_hand:
        sheet.need(40)
        sheet.text(label, color=INK_2)
        sheet.gap(13)
        sheet.rule()
        sheet.gap(4)


REGISTRATION = Paper(title=registration_title, draw=draw_registration, margin=46)
