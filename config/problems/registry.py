"""Codes of jobs, the registry and campaigns."""

from django.utils.translation import gettext_lazy as _

from config.problems.problem import Problem

REGISTRY: dict[str, Problem] = {
    "job_active": Problem(
        _("The same work is already under way."),
        _("Follow the running job; start again once it has ended."),
    ),
    "field_closed": Problem(
        _("A verified record or a certificate fixes this field."),
        _("Leave the field out, or ask the office to change it."),
    ),
    "producer_closed": Problem(
        _("The producer’s record is suspended or was merged."),
        _("Use the record it was merged into, or ask the office."),
    ),
    "both_applied": Problem(
        _("Two producers that each hold an active application at the same fair cannot be merged."),
        _("Withdraw one of the two applications named in the title, then merge."),
    ),
    "already_applied": Problem(
        _("The producer already has an application at this fair."),
        _("Open that application and change it there."),
    ),
    "campaign_over": Problem(
        _("Everything of this campaign has left or was stopped."),
        _("Make a new campaign."),
    ),
    "event_postponed": Problem(
        _("The campaign’s event was postponed."),
        _("Give the event new days; then release the campaign."),
    ),
    "no_recipients": Problem(
        _("The campaign has no recipients."),
        _("Choose recipients, then release it."),
    ),
    "no_reminders": Problem(
        _("Nobody of this campaign is to be reminded."),
        _("Wait for the first messages to leave, or write a new campaign."),
    ),
    "no_text": Problem(
        _("The campaign has no text yet."),
        _("Write at least the Vietnamese text."),
    ),
    "nobody": Problem(
        _("The filters match no producer."),
        _("Change the filters, then add the recipients again."),
    ),
    "not_draft": Problem(
        _("The campaign was released already."),
        _("Make a new campaign for other recipients."),
    ),
}
