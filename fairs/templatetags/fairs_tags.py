"""Words and numbers the fairs templates need."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def plain(value: Any) -> str:
    """A number as SVG wants it: a point, no grouping, whatever the language."""
    return f"{float(value):g}"


@register.filter
def add_number(value: Any, more: Any) -> str:
    return plain(float(value) + float(more))


@register.filter
def activity(verb: str) -> str:
    """What a line of the history says happened."""
    return {
        "fair.created": _("created"),
        "fair.cloned": _("made from an earlier fair"),
        "fair.updated": _("edited"),
        "fair.quotas_set": _("quotas changed"),
        "fair.hall_drawn": _("hall drawn"),
        "fair.hall_removed": _("hall removed"),
        "fair.published": _("published"),
        "fair.postponed": _("postponed"),
        "fair.resumed": _("taken up again"),
        "fair.cancelled": _("cancelled"),
        "fair.closed": _("closed"),
        "fair.decisions_announced": _("decisions announced"),
        "application.started": _("draft begun"),
        "application.on_behalf": _("begun by the office with the producer’s consent"),
        "application.submitted": _("sent"),
        "application.reopened": _("under review again"),
        "application.changes_requested": _("changes requested"),
        "application.eligible": _("found eligible"),
        "application.ineligible": _("found not eligible"),
        "application.decided": _("decision kept in private"),
        "application.admitted_late": _("counted as sent in time"),
        "application.accepted": _("accepted"),
        "application.waitlisted": _("put on the waiting list"),
        "application.rejected": _("rejected"),
        "application.confirmed": _("confirmed"),
        "application.reconfirm_asked": _("asked to confirm again"),
        "application.withdrawn": _("withdrawn"),
        "application.cancelled_by_fair": _("ended with the fair"),
    }.get(verb, verb)
