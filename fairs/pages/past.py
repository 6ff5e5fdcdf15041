"""Past fairs of public record."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common import formats
from common.pages import Column, ListPage
from fairs.queries.past import PastEvent, past_events


def event_days(event: PastEvent) -> str:
    """The days of an event, or when it was in the words of its source."""
    if event.start is None:
        return event.when
    return formats.days(event.start, event.end or event.start)


class PastList(ListPage):
    """Past events, each with its source."""

    title = _("Past fairs")
    intro = _(
        "Fairs and seminars of earlier years, as public sources report them. Figures are quoted as "
        "published."
    )
    filename = "past-fairs"
    public = True
    columns = [
        Column(_("Event"), "name", heading=True, lang="vi"),
        Column(_("Days"), event_days),
        Column(_("Place"), "venue", lang="vi"),
        Column(_("Organised by"), "organiser", phone=False, lang="vi"),
        Column(_("Booths"), "booths", lang="vi"),
        Column(_("Source"), "source", kind="web", link=lambda event: event.source),
    ]

    def queryset(self) -> Any:
        return past_events()

    def extra(self) -> dict[str, Any]:
        return {"breadcrumb": [(_("Fairs"), reverse("fairs:fairs"))]}
