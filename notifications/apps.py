from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.personal import register_holdings
from accounts.rules import Part, name_kinds, name_parts, name_verbs

# How the activity log reads.
VERBS = {
    "bounce.settled": _("settled a returned message"),
    "campaign.answered": _("answered the invitation of a campaign"),
    "campaign.cancelled": _("stopped a campaign"),
    "campaign.created": _("wrote a campaign"),
    "campaign.edited": _("changed a campaign"),
    "campaign.link_revoked": _("took the link of an invitation back"),
    "campaign.paused": _("paused a campaign"),
    "campaign.recipients_added": _("added recipients"),
    "campaign.recipients_removed": _("took recipients off the list"),
    "campaign.held": _("held the campaign until its event has new days"),
    "campaign.moved": _("gave the campaign the new facts of its event"),
    "campaign.letters_issued": _("issued letters of the campaign"),
    "campaign.released": _("released a campaign"),
    "campaign.reminded": _("had reminders written"),
    "campaign.resumed": _("let a campaign go on"),
    "campaign.rewritten": _("had waiting messages written again"),
    "campaign.tested": _("sent a test message"),
    "consent.granted": _("recorded a consent"),
    "consent.withdrawn": _("recorded a refusal"),
    "document.emptied": _("erased the content of a document"),
    "document.issued": _("issued a document"),
    "document.voided": _("voided a document"),
    "job.started": _("started a job"),
    "job.cancelled": _("cancelled the job"),
    "job.retried": _("started the job again"),
    "message.queued": _("had a message sent again"),
    "message.sent": _("counted a message as sent"),
    "message.cancelled": _("cancelled a message"),
    "message.bounced": _("noted that a message came back"),
    "messages.cancelled": _("cancelled messages"),
    "messages.queued_again": _("had refused messages sent again"),
    "outbox.paused": _("paused the sending of mail"),
    "outbox.resumed": _("resumed the sending of mail"),
}
KINDS = {
    "notifications.bounce": _("returned message"),
    "notifications.campaign": _("campaign"),
    "notifications.consententry": _("consent"),
    "notifications.document": _("document"),
    "notifications.job": _("job"),
    "notifications.message": _("message"),
    "notifications.outboxswitch": _("sending of mail"),
}
# Recorded values that are no field of their object.
PARTS = {
    "count": Part(_("How many")),
    "subject": Part(None),
    "sha256": Part(None),
    "kind": Part(None),
    "revision": Part(_("Revision")),
}


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        name_verbs(VERBS)
        name_kinds(KINDS)
        name_parts(PARTS)
        register_holdings("notifications.services.personal_data")
