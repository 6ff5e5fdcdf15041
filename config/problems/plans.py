"""Codes of booth plans, letters and papers."""

from django.utils.translation import gettext_lazy as _

from config.problems.problem import Problem

PLANS: dict[str, Problem] = {
    "plan_closed": Problem(
        _("The plan is published, replaced or discarded and does not change any more."),
        _("Make a new plan from it and change that one."),
    ),
    "plan_busy": Problem(
        _("The plan is being computed."),
        _("Wait until it is ready, or stop the computation."),
    ),
    "plan_changed": Problem(
        _("Somebody changed the plan since it was read."),
        _("Read the plan again, then repeat the change with its new version."),
    ),
    "plan_stale": Problem(
        _("The fair changed since the plan was made."),
        _("Update the plan to today’s data, look at it, then publish."),
    ),
    "not_publishable": Problem(
        _("Something stands against publishing the plan."),
        _("Settle each point under “errors”, then publish."),
    ),
    "floor_plan_invalid": Problem(
        _("The booths of a hall do not form rows that can be allocated."),
        _("Correct the booths the title names on the floor plan."),
    ),
    "nothing_published": Problem(
        _("The fair has no published plan to start from."),
        _("Compute a first plan and publish it."),
    ),
    "nothing_to_print": Problem(
        _("There is nothing such a paper would be about."),
        _("Choose another paper, or come back when there is something to print."),
    ),
    "paper_outdated": Problem(
        _("The facts changed since the paper was issued."),
        _("Have the letters written anew, then print them."),
    ),
    "settled": Problem(
        _("Somebody settled this already."),
        _("Reload the page to see what was decided."),
    ),
    "place_refused": Problem(
        _("A hard rule forbids this booth for this exhibitor."),
        _("Choose another booth; the sentences name the rule."),
    ),
    "lock_refused": Problem(
        _("The booth is locked for somebody else."),
        _("Choose another booth, or remove the lock first."),
    ),
    "note_needed": Problem(
        _("The place is allowed but meets not every wish."),
        _("Repeat the request with a note that says why."),
    ),
    "nothing_to_undo": Problem(
        _("No edit of the plan is left that could be taken back."),
        _("Change the places by hand, or go back to another plan."),
    ),
    "not_beside": Problem(
        _("The two applicants do not stand side by side in this plan."),
        _("Place them side by side first, then lock them as a pair."),
    ),
    "not_placed": Problem(
        _("The application has no place in this plan."),
        _("Read the plan again: somebody may have moved it."),
    ),
    "no_place": Problem(
        _("There is no place a letter could be written about."),
        _("Give the application a booth and publish the plan first."),
    ),
}
