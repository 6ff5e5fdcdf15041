"""Venues with their halls and rooms."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from common.pages import Action, Column, ListPage
from venues.access import (
    get_hall_to_edit,
    get_room_to_edit,
    get_venue_to_edit,
    get_venue_to_view,
    visible_venues,
)
from venues.filters.places import VenueFilter
from venues.models import Hall, Room, Venue
from venues.pages.chips import source_chip
from venues.pages.edit import form_page
from venues.pages.place_forms import HallForm, RoomForm, VenueForm
from venues.services import places


class Venues(ListPage):
    title = _("Venues")
    filename = "venues"
    public = True
    filterset_class = VenueFilter
    empty = _("No venue is recorded yet.")
    columns = [
        Column(
            _("Name"), "name", heading=True, link=lambda v: reverse("venues:venue", args=[v.pk])
        ),
        Column(pgettext_lazy("place", "Kind"), lambda v: v.get_kind_display()),
        Column(_("Commune or ward"), "commune.name"),
        Column(_("Halls"), "hall_count", "number"),
        Column(_("Rooms"), "room_count", "number"),
        Column(_("Published size"), "capacity_seen", phone=False),
        Column(_("Source"), source_chip, "chip", phone=False),
    ]

    def queryset(self) -> QuerySet[Venue]:
        return (
            visible_venues(self.request.user)
            .select_related("commune")
            .annotate(
                hall_count=Count("halls", distinct=True), room_count=Count("rooms", distinct=True)
            )
            .order_by("sort_key", "id")
        )

    def actions(self) -> list[Action]:
        if not is_organiser(self.request.user):
            return []
        return [Action(_("Add a venue"), reverse("venues:venue_add"), "plus", primary=True)]


def _crumbs(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Venues"), reverse("venues:venues")), *more]


def venue_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A venue: what is known of it, its halls and its rooms."""
    venue = get_venue_to_view(request.user, pk)
    edits = is_organiser(request.user)
    actions = (
        [Action(_("Edit"), reverse("venues:venue_edit", args=[pk]), "pencil")] if edits else []
    )
    halls: list[Any] = list(venue.halls.order_by("name"))
    rooms = list(venue.rooms.order_by("name"))
    context = {
        "title": venue.name,
        "venue": venue,
        "halls": halls,
        "rooms": rooms,
        "edits": edits,
        "source": source_chip(venue),
        "breadcrumb": _crumbs(),
        "actions": actions,
        "demo_sizes": any(place.is_demo for place in [*halls, *rooms]),
    }
    return render(request, "venues/venue.html", context)


@organiser_required
def venue_add(request: HttpRequest) -> HttpResponse:
    return form_page(
        request,
        form_class=VenueForm,
        title=gettext("Add a venue"),
        back=reverse("venues:venues"),
        save=lambda form: places.add_venue(values=form.values(), actor=request.user),
        done=_("The venue was added."),
        breadcrumb=_crumbs(),
        go_to=lambda venue: reverse("venues:venue", args=[venue.pk]),
    )


def _initial(place: Any, form_class: Any) -> dict[str, Any]:
    return {name: getattr(place, name) for name in form_class.base_fields}


def _edit(request: HttpRequest, place: Any, venue: Venue, form_class: Any) -> HttpResponse:
    back = reverse("venues:venue", args=[venue.pk])
    return form_page(
        request,
        form_class=form_class,
        title=place.name,
        back=back,
        initial=_initial(place, form_class),
        done=_("Saved."),
        breadcrumb=_crumbs((venue.name, back)),
        save=lambda form: places.edit_place(
            place=place,
            values=form.values(),
            version=form.cleaned_data["version"] or 0,
            actor=request.user,
        ),
    )


@organiser_required
def venue_edit(request: HttpRequest, pk: int) -> HttpResponse:
    venue = get_venue_to_edit(request.user, pk)
    return _edit(request, venue, venue, VenueForm)


@organiser_required
def hall_edit(request: HttpRequest, pk: int) -> HttpResponse:
    hall: Hall = get_hall_to_edit(request.user, pk)
    return _edit(request, hall, hall.venue, HallForm)


@organiser_required
def room_edit(request: HttpRequest, pk: int) -> HttpResponse:
    room: Room = get_room_to_edit(request.user, pk)
    return _edit(request, room, room.venue, RoomForm)


@organiser_required
def hall_add(request: HttpRequest, pk: int) -> HttpResponse:
    venue = get_venue_to_edit(request.user, pk)
    back = reverse("venues:venue", args=[pk])
    return form_page(
        request,
        form_class=HallForm,
        title=gettext("Add a hall"),
        back=back,
        breadcrumb=_crumbs((venue.name, back)),
        done=_("The hall was added."),
        save=lambda form: places.add_hall(venue=venue, values=form.values(), actor=request.user),
    )


@organiser_required
def room_add(request: HttpRequest, pk: int) -> HttpResponse:
    venue = get_venue_to_edit(request.user, pk)
    back = reverse("venues:venue", args=[pk])
    return form_page(
        request,
        form_class=RoomForm,
        title=gettext("Add a room"),
        back=back,
        breadcrumb=_crumbs((venue.name, back)),
        done=_("The room was added."),
        save=lambda form: places.add_room(venue=venue, values=form.values(), actor=request.user),
    )
