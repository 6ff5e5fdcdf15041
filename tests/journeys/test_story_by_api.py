"""A year of the city's programme through REST alone, at its real volumes."""

import pytest

from tests.journeys.chapters import booths, fair, points, registry, seminars
from tests.journeys.chapters.story import Story

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(reference, city) -> Story:
    """The organiser invites a reviewer; everything else is still to be done."""
    office = city.person("organiser@example.org")
    body = {"email": "reviewer@example.org", "full_name": "Cán bộ thẩm định", "role": "REVIEWER"}
    office.post("users/", body, key="reviewer")
    (reviewer,) = city.newcomers(["reviewer@example.org"])
    return Story(city, office, reviewer)


def test_the_programme_from_registry_to_monthly_reports(story):
    registry.check_reference(story)
    registry.add_producers(story)
    registry.invite_members(story)
    registry.add_products(story)
    registry.add_certificates(story)

    fair.add_places(story)
    fair.draw_and_publish(story)
    fair.apply(story)
    fair.review(story)
    fair.decide_and_announce(story)

    booths.arrange(story)
    booths.check_letters(story)
    booths.confirm(story)

    seminar = seminars.schedule(story)
    seminars.register(story, seminar)
    seminars.invite(story, seminar)

    shops = points.prepare(story)
    points.report(shops)
    points.check_dashboard(story, shops)
    points.check_monthly_reports(story, shops)
