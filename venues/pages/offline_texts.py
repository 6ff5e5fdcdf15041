"""The sentences of the offline page's scripts, by the name the scripts know them by.

`{name}` stands for a value the script puts in.
"""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    # What is reported
    "stock": _("Stock"),
    "visitors": _("Visitors"),
    "visits": _("Visits"),
    "photo": _("Photo"),
    "report_stock": _("Report stock"),
    "report_visitors": _("Report visitors"),
    "change_report": _("Add or correct"),
    "group": _("{group}: {n}"),
    # How a day stands
    "due_open": _("Still to come"),
    "due_kept": _("Kept on this device"),
    "due_in": _("Arrived"),
    # How sending stands
    "status_offline": _("No connection. You can go on working."),
    "status_signin": _("You are no longer signed in. Your reports are kept."),
    "status_wait": _("The server is busy. It is tried again by itself."),
    "status_sending": _("Sending…"),
    "status_kept": _("Still to be sent: {n}."),
    "status_clear": _("Everything has been sent."),
    # Where a report is
    "state_queued": _("Kept on this device"),
    "state_sent": _("Sent"),
    "state_held": _("Two different figures"),
    "state_refused": _("To be corrected"),
    "state_locked": _("Period settled"),
    "state_forbidden": _("Not taken"),
    # Why it is there
    "why_queued": _("It is sent as soon as possible."),
    "why_offline": _("It is sent as soon as there is a connection."),
    "why_signin": _("Sign in and it is sent."),
    "why_wait": _("The server is busy. It is tried again by itself."),
    "why_server": _("The server could not take it. It is tried again by itself."),
    "why_stranger": _("Another person is signed in on this device."),
    "why_renumbered": _("Its number had already been used, so it was given a new one."),
    "why_held": _(
        "Other figures were already reported for this day. Both are kept until somebody chooses."
    ),
    "why_locked": _("The figures of this period are settled. You can ask the office to reopen it."),
    "why_to_ask": _("The office is asked to reopen the period as soon as there is a connection."),
    "why_asked": _("The office was asked to reopen the period. The report is sent once it agrees."),
    "why_not_reopened": _("The office did not reopen the period. Ask it, or remove the report."),
    "why_not_manager": _("You were not the manager of this point on that day."),
    "why_forbidden": _("Your account may not send this report."),
    "why_not_found": _("The point is no longer known. Ask the office."),
    "why_future_day": _("This day has not come yet. Edit the report and choose another day."),
    "why_refused": _("Edit the report and correct it, or remove it."),
    "why_late": _("It arrived after its time and is welcome all the same."),
    "why_decided": _("Somebody chose between the two figures."),
    "difference": _("{what}: already reported {reported}, sent by you {sent}"),
    # Forms
    "saved": _("Kept on this device."),
    "nothing_changed": _("Nothing was changed."),
    "look_again": _("Please look again at: {names}."),
    "many_lines": _("The report has too many lines."),
    "long_text": _("The text is too long."),
    "twice_group": _("This group appears twice in the report."),
    "code_unknown": _("No product of this point has the code {code}."),
    "no_camera": _("The camera cannot be used. Type the name or the code instead."),
    "photo_unreadable": _("This picture cannot be read. Choose another."),
    # Questions
    "ask_remove": _("Remove this report from this device? It cannot be brought back."),
    "ask_remove_sent": _(
        "This report may already have arrived. Remove it from this device all the same?"
    ),
    "ask_reopen": _("Why must this settled day be corrected?"),
    "ask_sign_out": _(
        "Reports that were not sent yet: {n}. Signing out removes them from this device. "
        "Sign out all the same?"
    ),
    "ask_take_over": _("Remove what the other person left on this device?"),
    "stranger": _("This device still keeps reports of {name}. Not sent yet: {n}."),
    "sign_out_offline": _("Signing out needs a connection."),
}
