"""What each role finds in the top bar, the account menu and the phone's bottom bar."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import is_office, is_organiser
from exhibitors.access import producers_of
from venues.access import points_of

BOTTOM_ITEMS = 5


@dataclass(frozen=True)
class Place:
    """An address with its name, and what belongs to it: path beginnings, and routes before them."""

    label: object
    route: str
    icon: str
    parts: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    label: object
    href: str
    icon: str
    current: bool


HOME = Place(_("Home"), "home", "house")
FAIRS = Place(_("Fairs"), "fairs:fairs", "store", ("/fairs/", "/plans/", "/booths/"))
SEMINARS = Place(_("Seminars"), "fairs:seminars", "calendar-days", ("/seminars/",))
APPLICATIONS = Place(_("Applications"), "fairs:applications", "clipboard-list", ("/applications/",))
PRODUCERS = Place(_("Producers"), "exhibitors:producers", "users", ("/registry/producers/",))
POINTS = Place(_("Showcase points"), "venues:dashboard", "map-pin", ("/points/",))
MESSAGES = Place(_("Messages"), "notifications:messages", "mail", ("/messages/", "/outbox/"))
CATALOGUE = Place(_("OCOP products"), "exhibitors:catalogue", "package", ("/products/",))
MY_BOOTHS = Place(_("My booths"), "fairs:my_places", "layout-grid", ("/my-places/",))
MY_PRODUCTS = Place(_("My organisation"), "exhibitors:mine", "package", ("/my/", "/registry/"))
TODAY = Place(
    _("Today's report"),
    "venues:today",
    "clipboard-list",
    ("/points/today/",),
    ("venues:report", "venues:stock_report", "venues:visitor_report"),
)
MY_SHELVES = Place(
    _("At the points"),
    "venues:my_shelves",
    "map-pin",
    ("/points/my-products/", "/deliveries/"),
)
MY_POINTS = Place(_("My points"), "venues:points", "map-pin", ("/points/",))

OFFICE_MORE = (
    Place(_("Products"), "exhibitors:products", "package", ("/registry/products/",)),
    Place(_("Certificates"), "exhibitors:certificates", "file-text"),
    Place(_("Venues"), "venues:venues", "map", ("/venues/", "/halls/", "/rooms/")),
    Place(_("Work in progress"), "notifications:jobs", "clock", ("/jobs/",)),
    Place(_("Documents"), "notifications:documents", "file-text", ("/documents/",)),
)
ORGANISER_MORE = (
    Place(_("Decisions from Excel"), "exhibitors:imports", "upload", ("/registry/imports/",)),
    Place(_("People"), "accounts:people", "users", ("/people/",)),
    Place(_("Activity"), "accounts:activity", "clock"),
)


def places_for(user: Any) -> tuple[list[Place], list[Place]]:
    """Main and further places of a person; roles add up."""
    if not user.is_authenticated:
        return [FAIRS, SEMINARS, CATALOGUE], []
    if is_office(user):
        main = [FAIRS, APPLICATIONS, SEMINARS, PRODUCERS, POINTS]
        if not is_organiser(user):
            return main, list(OFFICE_MORE)
        return [*main, MESSAGES], [*OFFICE_MORE, *ORGANISER_MORE]
    main = []
    if points_of(user).exists():
        main += [TODAY, MY_POINTS]
    if producers_of(user).exists():
        main += [APPLICATIONS, MY_BOOTHS, MY_PRODUCTS, MY_SHELVES]
    return [*main, FAIRS, SEMINARS], []


def _items(places: Iterable[Place], request: HttpRequest) -> list[Item]:
    """Links of these places; the one that names the route is current, else the longest match."""
    path, found = request.path, request.resolver_match
    matches = {
        place: len(path) + 1
        if found and found.view_name in place.routes
        else max((len(part) for part in place.parts if path.startswith(part)), default=0)
        for place in places
    }
    longest = max(matches.values(), default=0)
    items = []
    for place, length in matches.items():
        href = reverse(place.route)
        current = path == href or bool(length and length == longest)
        items.append(Item(place.label, href, place.icon, current))
    return items


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: navigation, more_navigation, bottom_navigation, demo."""
    if not hasattr(request, "user"):  # an answer given before anybody was recognised
        return {"demo": settings.DEMO}
    main, more = places_for(request.user)
    return {
        "navigation": _items(main, request),
        "more_navigation": _items(more, request),
        "bottom_navigation": _items([HOME, *main][:BOTTOM_ITEMS], request),
        "demo": settings.DEMO,
    }
