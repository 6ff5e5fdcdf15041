"""Campaigns about a fair: its facts filled in, its audience found by filters."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from common.errors import DomainError
from fairs.queries.audience import Audience, audience
from fairs.services.campaigns import add_audience, start_fair_campaign
from notifications import registry
from notifications.models import Campaign, Message, Recipient
from notifications.queries.campaigns import campaign_progress
from notifications.services.campaign_steps import release_campaign
from tests.factories.exhibitors import CommuneFactory, ProducerFactory, certified
from tests.factories.fairs import ApplicationFactory, FairFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def found(**wanted):
    return set(audience(Audience(**wanted), TODAY))


def test_the_audience_is_those_with_an_address_who_may_be_reached():
    usual = ProducerFactory()
    ProducerFactory(email="")
    ProducerFactory(state="SUSPENDED")
    assert found() == {usual}


def test_exhibitors_of_a_fair_are_those_who_got_a_place():
    fair = FairFactory(hall=False)
    placed = ApplicationFactory(fair=fair, state="CONFIRMED").producer
    ApplicationFactory(fair=fair, state="REJECTED")
    ApplicationFactory(fair=FairFactory(hall=False), state="CONFIRMED")
    assert found(exhibited_at=fair.pk) == {placed}


def test_who_has_not_applied_is_found_a_started_draft_counting_as_none():
    fair = FairFactory(hall=False)
    ApplicationFactory(fair=fair, state="SUBMITTED")
    draft = ApplicationFactory(fair=fair, state="DRAFT").producer
    other = ProducerFactory()
    assert found(not_applied_to=fair.pk) == {draft, other}


def test_stars_and_group_speak_of_one_product_in_force():
    four = certified(stars=4, group=1).producer
    five = certified(stars=5, group=2).producer
    certified(stars=5, group=1, issued_on=TODAY - timedelta(days=2000))
    assert found(stars=4) == {four, five}
    assert found(stars=5, group=2) == {five}
    assert found(stars=5, group=1) == set()
    assert four in found(group=1)


def test_commune_and_picking_by_hand_narrow_it():
    commune = CommuneFactory()
    here, there = ProducerFactory(commune=commune), ProducerFactory()
    assert found(commune=commune.pk) == {here}
    assert found(chosen=[there.pk]) == {there}
    assert found(commune=commune.pk, chosen=[there.pk]) == set()


@pytest.fixture
def campaign(organiser_user):
    fair = FairFactory(hall=False, name_vi="Hội chợ Xuân", name_fr="Foire du Printemps")
    return start_fair_campaign(fair=fair, actor=organiser_user, now=timezone.now())


def test_an_invitation_names_the_fair_in_the_producers_language(campaign, organiser_user):
    product = certified(producer__language="fr", producer__name="HTX {event} <b>")
    add_audience(campaign=campaign, wanted=Audience(), day=TODAY, actor=organiser_user)
    release_campaign(campaign=campaign, actor=organiser_user, now=timezone.now())
    registry.execute(campaign_progress(campaign).job.pk)
    message = Message.objects.get(recipient=product.producer.email)
    assert "Foire du Printemps" in message.subject
    assert "HTX {event} <b>" in message.text
    assert "<b>" not in message.html
    assert message.kind == "SERVICE"
    (file,) = message.attachments.all()
    (event,) = Calendar.from_ical(bytes(file.content)).walk("VEVENT")
    assert str(event["summary"]) == "Hội chợ Xuân"


def test_a_fair_that_is_over_invites_nobody(organiser_user):
    fair = FairFactory(
        hall=False,
        opens_on=TODAY - timedelta(days=9),
        closes_on=TODAY - timedelta(days=8),
        apply_from=timezone.now() - timedelta(days=90),
    )
    with pytest.raises(DomainError):
        start_fair_campaign(fair=fair, actor=organiser_user, now=timezone.now())
    assert not Campaign.objects.exists()


def test_the_page_adds_all_or_only_the_ticked(campaign, organiser_user, sign_in):
    first, second, third = (ProducerFactory() for _ in range(3))
    client, address = sign_in(organiser_user), reverse("fairs:audience", args=[campaign.pk])
    page = client.get(address).content.decode()
    assert all(producer.name in page for producer in (first, second, third))
    client.post(address, {"which": "chosen", "producer": [second.pk, "x", "-1"]})
    assert [r.subject_id for r in Recipient.objects.all()] == [str(second.pk)]
    client.post(address, {"which": "all"})
    assert Recipient.objects.count() == 3


def test_nobody_matching_is_said(campaign, organiser_user, sign_in):
    client, address = sign_in(organiser_user), reverse("fairs:audience", args=[campaign.pk])
    answer = client.post(address, {"which": "all"})
    assert answer.status_code == 200
    assert not Recipient.objects.exists()
