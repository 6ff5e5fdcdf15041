from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.personal import register_holdings
from accounts.rules import Part, name_kinds, name_parts, name_verbs
from fairs.rules.states import Decision, Response

# How the activity log reads.
VERBS = {
    "fair_series.created": _("added a series of fairs"),
    "fair.created": _("created the fair"),
    "fair.cloned": _("made the fair from an earlier one"),
    "fair.updated": _("changed the fair"),
    "fair.published": _("published the fair"),
    "fair.postponed": _("postponed the fair"),
    "fair.resumed": _("gave the postponed fair new dates"),
    "fair.cancelled": _("cancelled the fair"),
    "fair.results_recorded": _("recorded sales and visits of the fair"),
    "fair.closed": _("closed the record of the fair"),
    "fair.quotas_set": _("set the quotas of the fair"),
    "fair.rule_set": _("changed the points of the fair"),
    "fair.settled": _("wrote the fairness ledger of the fair"),
    "fairness.corrected": _("corrected the credit of the producer"),
    "fair.hall_drawn": _("drew the plan of a hall"),
    "fair.hall_removed": _("removed a hall from the fair"),
    "fair.decisions_announced": _("announced the decisions"),
    "booth.updated": _("changed a booth"),
    "application.started": _("started an application"),
    "application.on_behalf": _("started an application on behalf of the producer"),
    "application.submitted": _("sent the application"),
    "application.changes_requested": _("asked for changes to the application"),
    "application.eligible": _("found the application eligible"),
    "application.ineligible": _("found the application not eligible"),
    "application.accepted": _("accepted the application"),
    "application.waitlisted": _("put the application on the waiting list"),
    "application.rejected": _("rejected the application"),
    "application.withdrawn": _("withdrew the application"),
    "application.cancelled_by_fair": _("ended the application with the fair"),
    "application.confirmed": _("confirmed taking part"),
    "application.reconfirm_asked": _("asked to confirm again"),
    "application.reopened": _("reopened the review"),
    "application.admitted_late": _("admitted the late application"),
    "application.decided": _("decided on the application"),
    "lock.made": _("locked booths"),
    "lock.removed": _("removed a lock of booths"),
    "rivals.declared": _("declared two rivals"),
    "rivals.forgotten": _("took back a rivalry"),
    "plan.created": _("created a booth plan"),
    "plan.refreshed": _("updated the plan to present data"),
    "plan.assigned": _("placed an exhibitor"),
    "plan.unassigned": _("took an exhibitor’s place back"),
    "plan.swapped": _("swapped two exhibitors"),
    "plan.chained": _("moved several exhibitors together"),
    "plan.undone": _("took back the latest edit"),
    "plan.released": _("released a place"),
    "plan.draft": _("opened the plan for changes"),
    "plan.running": _("had the plan computed"),
    "plan.ready": _("finished the plan"),
    "plan.infeasible": _("found no plan that keeps every rule"),
    "plan.published": _("published the plan"),
    "plan.superseded": _("replaced the published plan"),
    "plan.discarded": _("discarded the plan"),
    "plan.announced": _("announced the booths"),
    "plan.letters_reissued": _("issued booth letters again"),
    "seminar.created": _("created the seminar"),
    "seminar.updated": _("changed the seminar"),
    "seminar.draft": _("took the seminar off the timetable"),
    "seminar.scheduled": _("gave the seminar its time and room"),
    "seminar.moved": _("moved the seminar"),
    "seminar.published": _("published the seminar"),
    "seminar.held": _("noted that the seminar was held"),
    "seminar.cancelled": _("cancelled the seminar"),
    "seminar.registration": _("opened or closed the registration"),
    "seminar.registered": _("registered for the seminar"),
    "seminar.registration_cancelled": _("cancelled a registration"),
    "seminar.invited": _("invited guests"),
    "seminar.answered": _("answered an invitation"),
    "seminar.invitation_revoked": _("took an invitation back"),
}
KINDS = {
    "fairs.fairseries": _("series of fairs"),
    "fairs.fair": _("fair"),
    "fairs.booth": _("booth"),
    "fairs.application": _("application"),
    "fairs.allocationplan": _("booth plan"),
    "fairs.seminar": _("seminar"),
}
# Recorded values that are no field of their object.
PARTS = {
    "applications": Part(_("Applications")),
    "application": Part(_("Application")),
    "booths": Part(_("Booths")),
    "hall": Part(_("Hall")),
    "rule": Part(_("Version of the points")),
    "entries": Part(_("Entries")),
    "points": Part(_("Points")),
    "zones": Part(_("Zones")),
    "quotas": Part(_("Quotas")),
    "decision": Part(_("Decision"), Decision.choices),
    "ACCEPT": Part(_("Accepted")),
    "WAITLIST": Part(_("On the waiting list")),
    "REJECT": Part(_("Not admitted")),
    "late": Part(_("Late")),
    "letters": Part(_("Letters")),
    "kept": Part(_("Kept their booth")),
    "dropped": Part(_("Lost their booth")),
    "replaces": Part(_("Replaces plan")),
    "conflicts": Part(_("Conflicts")),
    "copy_of": Part(_("Copy of plan")),
    "text": Part(_("Sentence")),
    "moves": Part(None),
    "figures": Part(_("Figures")),
    "guests": Part(_("Guests")),
    "open": Part(_("Registration open")),
    "response": Part(_("Answer"), Response.choices),
    "channel": Part(
        _("Answered by"), (("LINK", _("the link in the mail")), ("PHONE", _("telephone")))
    ),
    "invitation": Part(None),
    "registration": Part(None),
}


class FairsConfig(AppConfig):
    name = "fairs"

    def ready(self) -> None:
        name_verbs(VERBS)
        name_kinds(KINDS)
        name_parts(PARTS)
        register_holdings("fairs.services.personal_data")
        # Exhibitors know no fair: what merging means for applications is told from here.
        from exhibitors.registry import merge_guards  # noqa: PLC0415
        from fairs.services.merges import move_applications  # noqa: PLC0415

        merge_guards.append(move_applications)
