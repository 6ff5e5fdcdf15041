"""Codes of fairs, applications and seminars."""

from django.utils.translation import gettext_lazy as _

from config.problems.problem import Problem

FAIRS: dict[str, Problem] = {
    "fair_not_ready": Problem(
        _("The fair lacks something it needs before it is published."),
        _("Add what “errors” lists, then publish."),
    ),
    "published_promise": Problem(
        _("People outside already rely on what the change would take back."),
        _("Keep it, or send the change again with a reason."),
    ),
    "layout_in_use": Problem(
        _("Something refers to booths of this hall, so it cannot be drawn again."),
        _("Free the booths the title names, or change single booths."),
    ),
    "applications_closed": Problem(
        _("The fair takes no applications now."),
        _("Look at the fair’s dates; the office may admit a late one."),
    ),
    "not_eligible": Problem(
        _("The application breaks a rule that decides."),
        _("Mend what each sentence under “errors” names, then send again."),
    ),
    "not_editable": Problem(
        _("The application was sent and can no longer be changed."),
        _("Withdraw it while applications are open, or ask the office."),
    ),
    "not_reviewed": Problem(
        _("The application was not reviewed yet, so it cannot be decided."),
        _("Review it first."),
    ),
    "quota_full": Problem(
        _("A quota of the fair leaves no room for one more."),
        _("Put the application on the waiting list, or raise the quota."),
    ),
    "undecided": Problem(
        _("Some applications have no decision yet."),
        _("Decide them, or say that they are left for later."),
    ),
    "nothing_to_announce": Problem(
        _("All decisions are announced already."),
        _("Nothing needs to be done."),
    ),
    "not_published": Problem(
        _("The fair or the seminar is not published yet."),
        _("Publish it first."),
    ),
    "not_held": Problem(
        _("The fair has not begun, or is not held."),
        _("Record sales and visits from its first day on."),
    ),
    "confirmation_closed": Problem(
        _("Participation cannot be confirmed, or no longer."),
        _("The title names the date; ask the office if it has passed."),
    ),
    "room_taken": Problem(
        _("Another seminar holds the room at that time."),
        _("Choose another room or time; the title names the other seminar."),
    ),
    "closed": Problem(
        _("The seminar is over."),
        _("It stays as it was; make a new seminar instead."),
    ),
    "over": Problem(
        _("The seminar is over, so the registration cannot be cancelled."),
        _("Nothing more has to be done."),
    ),
    "too_early": Problem(
        _("The seminar has not begun yet."),
        _("Repeat the action once it has begun."),
    ),
    "too_late": Problem(
        _("The time of the seminar has passed."),
        _("Move it to a time to come first."),
    ),
    "seminar_full": Problem(
        _("Not enough seats are left."),
        _("Send the registration for fewer people, or accept the waiting list."),
    ),
    "registration_closed": Problem(
        _("The seminar takes no registrations at the moment."),
        _("Try later or ask the organising office."),
    ),
}
