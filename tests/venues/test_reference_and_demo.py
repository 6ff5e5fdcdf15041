"""The shipped places load once; demonstration data is marked, reproducible and exact."""

from datetime import timedelta

import pytest
from django.utils import timezone

from exhibitors.services.reference import load_reference as load_registry
from tests.factories.exhibitors import ProductFactory
from venues.models import Hall, Movement, PointDay, ShowcasePoint, Submission, Venue
from venues.rules import PointKind
from venues.services import demo, reconcile, report_demo
from venues.services.reference import load_reference, read_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    load_registry()
    return load_reference()


def test_every_row_of_the_files_is_loaded_once(places):
    assert places == {
        "venues": sum(1 for _r in read_data("venues.csv")),
        "points": sum(1 for _r in read_data("showcase_points.csv")),
    }
    assert load_reference() == {"venues": 0, "points": 0}
    assert ShowcasePoint.objects.filter(kind=PointKind.DESIGN_CENTRE).count() == 11


def test_communes_named_in_the_files_exist(places):
    for model, name in ((Venue, "venues.csv"), (ShowcasePoint, "showcase_points.csv")):
        named = {row["code"] for row in read_data(name) if row["commune"]}
        found = set(model.objects.exclude(commune=None).values_list("code", flat=True))
        assert found == named


def test_changed_rows_stay_changed(places):
    Venue.objects.filter(code="V001").update(note="đã sửa")
    load_reference()
    assert Venue.objects.get(code="V001").note == "đã sửa"


def test_demo_points_fill_up_to_the_wished_count_and_say_what_they_are(places, today):
    points = demo.load_demo_points(count=50, first_day=today)
    assert len(points) == 50
    made = ShowcasePoint.objects.filter(is_demo=True)
    assert made.count() == 5
    assert all(point.name.startswith("Điểm trình diễn 0") for point in made)
    assert len(demo.load_demo_points(count=50, first_day=today)) == 50
    demo.load_demo_places()
    assert not Hall.objects.filter(is_demo=False).exists()


def test_a_generated_month_is_exact_marked_and_made_once(today):
    for _n in range(15):
        ProductFactory()
    first = today - timedelta(days=29)
    points = demo.load_demo_points(count=3, first_day=first)
    made = report_demo.generate_month(points=points, first_day=first)
    assert made["points"] == 3
    assert Submission.objects.count() == made["reports"] > 100
    assert Movement.objects.count() == made["movements"]
    assert PointDay.objects.filter(stock_at=None, day__lt=today).exists()
    assert PointDay.objects.filter(stock_late=True).exists()
    for point in points:
        assert reconcile.reconcile_point(point_id=point.pk, now=timezone.now()) == 0
        point.refresh_from_db()
        assert point.demo_figures
        assert point.negative_lines == 0
    assert report_demo.generate_month(points=points, first_day=first)["points"] == 0
