"""Who may reach which place. A foreign point is as absent; seen but forbidden is 403."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.access import is_office, is_organiser
from accounts.models import User
from common.errors import Forbidden
from venues.models import (
    Hall,
    Line,
    PointClosure,
    PointStaff,
    Room,
    ShowcasePoint,
    Submission,
    Venue,
)

Person = User | AnonymousUser


def _found(row: Any) -> Any:
    if row is None:
        raise Http404
    return row


def visible_venues(user: Person) -> QuerySet[Venue]:
    """Venues are public."""
    return Venue.objects.all()


def get_venue_to_view(user: Person, pk: int) -> Venue:
    return _found(visible_venues(user).select_related("commune").filter(pk=pk).first())


def get_venue_to_edit(user: Person, pk: int) -> Venue:
    venue = get_venue_to_view(user, pk)
    if not is_organiser(user):
        raise Forbidden
    return venue


def get_hall_to_edit(user: Person, pk: int) -> Hall:
    hall = _found(Hall.objects.select_related("venue").filter(pk=pk).first())
    if not is_organiser(user):
        raise Forbidden
    return hall


def get_room_to_edit(user: Person, pk: int) -> Room:
    room = _found(Room.objects.select_related("venue").filter(pk=pk).first())
    if not is_organiser(user):
        raise Forbidden
    return room


def points_of(user: Person) -> QuerySet[ShowcasePoint]:
    """The points a person manages today."""
    if not user.is_authenticated or not user.is_active:
        return ShowcasePoint.objects.none()
    staff = PointStaff.objects.filter(user=user, days__contains=timezone.localdate())
    return ShowcasePoint.objects.filter(pk__in=staff.values("point"))


def visible_points(user: Person) -> QuerySet[ShowcasePoint]:
    """The office sees every point, a manager the own ones, others none."""
    return ShowcasePoint.objects.all() if is_office(user) else points_of(user)


def get_point_to_view(user: Person, pk: int) -> ShowcasePoint:
    return _found(visible_points(user).select_related("commune").filter(pk=pk).first())


def get_point_to_edit(user: Person, pk: int) -> ShowcasePoint:
    """Organisers edit points; managers and reviewers see them."""
    point = get_point_to_view(user, pk)
    if not is_organiser(user):
        raise Forbidden
    return point


def get_point_to_report(user: Person, pk: int) -> ShowcasePoint:
    """Organisers, and whoever manages or managed the point: queued work of an ended tenure is
    still taken for its days (the service checks the day). A reviewer reads only."""
    if is_organiser(user):
        return _found(ShowcasePoint.objects.filter(pk=pk).first())
    if user.is_authenticated and user.is_active:
        mine = PointStaff.objects.filter(user=user, point_id=pk)
        if mine.exists():
            return _found(ShowcasePoint.objects.filter(pk=pk).first())
    get_point_to_view(user, pk)
    raise Forbidden


def get_line_to_edit(user: Person, point_pk: int, pk: int) -> Line:
    point = get_point_to_edit(user, point_pk)
    return _found(point.lines.select_related("product").filter(pk=pk).first())


def get_line_to_view(user: Person, point_pk: int, pk: int) -> Line:
    point = get_point_to_view(user, point_pk)
    return _found(point.lines.select_related("product", "product__producer").filter(pk=pk).first())


def get_staff_to_edit(user: Person, point_pk: int, pk: int) -> PointStaff:
    point = get_point_to_edit(user, point_pk)
    return _found(point.staff.select_related("user", "point").filter(pk=pk).first())


def get_closure_to_edit(user: Person, point_pk: int, pk: int) -> PointClosure:
    point = get_point_to_edit(user, point_pk)
    return _found(point.closures.select_related("point").filter(pk=pk).first())


def get_submission_to_decide(user: Person, point_pk: int, pk: UUID) -> Submission:
    """A held report is decided by who manages the point now or did that day, or an organiser."""
    point = get_point_to_report(user, point_pk)
    found: Submission = _found(point.submissions.select_related("point").filter(pk=pk).first())
    then = point.staff.filter(user=user.pk, days__contains=found.business_day)
    if not (point_abilities(user, point)["decide"] or then.exists()):
        raise Forbidden
    return found


def point_abilities(user: Person, point: ShowcasePoint) -> dict[str, bool]:
    """What this person may do here; buttons and the API's `abilities` alike."""
    organiser = is_organiser(user)
    manages = organiser or points_of(user).filter(pk=point.pk).exists()
    return {"edit": organiser, "assign": organiser, "report": manages, "decide": manages}
