"""What people get wrong at each step: a clear error that names the field, and nothing is lost."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from exhibitors.models import ProducerMember, Product, RecognitionImport
from exhibitors.rules import ProductGroup
from fairs.models import Application, Fair
from fairs.services.applications import save_draft
from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import ProducerFactory, certified
from tests.factories.fairs import ApplicationFactory, FairFactory
from tests.factories.plans import fair_with, plan_with, row_of
from tests.factories.seminars import SeminarFactory
from tests.factories.venues import PointFactory, line, staff
from venues.models import Submission

pytestmark = pytest.mark.django_db
NOTE = "Xin gian gần lối vào, cảm ơn."


@pytest.fixture
def office():
    return organiser()


@pytest.fixture
def owner():
    """Somebody who acts for a producer with a product whose certificate has run out."""
    user = UserFactory()
    producer = ProducerFactory(email=user.email)
    ProducerMember.objects.create(producer=producer, user=user, role="OWNER")
    four_years_ago = timezone.localdate() - timedelta(days=4 * 365)
    certified(producer=producer, name="Tinh bột nghệ", issued_on=four_years_ago)
    return user


@pytest.fixture
def manager():
    user = UserFactory()
    staff(user, PointFactory())
    return user


def problem(response, status: int) -> dict:
    """The problem document of a refusal."""
    assert response.status_code == status, response.content
    body = response.json()
    assert body["status"] == status
    return body


def page_text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.content.decode()


# Applying


def test_an_expired_certificate_is_named_and_the_draft_stays(api, owner):
    fair, product = FairFactory(), Product.objects.get()
    me, body = api(owner), {"producer": product.producer_id, "products": [product.pk]}
    draft = me.post("/api/v1/applications/", body | {"fair": fair.pk, "note": NOTE}).json()
    sent = me.post(f"/api/v1/applications/{draft['id']}/submit/", {"consent": True})
    refused = problem(sent, 409)
    assert refused["code"] == "not_eligible"
    assert "Tinh bột nghệ" in refused["errors"]["certificates"][0]
    kept = me.get(f"/api/v1/applications/{draft['id']}/").json()
    assert (kept["state"], kept["note"]) == ("DRAFT", NOTE)
    assert [p["product"] for p in kept["products"]] == [product.pk]


def test_the_page_shows_the_expired_certificate_and_what_was_entered(sign_in, owner):
    fair, product = FairFactory(), Product.objects.get()
    form = {"products": [product.pk], "modules": 1, "note": NOTE, "consent": "on", "action": "send"}
    shown = page_text(sign_in(owner).post(f"/fairs/{fair.pk}/apply/", form))
    assert "Tinh bột nghệ" in shown
    assert "hết hạn" in shown
    assert NOTE in shown
    assert Application.objects.get().state == "DRAFT"


@pytest.fixture
def closed(owner):
    """A fair whose window closed after the producer began a draft."""
    fair = FairFactory()
    producer = owner.producers.get().producer
    certified(producer=producer, name="Trà sen")
    values = {"note": NOTE, "products": [Product.objects.get(name="Trà sen").pk]}
    draft = save_draft(fair=fair, producer=producer, values=values, actor=owner, now=timezone.now())
    Fair.objects.update(apply_until=timezone.now() - timedelta(minutes=1))
    return draft


def test_a_closed_window_takes_no_application_and_keeps_the_draft(api, owner, closed):
    sent = api(owner).post(f"/api/v1/applications/{closed.pk}/submit/", {"consent": True})
    assert "window" in problem(sent, 409)["errors"]
    closed.refresh_from_db()
    assert (closed.state, closed.note) == ("DRAFT", NOTE)
    other = FairFactory(apply_until=timezone.now() - timedelta(minutes=1))
    body = {"fair": other.pk, "producer": closed.producer_id}
    begun = api(owner).post("/api/v1/applications/", body)
    assert problem(begun, 409)["code"] == "applications_closed"
    assert not Application.objects.filter(fair=other).exists()


def test_the_page_of_a_closed_window_keeps_what_was_entered(sign_in, owner, closed):
    form = {"modules": 1, "note": NOTE + " Sửa", "consent": "on", "action": "send"}
    shown = page_text(sign_in(owner).post(f"/fairs/{closed.fair_id}/apply/", form))
    assert NOTE + " Sửa" in shown
    closed.refresh_from_db()
    assert closed.state == "DRAFT"


# Seminars


@pytest.fixture
def clash():
    """A seminar that is asked into the room and time of another one."""
    held = SeminarFactory(name_vi="Chuyển đổi số")
    later = held.ends_at + timedelta(hours=2)
    wish = SeminarFactory(state="SCHEDULED", room=held.room, starts_at=later)
    return held, wish


def test_a_taken_room_is_refused_and_the_old_slot_stays(api, office, clash):
    held, wish = clash
    slot = {"room": held.room_id, "version": wish.version}
    slot |= {"starts_at": held.starts_at.isoformat(), "ends_at": held.ends_at.isoformat()}
    refused = problem(api(office).post(f"/api/v1/seminars/{wish.pk}/schedule/", slot), 409)
    assert refused["code"] == "room_taken"
    assert "Chuyển đổi số" in refused["errors"]["room"][0]
    before = wish.starts_at
    wish.refresh_from_db()
    assert wish.starts_at == before


def test_the_page_of_a_taken_room_keeps_the_times(sign_in, office, clash):
    held, wish = clash
    start, end = (timezone.localtime(t) for t in (held.starts_at, held.ends_at))
    form = {"room": held.room_id, "version": wish.version}
    form |= {"starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{end:%Y-%m-%dT%H:%M}"}
    shown = page_text(sign_in(office).post(f"/seminars/{wish.pk}/schedule/", form))
    assert "Chuyển đổi số" in shown
    assert form["starts_at"] in shown


# Import


@pytest.mark.parametrize("content", [b"not a workbook", b"PK\x03\x04 broken", b""])
def test_a_wrong_file_is_refused_by_its_field(api, sign_in, office, content):
    def upload():
        return SimpleUploadedFile("quyet-dinh.xlsx", content)

    path = "/api/v1/recognition-imports/"
    sent = api(office).post(path, {"file": upload()}, format="multipart")
    assert "file" in problem(sent, 400)["errors"]
    shown = page_text(sign_in(office).post("/registry/imports/new/", {"file": upload()}))
    assert "field-error" in shown
    assert not RecognitionImport.objects.exists()


# Showcase points


def test_negative_stock_names_the_line_and_nothing_is_stored(api, manager):
    point = manager.points.get().point
    product = line(point).product_id
    report = {"client_uuid": str(uuid4()), "day": timezone.localdate().isoformat()}
    report |= {"lines": [{"product": product, "received": "5", "sold": "-3"}]}
    path = f"/api/v1/points/{point.pk}/stock-reports/"
    assert "lines.0.sold" in problem(api(manager).post(path, report), 422)["errors"]
    assert not Submission.objects.exists()
    report["lines"][0]["sold"] = "3"  # the same report, mended, is taken
    assert api(manager).post(path, report).status_code == 201


def test_the_stock_page_keeps_what_was_typed(sign_in, manager):
    point = manager.points.get().point
    product = line(point).product_id
    form = {f"received-{product}": "17", f"sold-{product}": "-3", "key": str(uuid4())}
    shown = page_text(sign_in(manager).post(f"/points/{point.pk}/stock/", form), 422)
    assert 'value="17"' in shown
    assert 'value="-3"' in shown
    assert f'id="e-sold-{product}"' in shown
    assert not Submission.objects.exists()


# What belongs to others


def test_what_belongs_to_others_is_as_absent(api, sign_in, owner, manager):
    application, point = ApplicationFactory(), PointFactory()
    fair = FairFactory(state="DRAFT")
    reading = {
        owner: [f"applications/{application.pk}/", f"producers/{application.producer_id}/"],
        manager: [f"points/{point.pk}/", f"points/{point.pk}/sheet/", f"fairs/{fair.pk}/"],
    }
    for person, paths in reading.items():
        for path in paths:
            assert problem(api(person).get(f"/api/v1/{path}"), 404)["code"] == "not_found"
    report = {"client_uuid": str(uuid4()), "day": timezone.localdate().isoformat(), "lines": []}
    problem(api(manager).post(f"/api/v1/points/{point.pk}/stock-reports/", report), 404)
    problem(api(owner).post(f"/api/v1/applications/{application.pk}/withdraw/"), 404)
    assert sign_in(owner).get(f"/applications/{application.pk}/").status_code == 404
    assert sign_in(manager).get(f"/points/{point.pk}/").status_code == 404
    application.refresh_from_db()
    assert application.state == "SUBMITTED"


def test_products_of_others_cannot_be_shown(api, owner):
    foreign = certified(group=ProductGroup.FOOD)
    body = {"fair": FairFactory().pk, "producer": owner.producers.get().producer_id}
    sent = api(owner).post("/api/v1/applications/", body | {"products": [foreign.pk]})
    assert "products" in problem(sent, 400)["errors"]
    assert not Application.objects.exists()


# Two people at once


def test_an_edit_of_an_older_version_is_refused(api, sign_in, office):
    fair = FairFactory(state="DRAFT", contact_phone="")
    path = f"/api/v1/fairs/{fair.pk}/"
    first, second = ({"contact_phone": n, "version": fair.version} for n in ("1", "2"))
    assert api(office).patch(path, first).status_code == 200
    late = api(office).patch(path, second)
    assert problem(late, 409)["code"] == "stale"
    problem(api(office).patch(path, {"contact_phone": "2"}), 428)
    fair.refresh_from_db()
    assert fair.contact_phone == "1"


def test_the_page_of_an_older_version_keeps_what_was_entered(sign_in, office):
    fair, me = FairFactory(state="DRAFT"), sign_in(office)
    form = me.get(f"/fairs/{fair.pk}/edit/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value is not None}
    for name in ("apply_from", "apply_until"):
        data[name] = f"{timezone.localtime(getattr(fair, name)):%Y-%m-%dT%H:%M}"
    Fair.objects.update(version=fair.version + 1)
    shown = page_text(me.post(f"/fairs/{fair.pk}/edit/", data | {"name_vi": "Tên mới của tôi"}))
    assert "Tên mới của tôi" in shown
    assert "alert-danger" in shown
    fair.refresh_from_db()
    assert fair.name_vi != "Tên mới của tôi"


# Steps out of order


def test_a_fair_cannot_skip_states(api, sign_in, office):
    fair = FairFactory(state="DRAFT")
    refused = api(office).post(f"/api/v1/fairs/{fair.pk}/state/", {"state": "CLOSED"})
    assert problem(refused, 409)["code"] == "illegal_transition"
    sign_in(office).post(f"/fairs/{fair.pk}/state/", {"to": "CLOSED"})
    fair.refresh_from_db()
    assert fair.state == "DRAFT"


def test_an_application_is_reviewed_before_it_is_decided(api, office):
    application = ApplicationFactory()
    body = {"decision": "ACCEPT", "version": application.version}
    refused = api(office).post(f"/api/v1/applications/{application.pk}/decide/", body)
    assert problem(refused, 409)["code"] == "not_reviewed"
    announced = api(office).post(f"/api/v1/fairs/{application.fair_id}/announce/")
    assert problem(announced, 409)["code"] == "undecided"
    application.refresh_from_db()
    assert (application.state, application.decision) == ("SUBMITTED", "")


def test_a_plan_with_an_unannounced_place_is_not_published(api, office):
    fair, (applicant,) = fair_with(1)
    plan = plan_with(fair, {applicant: row_of(fair)[0].number})
    Application.objects.update(state="ELIGIBLE", decision="ACCEPT", announced_at=None)
    body = {"version": plan.version}
    refused = problem(api(office).post(f"/api/v1/plans/{plan.pk}/publish/", body), 409)
    assert refused["errors"]["plan"]
    plan.refresh_from_db()
    assert plan.published_at is None


def test_a_seminar_that_was_not_published_was_not_held(api, office):
    seminar = SeminarFactory(state="SCHEDULED")
    body = {"to": "HELD", "version": seminar.version}
    refused = api(office).post(f"/api/v1/seminars/{seminar.pk}/state/", body)
    assert problem(refused, 409)["code"] == "illegal_transition"
    seminar.refresh_from_db()
    assert seminar.state == "SCHEDULED"


def test_a_file_too_large_for_an_upload_is_refused(api, office, settings):
    settings.MAX_REQUEST_BYTES = 1000
    large = BytesIO(b"x" * 5000)
    large.name = "lon.xlsx"
    sent = api(office).post("/api/v1/recognition-imports/", {"file": large}, format="multipart")
    assert sent.status_code in (400, 413)
    assert not RecognitionImport.objects.exists()
