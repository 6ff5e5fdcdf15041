"""Words for what booths offer, in the reader's language."""

from django.utils.translation import gettext_lazy as _

FLAG_LABELS = {
    "corner": _("Corner"),
    "power": _("Power"),
    "water": _("Water"),
    "accessible": _("Step-free"),
    "near_entrance": _("Near the entrance"),
    "outdoor": _("Outdoors"),
}


def flag_label(flag: str) -> str:
    """Corner, Power, Water…"""
    return str(FLAG_LABELS.get(flag, flag))
