"""Codes of showcase points."""

from django.utils.translation import gettext_lazy as _

from config.problems.problem import Problem

POINTS: dict[str, Problem] = {
    "already_decided": Problem(
        _("Somebody already decided between the two reports."),
        _("Read the day again; correct it with a new report if needed."),
    ),
    "id_reuse": Problem(
        _("The number of the report was used before for other figures."),
        _("Send the figures as a new report with a new client_uuid."),
    ),
    "superseded": Problem(
        _("A newer version of the report, edited on the device, was already received."),
        _("Drop the older version: nothing of it is left to send."),
    ),
    "photo_differs": Problem(
        _("The bytes of the picture do not have the digest in the address."),
        _("Compute the SHA-256 of the bytes you send and use it in the address."),
    ),
    "not_approvable": Problem(
        _("Something stands against approving the month’s figures."),
        _("Settle what the title names, then approve."),
    ),
    "not_manager_that_day": Problem(
        _("You were not the manager of the point on that day."),
        _("Ask the manager of that day or the office to report it."),
    ),
    "period_locked": Problem(
        _("The figures of this period are settled."),
        _("Ask the office to reopen the period if something must be corrected."),
    ),
    "future_day": Problem(
        _("The report is about a day that has not come yet."),
        _("Report on today or an earlier day; days are those of Asia/Ho_Chi_Minh."),
    ),
    "point_closed": Problem(
        _("The showcase point was closed on that day."),
        _("Choose another day, or ask the office to correct the closures."),
    ),
}
