"""Past fairs of public record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fairs.queries.past import past_events


def past(request: HttpRequest) -> HttpResponse:
    """Past events of public record, each with its source."""
    context = {
        "title": _("Past fairs"),
        "breadcrumb": [(_("Fairs"), reverse("fairs:fairs"))],
        "events": past_events(),
    }
    return render(request, "fairs/past.html", context)
