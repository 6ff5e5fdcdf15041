"""Pages and API of deliveries and counts, as the three sides use them."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import member
from venues.models import DeliveryNote, LineNow, StockCount

pytestmark = pytest.mark.django_db


def test_a_producer_announces_and_the_manager_counts_in(sign_in, lines, point, manager, today):
    tea, seller = lines[0], UserFactory()
    member(seller, tea.product.producer)
    form = {
        "sent_on": today.isoformat(),
        f"sent-{tea.product_id}": "12,5",
        f"batch-{tea.product_id}": "L1",
        f"expires_on-{tea.product_id}": today.isoformat(),
    }
    answer = sign_in(seller).post(reverse("venues:delivery_add", args=[point.pk]), form)
    note = DeliveryNote.objects.get()
    assert answer.url == reverse("venues:delivery", args=[note.pk])
    shop, address = sign_in(manager), reverse("venues:delivery_receive", args=[note.pk])
    sent = note.lines.get()
    wrong = shop.post(address, {"day": today.isoformat(), f"received-{sent.pk}": "10"})
    assert wrong.status_code == 422
    assert 'value="10"' in wrong.content.decode()
    right = {
        "day": today.isoformat(),
        f"received-{sent.pk}": "10",
        f"reason-{sent.pk}": "SHORT",
    }
    assert shop.post(address, right).status_code == 302
    assert LineNow.objects.get(product=tea.product).on_hand == 10
    page = sign_in(seller).get(reverse("venues:delivery", args=[note.pk])).content.decode()
    assert "12,5" in page
    assert "L1" in page
    day = shop.get(reverse("venues:day", args=[point.pk, today.isoformat()])).content.decode()
    assert note.number in day
    assert f"<dt>{tea.product.name}</dt><dd>10</dd>" in day


def test_an_announcement_without_figures_keeps_the_form(sign_in, lines, point, manager, today):
    address = reverse("venues:delivery_add", args=[point.pk])
    producer = lines[0].product.producer_id
    shop = sign_in(manager)
    assert f"?producer={producer}" in shop.get(address).content.decode()
    answer = shop.post(f"{address}?producer={producer}", {"sent_on": today.isoformat()})
    assert answer.status_code == 422
    assert not DeliveryNote.objects.exists()


def test_a_count_on_the_phone(sign_in, lines, point, manager):
    shop, address = sign_in(manager), reverse("venues:count_add", args=[point.pk])
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    product = lines[0].product_id
    wrong = shop.post(address, {"counted_at": now, f"counted-{product}": "3"})
    assert wrong.status_code == 422
    right = {
        "key": str(uuid4()),
        "counted_at": now,
        f"counted-{product}": "3",
        f"reason-{product}": "OTHER",
    }
    answer = shop.post(address, right)
    made = StockCount.objects.get()
    assert answer.url == reverse("venues:count", args=[point.pk, made.pk])
    assert lines[0].product.name in shop.get(answer.url).content.decode()


def test_a_till_announces_counts_in_and_counts(api, lines, point, manager, today):
    tea, seller = lines[0], UserFactory()
    member(seller, tea.product.producer)
    body = {
        "point": point.pk,
        "producer": tea.product.producer_id,
        "sent_on": today.isoformat(),
        "lines": [{"product": tea.product_id, "sent": "4"}],
    }
    made = api(seller).post("/api/v1/deliveries/", body)
    assert made.status_code == 201
    note, sent = made.json()["id"], made.json()["lines"][0]["id"]
    till = api(manager)
    taken = till.post(
        f"/api/v1/deliveries/{note}/receive/",
        {
            "client_uuid": str(uuid4()),
            "day": today.isoformat(),
            "lines": [{"line": sent, "received": "3", "reason": "SHORT"}],
        },
    )
    assert (taken.status_code, taken.json()["differing"]) == (201, 1)
    count = {
        "client_uuid": str(uuid4()),
        "counted_at": timezone.now().isoformat(),
        "lines": [{"product": tea.product_id, "counted": "2", "reason": "LOST"}],
    }
    address = f"/api/v1/points/{point.pk}/counts/"
    assert till.post(address, count).status_code == 201
    assert till.post(address, count).status_code == 200
    assert till.get(address).json()["results"][0]["lines_differing"] == 1
    assert LineNow.objects.get(product=tea.product).on_hand == 2


def test_nobody_announces_for_another_producer(api, lines, point, today):
    seller = UserFactory()
    member(seller, lines[0].product.producer)
    body = {
        "point": point.pk,
        "producer": lines[1].product.producer_id,
        "sent_on": today.isoformat(),
        "lines": [{"product": lines[1].product_id, "sent": "4"}],
    }
    assert api(seller).post("/api/v1/deliveries/", body).status_code == 400
    assert not DeliveryNote.objects.exists()
