"""Drawing halls and blocking booths."""

import unicodedata
from decimal import Decimal

import pytest

from accounts.models import ActivityEntry
from common.errors import InvalidInput, StaleVersion
from fairs.models import Booth, BoothType, Zone
from fairs.rules.states import BoothState, FairState
from fairs.services.booths import update_booth
from fairs.services.layout import HallPlan, LayoutInUse, draw_hall, remove_hall
from tests.factories.fairs import ApplicationFactory, FairFactory, drawn

pytestmark = pytest.mark.django_db


def plan(**changes) -> HallPlan:
    values = {"name": "Nhà A", "width_m": Decimal(50), "depth_m": Decimal(30)}
    return HallPlan(**{**values, "rows": 4, "booths_per_row": 6, **changes})


def test_drawing_makes_booths_zones_and_types(organiser_user):
    fair = FairFactory(state=FairState.DRAFT, hall=False)
    hall = draw_hall(
        fair=fair,
        plan=plan(zone_rows=((1, 2), (4, 1)), row_end_width_m=Decimal(6), booth_price=500_000),
        actor=organiser_user,
    )
    assert Booth.objects.filter(hall=hall).count() == 24
    zones = {z.code: z.allowed_groups for z in Zone.objects.filter(fair=fair)}
    assert zones == {"K1": [1], "K2": [4], "K3": []}
    standard, large = BoothType.objects.filter(fair=fair).order_by("width_m")
    assert (standard.modules, standard.price, large.modules) == (1, 500_000, 2)
    assert hall.entrances == [[25, 30]]
    assert ActivityEntry.objects.filter(verb="fair.hall_drawn").exists()


def test_drawing_a_draft_again_replaces_only_that_hall():
    fair = FairFactory(state=FairState.DRAFT, hall=False)
    first, second = drawn(fair), drawn(fair)
    kept = set(Booth.objects.filter(hall=second).values_list("pk", flat=True))
    draw_hall(fair=fair, hall=first, plan=plan(rows=1, booths_per_row=3), actor=None)
    numbers = sorted(Booth.objects.filter(hall=first).values_list("number", flat=True))
    assert numbers == ["E01", "E02", "E03"]
    assert set(Booth.objects.filter(hall=second).values_list("pk", flat=True)) == kept


def test_a_plan_that_applicants_wish_for_stays(organiser_user):
    fair = FairFactory()
    hall = fair.halls.get()
    booth = fair.booths.first()
    ApplicationFactory(fair=fair, wished_booths=[booth.pk])
    with pytest.raises(LayoutInUse):
        draw_hall(fair=fair, hall=hall, plan=plan(), actor=organiser_user)
    with pytest.raises(LayoutInUse):
        remove_hall(hall=hall, actor=organiser_user)
    assert fair.booths.filter(pk=booth.pk).exists()


def test_a_published_plan_nobody_refers_to_may_be_drawn_again():
    fair = FairFactory()
    draw_hall(fair=fair, hall=fair.halls.get(), plan=plan(rows=1), actor=None)
    assert fair.booths.count() == 6


def test_two_halls_of_one_fair_cannot_share_a_name():
    fair = FairFactory(hall={"name": "Nhà A"})
    for name in ("Nhà A", unicodedata.normalize("NFD", "Nhà A "), " Nhà A"):
        with pytest.raises(InvalidInput) as refused:
            draw_hall(fair=fair, plan=plan(name=name), actor=None)
        assert "name" in refused.value.fields


def test_blocking_needs_a_reason_and_the_current_version(organiser_user):
    booth = FairFactory().booths.first()
    with pytest.raises(InvalidInput):
        update_booth(booth=booth, version=1, blocked=True, actor=organiser_user)
    blocked = update_booth(
        booth=booth, version=1, blocked=True, reason="Cột nhà", actor=organiser_user
    )
    assert (blocked.state, blocked.version) == (BoothState.BLOCKED, 2)
    with pytest.raises(StaleVersion):
        update_booth(booth=booth, version=1, blocked=False, actor=organiser_user)
    freed = update_booth(booth=booth, version=2, blocked=False, actor=organiser_user)
    assert (freed.state, freed.blocked_reason) == (BoothState.AVAILABLE, "")
