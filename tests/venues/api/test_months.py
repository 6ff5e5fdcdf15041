"""A month's way by the API: handed in, asked back, approved; amendments, handovers, webhooks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import IdempotencyRecord
from notifications.models import Message
from tests.factories.venues import staff
from venues.models import PointStaff, ShowcasePoint, Webhook, WebhookCall
from venues.rules import month_end, month_of
from venues.services.counts import post_count
from venues.services.ledger import post_stock_report
from venues.services.reporting_days import open_point_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def month(point, today):
    """Last month, all opened, the point's first."""
    last = month_of(month_of(today) - timedelta(days=1))
    ShowcasePoint.objects.filter(pk=point.pk).update(reports_from=last)
    open_point_days(point_id=point.pk, until=today)
    return last


@pytest.fixture
def at(api, point, month):
    """A function: act as somebody on the month of the point."""

    def call(user, step, data=None, **headers):
        address = f"/api/v1/points/{point.pk}/months/{month:%Y-%m}/{step}"
        client = api(user)
        return client.post(address, data or {}, **headers) if step else client.get(address)

    return call


def test_a_month_is_handed_in_asked_back_and_approved(at, manager, organiser_user, month):
    assert at(manager, "").json()["state"] is None
    assert at(manager, "hand-in/").json()["state"] == "HANDED_IN"
    asked = at(organiser_user, "query/", {"question": "Ngày 3 có đúng không?"})
    assert (asked.status_code, asked.json()["state"]) == (200, "QUERIED")
    assert Message.objects.filter(recipient=manager.email).exists()
    refused = at(manager, "hand-in/")
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["answer"])
    assert at(manager, "hand-in/", {"answer": "Đúng."}).json()["answer"] == "Đúng."
    approved = at(organiser_user, "approve/").json()
    assert approved["state"] == "APPROVED"
    assert ShowcasePoint.objects.get().locked_until == month_end(month)


def test_approval_is_for_the_figures_that_were_looked_at(
    at, manager, organiser_user, lines, stock, month
):
    at(manager, "hand-in/")
    seen = at(organiser_user, "").json()["rev"]
    stock({lines[0]: {"received": 3}}, day=month)
    late = at(organiser_user, "approve/", {"rev": seen})
    assert (late.status_code, late.json()["code"]) == (409, "stale")
    now = at(organiser_user, "").json()["rev"]
    assert at(organiser_user, "approve/", {"rev": now}).status_code == 200


def test_approval_names_what_stands_against_it(at, manager, organiser_user, lines, stock, month):
    stock({lines[0]: {"sold": 2}}, day=month)
    at(manager, "hand-in/")
    assert lines[0].product.name in at(organiser_user, "").json()["against"][0]
    refused = at(organiser_user, "approve/")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_approvable")


def test_an_approval_repeated_with_its_key_gets_the_same_answer(at, manager, organiser_user):
    at(manager, "hand-in/")
    key = {"HTTP_IDEMPOTENCY_KEY": "a-1"}
    first, again = (at(organiser_user, "approve/", **key) for _n in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert at(organiser_user, "approve/").status_code == 409


def test_a_settled_day_is_reopened_corrected_and_approved_again(
    at, api, manager, organiser_user, point, lines, stock, month
):
    stock({lines[0]: {"received": 9, "sold": 2}}, day=month)
    at(manager, "hand-in/")
    at(organiser_user, "approve/")
    asked = api(manager).post(
        f"/api/v1/points/{point.pk}/amendments/",
        {"client_uuid": str(uuid4()), "day": month.isoformat(), "reason": "đếm lại"},
    )
    address = f"/api/v1/points-amendments/{asked.json()['id']}/decide/"
    assert api(organiser_user).post(address, {"grant": True}).json()["state"] == "GRANTED"
    assert at(manager, "").json()["state"] == "REOPENED"
    assert api(organiser_user).post(address, {"grant": False}).status_code == 409
    rev = ShowcasePoint.objects.get().rev
    fixed = {"correction": True, "base_rev": rev, "reason": "đếm lại"}
    assert stock({lines[0]: {"sold": 4}}, day=month, **fixed).status == 201
    at(manager, "hand-in/")
    assert at(organiser_user, "approve/").json()["sold"] == "4.000"


def test_a_point_is_handed_over(api, manager, organiser_user, point, lines, today):
    tenure = staff(manager, point)
    begun = api(organiser_user).post(
        f"/api/v1/points/{point.pk}/managers/{tenure.pk}/handover/",
        {"email": "binh@example.org", "full_name": "Trần Thị Bình", "last_day": today.isoformat()},
    )
    assert begun.status_code == 201
    address = f"/api/v1/points-handovers/{begun.json()['id']}/"
    assert "" in api(manager).post(f"{address}sign/").json()["errors"]
    post_count(
        point_id=point.pk,
        client_uuid=uuid4(),
        counted_at=timezone.now(),
        lines=[{"product": lines[0].product_id, "counted": "0"}],
        actor=manager,
        now=timezone.now(),
    )
    assert api(manager).post(f"{address}sign/").json()["outgoing_signed_at"]
    incoming = begun.wsgi_request.user.__class__.objects.get(email="binh@example.org")
    incoming.is_active = True
    incoming.save()
    assert api(incoming).post(f"{address}sign/").json()["state"] == "DONE"
    assert PointStaff.objects.get(user=incoming).days.lower == today + timedelta(days=1)
    assert api(organiser_user).post(f"{address}cancel/").status_code == 409


def test_a_program_is_told_tested_and_switched_off(api, organiser_user):
    office = api(organiser_user)
    body = {"name": "Quầy", "url": "https://till.example.org/", "topics": ["line.low"]}
    made = office.post("/api/v1/webhooks/", body, HTTP_IDEMPOTENCY_KEY="w-1")
    again = office.post("/api/v1/webhooks/", body, HTTP_IDEMPOTENCY_KEY="w-1")
    assert (made.status_code, again.json()) == (201, made.json())
    webhook = Webhook.objects.get()
    assert webhook.secret not in IdempotencyRecord.objects.get().body
    address = f"/api/v1/webhooks/{webhook.pk}/"
    assert office.get(address).json()["secret"] == webhook.secret
    assert office.post(f"{address}calls/").json()["state"] == "QUEUED"
    assert WebhookCall.objects.get().topic == "test"
    assert office.patch(address, {"active": False}).json()["active"] is False
    wrong = office.post("/api/v1/webhooks/", {**body, "url": "http://till.example.org/"})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["url"])


def test_a_report_by_a_correction_far_back_says_that_the_count_goes_on(api, manager, point, lines):
    posted = post_stock_report(
        point_id=point.pk,
        client_uuid=uuid4(),
        day=timezone.localdate() - timedelta(days=80),
        lines=[{"product": lines[0].product_id, "received": 1}],
        actor=manager,
        now=timezone.now(),
    )
    assert posted.answer["recomputing"] is True
