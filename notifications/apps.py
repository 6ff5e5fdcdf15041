from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.rules import Part, name_kinds, name_parts, name_verbs

# How the activity log reads.
VERBS = {
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
