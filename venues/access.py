"""Who may reach which place. A foreign point is as absent; seen but forbidden is 403."""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.access import is_office, is_organiser
from accounts.models import User
from common.errors import Forbidden
from exhibitors.access import producers_of
from exhibitors.models import Producer
from venues.models import (
    Amendment,
    Anomaly,
    CriteriaSheet,
    DeliveryNote,
    Hall,
    Handover,
    Holiday,
    Line,
    PointClosure,
    PointStaff,
    Room,
    ShowcasePoint,
    StockCount,
    Submission,
    Venue,
    Webhook,
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


def get_point_to_hand_in(user: Person, pk: int) -> ShowcasePoint:
    """Who manages the point today hands its months in; a reviewer reads only."""
    point = get_point_to_view(user, pk)
    if not point_abilities(user, point)["report"]:
        raise Forbidden
    return point


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


def visible_deliveries(user: Person) -> QuerySet[DeliveryNote]:
    """The office sees every delivery, a manager those to the own points, a producer the own."""
    if is_office(user):
        return DeliveryNote.objects.all()
    mine = Q(point__in=points_of(user).values("pk")) | Q(producer__in=producers_of(user))
    return DeliveryNote.objects.filter(mine)


def get_delivery_to_view(user: Person, pk: int) -> DeliveryNote:
    rows = visible_deliveries(user).select_related("point", "producer", "sent_by", "received_by")
    return _found(rows.filter(pk=pk).first())


def get_delivery_to_receive(user: Person, pk: int) -> DeliveryNote:
    """Who reports at the point counts a delivery in."""
    delivery = get_delivery_to_view(user, pk)
    if not delivery_abilities(user, delivery)["receive"]:
        raise Forbidden
    return delivery


def get_delivery_to_cancel(user: Person, pk: int) -> DeliveryNote:
    delivery = get_delivery_to_view(user, pk)
    if not delivery_abilities(user, delivery)["cancel"]:
        raise Forbidden
    return delivery


def delivery_abilities(user: Person, delivery: DeliveryNote) -> dict[str, bool]:
    """What this person may do with a delivery they see."""
    reports = is_organiser(user) or points_of(user).filter(pk=delivery.point_id).exists()
    sends = producers_of(user).filter(pk=delivery.producer_id).exists()
    return {"receive": reports, "cancel": reports or sends}


def senders_to(user: Person, point_pk: int) -> QuerySet[Producer]:
    """The producers in whose name this person may announce a delivery to a point.

    Those with products on its list: all for organisers and the point's managers, the own for a
    producer. A point without one is as absent.
    """
    listed = Producer.objects.filter(
        products__point_lines__point=point_pk,
        products__point_lines__listed__contains=timezone.localdate(),
    )
    if not (is_organiser(user) or points_of(user).filter(pk=point_pk).exists()):
        listed = listed.filter(pk__in=producers_of(user).values("pk"))
    return listed.distinct().order_by("sort_key", "pk")


def get_point_to_deliver(user: Person, pk: int) -> ShowcasePoint:
    """A point that somebody may announce deliveries to; a reviewer reads only."""
    point = ShowcasePoint.objects.filter(pk=pk).first()
    manages = is_organiser(user) or points_of(user).filter(pk=pk).exists()
    if point is not None and (manages or senders_to(user, pk).exists()):
        return point
    get_point_to_view(user, pk)
    raise Forbidden


def get_sheet_to_view(user: Person, point_pk: int, pk: int) -> CriteriaSheet:
    point = get_point_to_view(user, point_pk)
    rows = point.criteria_sheets.select_related("scheme", "point", "assessed_by")
    return _found(rows.filter(pk=pk).first())


def get_webhook_to_edit(user: Person, pk: int) -> Webhook:
    """Organisers decide which programs are told."""
    if not is_organiser(user):
        raise Forbidden
    return _found(Webhook.objects.filter(pk=pk).first())


def visible_anomalies(user: Person) -> QuerySet[Anomaly]:
    """The office looks at findings; managers are asked by mail."""
    return Anomaly.objects.all() if is_office(user) else Anomaly.objects.none()


def get_anomaly_to_decide(user: Person, pk: int) -> Anomaly:
    found = _found(visible_anomalies(user).select_related("point").filter(pk=pk).first())
    if not is_organiser(user):
        raise Forbidden
    return found


def visible_shelves(user: Person) -> QuerySet[Line]:
    """Lines of all points for the office, of the own products for a producer."""
    if is_office(user):
        return Line.objects.all()
    return Line.objects.filter(product__producer__in=producers_of(user).values("pk"))


def visible_amendments(user: Person) -> QuerySet[Amendment]:
    """The office sees every request, a manager those of the own points."""
    return Amendment.objects.filter(point__in=visible_points(user).values("pk"))


def get_amendment_to_decide(user: Person, pk: int) -> Amendment:
    found = _found(visible_amendments(user).select_related("point").filter(pk=pk).first())
    if not is_organiser(user):
        raise Forbidden
    return found


def get_holiday_to_edit(user: Person, pk: int) -> Holiday:
    if not is_organiser(user):
        raise Forbidden
    return _found(Holiday.objects.filter(pk=pk).first())


def visible_handovers(user: Person) -> QuerySet[Handover]:
    """The office's, those of the own points, and those to oneself."""
    mine = Q(point__in=visible_points(user).values("pk"))
    if user.is_authenticated:
        mine |= Q(incoming=user.pk)
    return Handover.objects.filter(mine).select_related("point", "outgoing__user", "incoming")


def get_handover_to_view(user: Person, pk: int) -> Handover:
    return _found(visible_handovers(user).filter(pk=pk).first())


def get_handover_to_cancel(user: Person, pk: int) -> Handover:
    found = get_handover_to_view(user, pk)
    if not is_organiser(user):
        raise Forbidden
    return found


def get_count_to_view(user: Person, point_pk: int, pk: UUID) -> StockCount:
    point = get_point_to_view(user, point_pk)
    return _found(point.counts.select_related("point", "actor").filter(pk=pk).first())


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
