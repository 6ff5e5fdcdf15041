"""The columns of an uploaded list of recipients, and what can be wrong with a row."""

from django.utils.translation import gettext_lazy as _

from common.addresses import WRONG

UPLOAD_COLUMNS: dict[str, object] = {
    "address": _("E-mail"),
    "name": _("Name"),
    "language": _("Language (vi, en, fr)"),
    "consent_on": _("Consent to advertising mail given on"),
    "consent_channel": _("How (web, email, phone, paper, in person)"),
}
UPLOAD_ERRORS: dict[str, object] = {
    "address": WRONG,
    "name": _("Write the name on one line of text."),
    "language": _("Write vi, en or fr."),
    "consent_on": _("Write the day as 24/11/2026; it cannot be in the future."),
    "consent_channel": _("Write web, email, phone, paper or in person."),
    "refused_later": _("This person refused on a later day."),
    "twice": _("This address stands in the file twice."),
}
