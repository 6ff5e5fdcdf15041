"""Products on the shelves: what to bring where, for producers and for the office."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import is_office
from common import formats
from common.pages import Action, Column, ListPage
from exhibitors.access import producers_of, visible_producers
from notifications.downloads import document_file
from venues.access import visible_shelves
from venues.filters.insight import ShelfFilter
from venues.pages.chips import Chip
from venues.pages.points import crumbs
from venues.queries import shelves
from venues.rules.forecast import HORIZON, LEAD_DAYS, MINIMUM_DAYS, REVIEW_DAYS, SERVICE
from venues.services import producer_months

NOT_ENOUGH = _("Not enough data")


def cover(row: dict[str, Any]) -> Any:
    """Days of cover; in words where nothing can be said."""
    if not shelves.enough(row):
        return NOT_ENOUGH
    days = shelves.cover_of(row)
    return _("Does not sell") if days is None else formats.number(days)


def per_day(row: dict[str, Any]) -> Any:
    return round(row["mean"], 2) if shelves.enough(row) else None


def certificate_chip(row: dict[str, Any]) -> Chip | None:
    """A certificate that lapsed or lapses within 90 days; nothing where all is well."""
    if not row["certified"]:
        return None
    until, today = row["valid_until"], timezone.localdate()
    if until is None or until < today:
        return ("red", _("Certificate not in force"), False)
    left = (until - today).days
    if left > shelves.LAPSE_DAYS:
        return None
    text = gettext("Certificate until %(day)s") % {"day": formats.day(until)}
    return ("amber", text, False)


PRODUCT = Column(_("Product"), "name", heading=True)
ON_HAND = Column(_("On hand"), "on_hand", "number")
COMING = Column(_("On its way"), lambda r: r["coming"] or None, "number", phone=False)
SOLD = Column(_("Sold this month"), lambda r: r["sold"] or None, "number", phone=False)
PER_DAY = Column(_("Sold a day"), per_day, "number", phone=False)
COVER = Column(_("Days of cover"), cover)
BRING = Column(_("Suggested delivery"), lambda r: shelves.bring(r) or None, "number")
CERTIFICATE = Column(_("Certificate"), certificate_chip, "chip")


class Shelves(ListPage):
    """Base of both lists, with the formula beneath."""

    template_name = "venues/shelves.html"
    filterset_class = ShelfFilter

    def extra(self) -> dict[str, Any]:
        return {
            "formula": {
                "lead": LEAD_DAYS,
                "review": REVIEW_DAYS,
                "horizon": HORIZON,
                "service": SERVICE,
                "minimum": MINIMUM_DAYS,
            }
        }


class MyShelves(Shelves):
    title = _("My products at the points")
    filename = "my-products-at-points"
    empty = _("None of your products is on the list of a showcase point.")
    columns = [
        PRODUCT,
        Column(
            _("Point"),
            "point_name",
            link=lambda r: (
                reverse("venues:delivery_add", args=[r["point_id"]])
                + f"?producer={r['producer_id']}"
            ),
        ),
        ON_HAND,
        SOLD,
        COVER,
        COMING,
        BRING,
        CERTIFICATE,
    ]

    def allowed(self) -> bool:
        return producers_of(self.request.user).exists()

    def queryset(self) -> Any:
        mine = producers_of(self.request.user).values("pk")
        lines = visible_shelves(self.request.user).filter(product__producer__in=mine)
        return shelves.shelf_rows(lines, timezone.localdate())

    def actions(self) -> list[Action]:
        return [Action(_("Deliveries"), reverse("venues:deliveries"), "package")]

    def extra(self) -> dict[str, Any]:
        mine = producers_of(self.request.user)
        documents = producer_months.documents_of_producers(mine)[:60]
        return {**super().extra(), "documents": list(documents)}


class Replenishment(Shelves):
    title = _("What to bring")
    filename = "replenishment"
    empty = _("No shelf needs a delivery, as far as there is data.")
    columns = [
        PRODUCT,
        Column(_("Producer"), "producer"),
        Column(
            _("Point"),
            "point_name",
            link=lambda r: reverse("venues:line", args=[r["point_id"], r["id"]]),
        ),
        ON_HAND,
        COMING,
        PER_DAY,
        COVER,
        BRING,
        CERTIFICATE,
    ]

    def allowed(self) -> bool:
        return is_office(self.request.user)

    def queryset(self) -> Any:
        rows = shelves.shelf_rows(visible_shelves(self.request.user), timezone.localdate())
        return shelves.to_bring(rows)

    def empty_action(self) -> Action:
        return Action(_("Month's overview"), reverse("venues:dashboard"))

    def extra(self) -> dict[str, Any]:
        overview = (_("Month's overview"), reverse("venues:dashboard"))
        return {**super().extra(), "breadcrumb": crumbs(overview)}


@login_required
def producer_document(request: HttpRequest, document_pk: int) -> HttpResponseBase:
    """A monthly report of the own organisation (of any, for the office)."""
    visible = producer_months.documents_of_producers(visible_producers(request.user))
    found = visible.filter(pk=document_pk).defer(None).first()
    if found is None:
        raise Http404
    return document_file(found)
