from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.rules import Part, name_kinds, name_parts, name_verbs

# How the activity log reads.
VERBS = {
    "venue.added": _("added the venue"),
    "venue.edited": _("changed the venue"),
    "hall.added": _("added a hall"),
    "hall.edited": _("changed a hall"),
    "room.added": _("added a room"),
    "room.edited": _("changed a room"),
    "point.added": _("added the showcase point"),
    "point.edited": _("changed the showcase point"),
    "point.state_changed": _("changed the state of the showcase point"),
    "point.period_settled": _("settled the figures of a period"),
    "point.manager_assigned": _("named a manager of the showcase point"),
    "point.manager_ended": _("ended a manager’s service at the showcase point"),
    "point.closure_added": _("added closing days"),
    "point.closure_removed": _("removed closing days"),
    "line.added": _("added a product to the showcase point"),
    "line.edited": _("changed a product of the showcase point"),
    "report.set_aside": _("set a report aside"),
    "ledger.repaired": _("repaired the stock ledger"),
}
KINDS = {
    "venues.venue": _("venue"),
    "venues.hall": _("hall"),
    "venues.room": _("room"),
    "venues.showcasepoint": _("showcase point"),
}
# Recorded values that are no field of their object.
PARTS = {
    "first": Part(_("From")),
    "last": Part(_("Until")),
    "until": Part(_("Until")),
    "since": Part(_("From day")),
    "day": Part(_("Day")),
    "price": Part(_("Price")),
    "reorder_level": Part(_("Reorder level")),
    "reason": Part(_("Reason")),
    "submission": Part(None),
    "lines": Part(_("Stock lines")),
    "days": Part(_("Days")),
    "months": Part(_("Months")),
    "point": Part(_("Totals of the point")),
    "out_days": Part(_("Days without stock")),
    "line_months": Part(None),
}


class VenuesConfig(AppConfig):
    name = "venues"

    def ready(self) -> None:
        name_verbs(VERBS)
        name_kinds(KINDS)
        name_parts(PARTS)
