"""The whole demonstration, in order; what is there already stays as people changed it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from config.beside import beside
from config.demo.fairs import load_fairs, missing_scenes
from config.demo.people import load_people, write_logins
from exhibitors.services.demo import load_demo_certificates, load_demo_members
from venues.models import PointStaff, ShowcasePoint
from venues.services.demo import load_demo_places, load_demo_points
from venues.services.forecasts import forecast_all
from venues.services.managers import assign_manager
from venues.services.report_demo import generate_month
from venues.services.work_demo import load_demo_work

APPLICANTS = 165
POINTS = 85  # as many as Hanoi had in December 2022
REPORTED_DAYS = 30
LAPSE_IN_DAYS = 12


def load_story(*, now: datetime, say: Callable[[str], None]) -> None:
    """Accounts, certificates, showcase points, fairs and seminars. Safe to repeat."""
    people = load_people(now=now)
    write_logins()
    today = timezone.localdate(now)
    counts = load_demo_certificates(
        today=today, lapse_on=today + timedelta(days=LAPSE_IN_DAYS), applicants=APPLICANTS
    )
    load_demo_members(users=[people["producer"]], now=now)
    say(f"demonstration producers: {counts['producers']}")
    load_demo_places()
    if missing_scenes() and not connection.in_atomic_block:  # another process sees what is there
        with beside(load_fairs, people=people, now=now) as fairs:
            points, reports = _load_points(people, now)
        added = fairs.result()
    else:
        added = load_fairs(people=people, now=now)
        points, reports = _load_points(people, now)
    say(f"demonstration fairs added: {added}")
    say(f"showcase points: {points}, demonstration reports added: {reports}")


def _load_points(people: dict[str, User], now: datetime) -> tuple[int, int]:
    """Showcase points, their reports and what is to be done for them; how many of both."""
    first_day = timezone.localdate(now) - timedelta(days=REPORTED_DAYS)  # today is still to do
    points = load_demo_points(count=POINTS, first_day=first_day)
    reports = generate_month(points=points, first_day=first_day, days=REPORTED_DAYS)["reports"]
    if reports:
        forecast_all(now=now)  # otherwise nothing is known of demand before the first night
    _give_point(people["point manager"], points, first_day, now)
    load_demo_work(
        points=points, office=people["organiser"], manager=people["point manager"], now=now
    )
    return len(points), reports


def _give_point(manager: User, points: Sequence[ShowcasePoint], since: date, now: datetime) -> None:
    """The manager's account looks after the first demonstration point, else after the first."""
    if not points or PointStaff.objects.filter(user=manager).exists():
        return
    assign_manager(
        point=next((point for point in points if point.is_demo), points[0]),
        email=manager.email,
        full_name=manager.full_name,
        language=manager.language,
        since=since,
        actor=None,
        now=now,
    )
