"""Pages of fairs: public, and the organiser's."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fairs.models import Booth, Fair
from fairs.rules.states import BoothState, FairState
from fairs.services.fairs import set_quotas
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import CommuneFactory, member
from tests.factories.fairs import (
    ApplicationFactory,
    FairFactory,
    FairSeriesFactory,
    FairVenueFactory,
    eligible,
)
from tests.factories.plans import fair_with, published, row_of

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"fairs:{name}", args=args)


def entered(**changes):
    today = timezone.localdate()
    return {
        "name_vi": "Tuần hàng OCOP Tây Hồ",
        "venue": FairVenueFactory().pk,
        "opens_on": (today + timedelta(days=60)).isoformat(),
        "closes_on": (today + timedelta(days=63)).isoformat(),
        "daily_from": "08:30",
        "daily_until": "21:00",
        "apply_from": f"{today.isoformat()}T08:00",
        "apply_until": f"{(today + timedelta(days=20)).isoformat()}T17:00",
        "grace_minutes": "0",
        "min_stars": "3",
        "max_modules": "2",
        **changes,
    }


def test_everybody_sees_published_fairs_and_nobody_sees_drafts(client):
    shown, hidden = FairFactory(), FairFactory(state=FairState.DRAFT)
    page = client.get(url("fairs")).content.decode()
    assert shown.name in page
    assert hidden.name not in page
    assert client.get(url("fair", hidden.pk)).status_code == 404
    assert client.get(url("floor_plan", hidden.pk)).status_code == 404


def test_an_organiser_creates_a_fair_and_lands_on_its_dashboard(sign_in, organiser_user):
    client = sign_in(organiser_user)
    response = client.post(url("fair_new"), entered(), follow=True)
    fair = Fair.objects.get()
    assert response.redirect_chain == [(url("manage", fair.pk), 302)]
    assert fair.created_by == organiser_user


def test_a_refused_form_keeps_everything_that_was_typed(sign_in, organiser_user):
    wrong = entered(closes_on="2020-01-01", description="Một đoạn mô tả dài")
    response = sign_in(organiser_user).post(url("fair_new"), wrong)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Một đoạn mô tả dài" in page
    assert 'aria-invalid="true"' in page
    assert not Fair.objects.exists()


def test_editing_with_an_old_version_is_refused_with_the_form_kept(sign_in, organiser_user):
    fair = FairFactory(state=FairState.DRAFT)
    response = sign_in(organiser_user).post(
        url("fair_edit", fair.pk), entered(name_vi="Tên khác", version=fair.version - 1)
    )
    assert "Tên khác" in response.content.decode()
    fair.refresh_from_db()
    assert fair.name_vi != "Tên khác"


def test_publishing_from_the_dashboard_tells_what_is_missing(sign_in, organiser_user):
    client = sign_in(organiser_user)
    fair = FairFactory(state=FairState.DRAFT, hall=False)
    client.post(url("fair_state", fair.pk), {"to": "PUBLISHED"})
    fair.refresh_from_db()
    assert fair.state == FairState.DRAFT
    client.post(
        url("hall_new", fair.pk),
        {
            "name": "Nhà A", "width_m": "40", "depth_m": "30", "entrance": "BOTTOM",
            "rows": "4", "booths_per_row": "8", "back_to_back": "on", "cross_aisles": "0",
            "aisle_m": "3", "margin_m": "2", "booth_width_m": "3", "booth_depth_m": "3",
            "booth_price": "5.600.000", "power_every": "1", "water_every": "0", "rows_1": "2",
        },
    )  # fmt: skip
    assert Booth.objects.filter(fair=fair, type__price=5_600_000).count() == 32
    client.post(url("fair_state", fair.pk), {"to": "PUBLISHED"})
    fair.refresh_from_db()
    assert fair.state == FairState.PUBLISHED


def test_a_plan_that_does_not_fit_says_so_at_the_field(sign_in, organiser_user):
    fair = FairFactory(state=FairState.DRAFT, hall=False)
    response = sign_in(organiser_user).post(
        url("hall_new", fair.pk),
        {
            "name": "Nhà A", "width_m": "10", "depth_m": "30", "entrance": "BOTTOM",
            "rows": "4", "booths_per_row": "8", "cross_aisles": "0", "aisle_m": "3",
            "margin_m": "2", "booth_width_m": "3", "booth_depth_m": "3", "booth_price": "0",
            "power_every": "1", "water_every": "0",
        },
    )  # fmt: skip
    assert 'id="id_booths_per_row_error"' in response.content.decode()
    assert not fair.halls.exists()


@pytest.mark.parametrize(
    ("language", "typed", "shown"),
    [("vi", "30,5", "30,5"), ("fr", "30.5", "30,5"), ("en", "30.5", "30.5")],
)
def test_metres_are_read_and_shown_in_the_readers_way(
    sign_in, organiser_user, language, typed, shown
):
    fair = FairFactory(state=FairState.DRAFT, hall=False)
    client = sign_in(organiser_user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    data = {
        "name": "Nhà A", "width_m": typed, "depth_m": "30", "entrance": "BOTTOM",
        "rows": "2", "booths_per_row": "4", "cross_aisles": "0", "aisle_m": "3",
        "margin_m": "2", "booth_width_m": "3", "booth_depth_m": "3", "booth_price": "0",
        "power_every": "1", "water_every": "0",
    }  # fmt: skip
    client.post(url("hall_new", fair.pk), data)
    hall = fair.halls.get()
    assert hall.width_m == Decimal("30.5")
    page = client.get(url("hall_edit", fair.pk, hall.pk)).content.decode()
    assert f'name="width_m" value="{shown}"' in page
    assert 'name="depth_m" value="30"' in page


def test_blocking_a_booth_shows_on_the_plan(sign_in, organiser_user, client):
    booth = FairFactory().booths.first()
    data = {"blocked": "on", "reason": "Cột nhà", "quality": "50", "version": booth.version}
    sign_in(organiser_user).post(url("booth", booth.pk), data)
    booth.refresh_from_db()
    assert booth.state == BoothState.BLOCKED
    page = client.get(url("floor_plan", booth.fair_id)).content.decode()
    assert "plan-blocked" in page
    assert "Cột nhà" not in page  # the office's reason


def test_the_plan_page_draws_every_booth_to_scale(client):
    fair = FairFactory(hall={"rows": 4, "zone_rows": ((1, 2), (4, 2))})
    page = client.get(url("floor_plan", fair.pk)).content.decode()
    assert page.count('class="plan-booth') == 24
    assert page.count('id="booth-') == 24
    assert "tint-1" in page
    assert "tint-2" in page


@pytest.mark.parametrize(("rows", "opened"), [(2, True), (4, False)])
def test_a_long_list_of_booths_does_not_stand_before_the_plan(client, rows, opened):
    fair = FairFactory(hall={"rows": rows, "zone_rows": ((1, rows),)})
    page = client.get(url("floor_plan", fair.pk)).content.decode()
    assert page.count("zone-list") == 1
    assert ('zone-list" open' in page) is opened


def test_an_exhibitor_finds_the_own_booth_above_the_lists(sign_in):
    fair, (application,) = fair_with(1)
    booth = row_of(fair)[2]
    published(fair, {application: booth.number})
    user = UserFactory()
    member(user, application.producer)
    page = sign_in(user).get(url("floor_plan", fair.pk)).content.decode()
    assert f'<a href="#booth-{booth.pk}">{booth.number}</a></p>' in page
    stranger = sign_in(UserFactory()).get(url("floor_plan", fair.pk)).content.decode()
    assert f'<a href="#booth-{booth.pk}">{booth.number}</a></p>' not in stranger


def test_cloning_shows_the_report(sign_in, organiser_user):
    fair = FairFactory()
    day = (fair.opens_on + timedelta(days=364)).isoformat()
    response = sign_in(organiser_user).post(
        url("fair_clone", fair.pk), {"name_vi": "Năm sau", "opens_on": day}
    )
    assert "Năm sau" in response.content.decode()
    assert Fair.objects.filter(name_vi="Năm sau").get().booths.count() == 12


def test_quotas_are_edited_on_one_page(sign_in, organiser_user):
    fair = FairFactory()
    client = sign_in(organiser_user)
    client.post(url("quotas", fair.pk), {"group_1": "12"})
    assert list(fair.quotas.values_list("group", "limit")) == [(1, 12)]
    assert 'value="12"' in client.get(url("quotas", fair.pk)).content.decode()


def test_saving_the_quotas_again_drops_none_of_many_communes(sign_in, organiser_user):
    fair, communes = FairFactory(), [CommuneFactory() for _ in range(7)]
    limits = {c.pk: n for n, c in enumerate(communes, 1)}
    set_quotas(fair=fair, groups={}, communes=limits, actor=None)
    client, address = sign_in(organiser_user), url("quotas", fair.pk)
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    entered = {name: getattr(v, "pk", v) for name, v in shown.items() if v is not None}
    client.post(address, entered)
    assert dict(fair.quotas.values_list("commune", "limit")) == limits
    twice = {"commune_1": communes[0].pk, "limit_1": 3, "commune_2": communes[0].pk, "limit_2": 9}
    assert "commune_2" in client.post(address, twice).context["form"].errors
    assert dict(fair.quotas.values_list("commune", "limit")) == limits


def test_the_office_filters_and_exports_what_is_on_screen(sign_in, organiser_user):
    FairFactory(name_vi="Hội chợ Xuân"), FairFactory(name_vi="Hội chợ Thu")
    client = sign_in(organiser_user)
    page = client.get(url("fairs") + "?name=xuân").content.decode()
    assert "Hội chợ Xuân" in page
    assert "Hội chợ Thu" not in page
    export = client.get(url("fairs") + "?name=xuân&export=xlsx")
    assert export["Content-Type"].endswith("sheet")


def cost(client, address: str) -> int:
    """Queries of one page, its caches warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_and_dashboards_cost_the_same_for_more_rows(sign_in, organiser_user):
    series = FairSeriesFactory()
    fair = FairFactory(series=series)
    client = sign_in(organiser_user)
    addresses = [
        url(*parts)
        for parts in (
            ("fairs",),
            ("applications",),
            ("manage", fair.pk),
            ("review", fair.pk),
            ("decisions", fair.pk),
            ("floor_plan", fair.pk),
        )
    ]
    costs = []
    for count in (1, 3):
        for _i in range(count):
            FairFactory(series=series)
            ApplicationFactory(fair=fair)
            eligible(fair)
        costs.append([cost(client, address) for address in addresses])
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 40


def test_past_events_carry_their_sources(client):
    page = client.get(url("past")).content.decode()
    assert page.count('rel="noopener noreferrer"') == 24
