"""Where points stand on the map: their own position, else near their commune's centre."""

import pytest
from django.urls import reverse

from tests.factories.exhibitors import CommuneFactory
from tests.factories.venues import PointFactory
from venues.queries.centres import commune_centres

pytestmark = pytest.mark.django_db


def test_a_centre_is_known_for_each_commune_of_the_city_and_lies_in_it():
    centres = commune_centres()
    assert len(centres) == 126
    assert all(20.5 < lat < 21.5 and 105.2 < lon < 106.1 for lat, lon in centres.values())


def test_a_point_without_a_position_stands_near_its_commune_and_says_so(sign_in, organiser_user):
    commune = CommuneFactory(name="Phường Ba Đình")
    PointFactory(name="Có vị trí", commune=commune, latitude="21.03000", longitude="105.83000")
    for name in ("Một", "Hai"):
        PointFactory(name=name, commune=commune)
    PointFactory(name="Không rõ", commune=None)
    context = sign_in(organiser_user).get(reverse("venues:map")).context
    places = {place["name"]: place for place in context["places"]}
    assert (places["Có vị trí"]["lat"], places["Có vị trí"]["exact"]) == (21.03, True)
    about = [(places[name]["lat"], places[name]["lon"]) for name in ("Một", "Hai")]
    assert len(set(about)) == 2
    lat, lon = commune_centres()["Phường Ba Đình"]
    assert all(abs(a - lat) < 0.02 and abs(b - lon) < 0.02 for a, b in about)
    assert "Không rõ" not in places
    assert (context["about"], context["without"]) == (2, 1)
