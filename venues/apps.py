from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.personal import register_holdings
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
    "delivery.sent": _("announced a delivery"),
    "delivery.received": _("took a delivery into stock"),
    "delivery.cancelled": _("cancelled a delivery"),
    "calendar.rule_set": _("set when reports are due"),
    "calendar.holiday_added": _("added a holiday"),
    "calendar.holiday_removed": _("removed a holiday"),
    "month.handed_in": _("handed in the month"),
    "month.queried": _("asked a question about the month"),
    "month.approved": _("approved the month"),
    "month.reopened": _("reopened the month"),
    "amendment.asked": _("asked to correct a settled day"),
    "amendment.granted": _("reopened a settled day"),
    "amendment.refused": _("did not reopen a settled day"),
    "handover.started": _("prepared a handover"),
    "handover.signed": _("signed the handover"),
    "handover.cancelled": _("cancelled the handover"),
    "anomaly.confirmed": _("confirmed figures that stood out"),
    "anomaly.asked": _("asked about figures that stood out"),
    "webhook.added": _("added a program to be told"),
    "webhook.switched_on": _("switched calls on"),
    "webhook.switched_off": _("switched calls off"),
    "webhook.tested": _("sent a test call"),
    "criteria.scheme_added": _("added a scheme of criteria"),
    "criteria.sheet_filled": _("assessed the showcase point"),
    "report.set_aside": _("set a report aside"),
    "ledger.repaired": _("repaired the stock ledger"),
}
KINDS = {
    "venues.venue": _("venue"),
    "venues.hall": _("hall"),
    "venues.room": _("room"),
    "venues.showcasepoint": _("showcase point"),
    "venues.reportingrule": _("reporting rule"),
    "venues.holiday": _("holiday"),
    "venues.criteriascheme": _("scheme of criteria"),
    "venues.webhook": _("program to be told"),
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
    "total": Part(_("Total")),
    "url": Part(_("Address")),
    "weekdays": Part(_("Reporting days")),
    "due_hours": Part(_("On time until (hours after the day began)")),
    "month": Part(_("Month")),
    "delivery": Part(_("Delivery")),
    "commission": Part(_("Share kept by the point (%)")),
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
        register_holdings("venues.services.personal_data")
