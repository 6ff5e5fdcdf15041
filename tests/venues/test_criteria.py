"""Criteria sheets: a scheme from text, points within their bounds, minimums beside them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import InvalidInput
from tests.factories.accounts import organiser
from tests.factories.venues import PointFactory
from venues.models import CriteriaScheme, CriteriaSheet
from venues.services.criteria import add_scheme

pytestmark = pytest.mark.django_db
TEXT = "Khu trưng bày | 20\n\nĐào tạo và hội thảo | 12,5\n"


@pytest.fixture
def centre(db):
    return PointFactory(kind="DESIGN_CENTRE")


@pytest.fixture
def desk(sign_in):
    return sign_in(organiser())


def scheme(**more):
    values = {"name": "Trung tâm", "decision": "6385/QĐ-UBND", **more}
    return add_scheme(values=values, criteria=TEXT, actor=organiser())


def test_a_scheme_is_read_line_by_line():
    assert scheme().items == [
        {"label": "Khu trưng bày", "max": "20"},
        {"label": "Đào tạo và hội thảo", "max": "12.5"},
    ]


@pytest.mark.parametrize("text", ["", "không có điểm", "a | x", "a | -1", "| 5", "a | 0"])
def test_what_cannot_be_read_names_its_line(text):
    with pytest.raises(InvalidInput) as refused:
        add_scheme(values={"name": "x", "decision": "1"}, criteria=text, actor=organiser())
    assert list(refused.value.fields) == ["criteria"]
    assert not CriteriaScheme.objects.exists()


def test_the_office_assesses_a_centre(desk, centre):
    scheme(minimum_area=500, minimum_share=60)
    address = reverse("venues:criteria_add", args=[centre.pk])
    form = {
        "assessed_on": timezone.localdate().isoformat(),
        "area": "450",
        "share": "65",
        "points-0": "18,5",
        "points-1": "20",
    }
    wrong = desk.post(address, form)
    assert wrong.status_code == 422
    assert "12.5" in wrong.content.decode()
    assert not CriteriaSheet.objects.exists()
    desk.post(address, {**form, "points-1": "10"})
    made = CriteriaSheet.objects.get()
    assert (float(made.total), made.meets) == (28.5, False)
    page = desk.get(reverse("venues:criteria_sheets", args=[centre.pk])).content.decode()
    assert "28,5" in page
    assert reverse("venues:criteria_sheets", args=[centre.pk]) in (
        desk.get(reverse("venues:point", args=[centre.pk])).content.decode()
    )


def test_without_a_scheme_the_criteria_are_asked_for_first(desk, centre):
    answer = desk.get(reverse("venues:criteria_add", args=[centre.pk]))
    assert answer.url == reverse("venues:scheme_add", args=[centre.pk])
    form = {"name": "Trung tâm", "decision": "6385/QĐ-UBND", "criteria": TEXT}
    assert desk.post(answer.url, form).status_code == 302
    assert CriteriaScheme.objects.get().kind == "DESIGN_CENTRE"
