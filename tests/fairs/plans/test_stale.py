"""Every change of the fair that a plan rests on blocks its publication, and the page names it."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from exhibitors.rules import ProductGroup
from fairs.models import Application, Booth, Fair, FairHall, Zone
from fairs.services.layout import HallPlan, draw_hall
from fairs.services.locks import declare_rivals, lock_place
from fairs.services.publication import PlanStale, publish_plan
from fairs.services.withdrawal import withdraw_application
from tests.factories.plans import applicant, fair_with, plan_with, row_of

pytestmark = pytest.mark.django_db


def block_a_booth(fair, *_people):
    Booth.objects.filter(fair=fair, number="B02").update(state="BLOCKED", blocked_reason="Cột")


def retire_a_booth(fair, *_people):
    Booth.objects.filter(fair=fair, number="B02").update(state="RETIRED")


def draw_another_hall(fair, *_people):
    size = {"width_m": Decimal(30), "depth_m": Decimal(20), "rows": 1, "booths_per_row": 2}
    draw_hall(fair=fair, plan=HallPlan(name="Nhà 2", **size), actor=None)


def accept_another(fair, *_people):
    applicant(fair, "HTX mới nhận")


def withdraw(_fair, a, _b):
    withdraw_application(application=a, actor=None, now=timezone.now())


def wish_otherwise(fair, a, _b):
    Application.objects.filter(pk=a.pk).update(wished_booths=[row_of(fair)[5].pk])


def reweigh(fair, *_people):
    Fair.objects.filter(pk=fair.pk).update(weights={"quality": 0})


def rezone(fair, *_people):
    Zone.objects.filter(fair=fair).update(allowed_groups=[ProductGroup.BEVERAGES])


def open_a_door(fair, *_people):
    FairHall.objects.filter(fair=fair).update(entrances=[[10, 0]])


def quarrel(fair, a, b):
    declare_rivals(fair=fair, first=a, second=b, actor=None)


CAUSES = [
    (block_a_booth, "Booths changed or blocked: B02."),
    (retire_a_booth, "Booths no longer in use: B02."),
    (draw_another_hall, "New booths: C01, C02."),
    (accept_another, "Newly accepted: HTX mới nhận."),
    (withdraw, "No longer accepted: HTX số 1."),
    (wish_otherwise, "Applications changed: HTX số 1."),
    (reweigh, "The points of the fair changed."),
    (rezone, "The zones of the fair changed, or what they take."),
    (open_a_door, "The halls of the fair or their entrances changed."),
    (quarrel, "The declared rivals changed."),
]


@pytest.mark.parametrize(("change", "sentence"), CAUSES)
def test_a_change_blocks_publishing_and_is_named(change, sentence, organiser_user, sign_in):
    fair, (a, b) = fair_with(2, zone_rows=((ProductGroup.FOOD, 2),))
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number, b: row[4].number})
    change(fair, a, b)
    plan.refresh_from_db()
    office = sign_in(organiser_user)
    office.cookies["django_language"] = "en"
    address = reverse("fairs:plan", args=[plan.pk])
    page = office.get(address).content.decode()
    assert sentence in page
    assert reverse("fairs:plan_publish", args=[plan.pk]) not in page
    with translation.override("en"), pytest.raises(PlanStale) as refused:
        publish_plan(plan=plan, version=plan.version, actor=None, now=timezone.now())
    assert sentence in [str(text) for text in refused.value.fields["plan"]]
    plan.refresh_from_db()
    assert plan.published_at is None


def test_a_lock_that_the_plan_keeps_changes_nothing():
    fair, (a,) = fair_with(1)
    (place, *_free) = row_of(fair)
    plan = plan_with(fair, {a: place.number})
    lock_place(application=a, booths=[place], actor=None)
    plan, _job = publish_plan(plan=plan, version=plan.version, actor=None, now=timezone.now())
    assert plan.state == "PUBLISHED"
