from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from accounts.personal import register_holdings
from accounts.rules import Part, name_kinds, name_parts, name_verbs
from notifications.registered import name_registry

# How the activity log reads.
VERBS = {
    "producer.created": _("added the producer"),
    "producer.updated": _("changed the producer"),
    "producer.verified": _("verified the producer"),
    "producer.suspended": _("suspended the producer"),
    "producer.merged": _("merged two producers"),
    "producer.member_added": _("let a person act for the producer"),
    "producer.member_removed": _("ended a person’s acting for the producer"),
    "product.created": _("added the product"),
    "product.updated": _("changed the product"),
    "product.withdrawn": _("withdrew the product"),
    "certificate.added": _("added a certificate"),
    "certificate.revoked": _("withdrew a certificate"),
    "recognitions.imported": _("imported recognitions"),
}
KINDS = {
    "exhibitors.producer": _("producer"),
    "exhibitors.product": _("product"),
    "exhibitors.certificate": _("certificate"),
    "exhibitors.recognitionimport": _("import of recognitions"),
}
# Recorded values that are no field of their object.
PARTS = {
    "from": Part(_("Taken from")),
    "into": Part(_("Moved to")),
    "products": Part(_("Products")),
    "product": Part(_("Product")),
}


class ExhibitorsConfig(AppConfig):
    name = "exhibitors"

    def ready(self) -> None:
        name_verbs(VERBS)
        name_kinds(KINDS)
        name_parts(PARTS)
        register_holdings("exhibitors.services.personal_data")
        name_registry("exhibitors.queries.addresses_in_programme")
