"""Venues, halls, rooms, showcase points, their managers and lines for tests."""

from datetime import date, timedelta

import factory
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.models import User
from tests.factories.exhibitors import CommuneFactory, ProductFactory
from venues.models import Hall, Line, LineNow, PointStaff, Room, ShowcasePoint, Venue
from venues.rules import PointKind, VenueKind


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Trung tâm thử {n}")
    code = factory.Sequence(lambda n: f"TVN{n:04d}")
    kind = VenueKind.EXHIBITION_CENTRE
    commune = factory.SubFactory(CommuneFactory)


class HallFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Hall

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Nhà {n}")
    width_m = 60
    depth_m = 40


class RoomFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Room

    venue = factory.SubFactory(VenueFactory)
    name = factory.Sequence(lambda n: f"Phòng {n}")
    capacity = 80


class PointFactory(factory.django.DjangoModelFactory):
    """An open point that reports from the first day of this month."""

    class Meta:
        model = ShowcasePoint

    name = factory.Sequence(lambda n: f"Điểm thử {n}")
    code = factory.Sequence(lambda n: f"TD{n:04d}")
    kind = PointKind.SHOP
    commune = factory.SubFactory(CommuneFactory)
    reports_from = factory.LazyFunction(lambda: timezone.localdate().replace(day=1))


def staff(user: User, point: ShowcasePoint, *, since: date | None = None) -> PointStaff:
    """Make somebody manage a point (once), by default since a year ago."""
    since = since or timezone.localdate() - timedelta(days=365)
    return PointStaff.objects.get_or_create(
        point=point, user=user, defaults={"days": DateRange(since, None)}
    )[0]


def line(point: ShowcasePoint, *, product=None, price=50_000, reorder_level=None, since=None):
    """A product on a point's list, with nothing on hand yet."""
    since = since or timezone.localdate() - timedelta(days=365)
    made = Line.objects.create(
        point=point,
        product=product or ProductFactory(),
        listed=DateRange(since, None),
        price=price,
        reorder_level=reorder_level,
    )
    LineNow.objects.create(point=point, product=made.product, reorder_level=reorder_level)
    ShowcasePoint.objects.filter(pk=point.pk).update(
        low_lines=point.lines.count(), out_lines=point.lines.count()
    )
    return made
