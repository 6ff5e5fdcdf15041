"""What a later version of a monthly report says differently from the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common import formats
from common.pdf import Sheet


@dataclass(frozen=True)
class Change:
    """One figure of a report before and now, in its own unit or, as `money`, in đồng."""

    what: str
    before: Decimal
    after: Decimal
    money: bool = False

    def __str__(self) -> str:
        values = {
            "what": self.what,
            "before": self._said(self.before),
            "after": self._said(self.after),
        }
        return _("%(what)s: %(after)s (before: %(before)s)") % values

    def _said(self, value: Decimal) -> str:
        return formats.money(int(value)) if self.money else formats.number(value.normalize() + 0)


def changes_heading(revision: int) -> str:
    """The heading over the changes of this version."""
    return _("Changed since version %(n)d") % {"n": revision - 1}


def draw_changes(sheet: Sheet, changes: Sequence[Change], revision: int) -> None:
    """The changes as items under their heading; nothing where there are none."""
    if changes:
        sheet.heading(changes_heading(revision))
        for change in changes:
            sheet.item(str(change))
