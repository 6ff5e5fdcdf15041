"""What the offline page relies on: answers by status, edits before an answer, bundle, photos."""

import hashlib
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from exhibitors.models import Certificate
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import CertificateFactory
from tests.factories.venues import staff
from venues.models import LineNow, Movement, Photo, PointDay, Submission
from venues.services.points import settle_period
from venues.services.reconcile import reconcile_point
from venues.services.reporting_days import open_point_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(api, manager):
    return api(manager)


@pytest.fixture
def send(client, point, today):
    def post(kind="stock", **body):
        data = {"client_uuid": str(uuid4()), "day": today.isoformat(), **body}
        return client.post(f"/api/v1/points/{point.pk}/{kind}-reports/", data)

    return post


def figures(line, **columns):
    return [{"product": line.product_id, **columns}]


def on_hand(line):
    return LineNow.objects.get(point=line.point, product=line.product).on_hand


def test_201_says_rev_totals_and_warnings(send, lines):
    send(lines=figures(lines[0], received="10", sold="2"))
    answer = send(lines=figures(lines[1], sold="3")).json()
    assert answer["rev"] == 2
    assert answer["totals"] == {"sold": "5.000", "amount": 2 * 50_000 + 3 * 20_000}
    assert [w["code"] for w in answer["warnings"]] == ["negative"]
    assert send("visitor", groups=[{"n": 7}]).json()["totals"] == {"visitors": 7}


def test_409_stale_shows_what_was_read_what_stands_and_what_was_sent(send, lines):
    send(lines=figures(lines[0], received="10"))
    read_at = send(lines=figures(lines[1], received="1")).json()["rev"]
    send(lines=figures(lines[0], received="11"), correction=True, base_rev=read_at, reason="đếm")
    answer = send(
        lines=figures(lines[0], received="12"), correction=True, base_rev=read_at, reason="đếm"
    )
    assert answer.status_code == 409
    body = answer.json()
    assert (body["code"], body["base_rev"], body["rev"]) == ("stale", read_at, 3)
    line = body["differences"][0]
    assert (line["base"], line["reported"], line["sent"]) == ("10", "11", "12")


def test_an_edit_takes_the_place_of_the_report_whose_answer_was_lost(send, lines, point):
    first = str(uuid4())
    send(client_uuid=first, lines=figures(lines[0], received="10") + figures(lines[1], sold="1"))
    edited = send(lines=figures(lines[0], received="9"), supersedes=first)
    assert edited.status_code == 201
    assert (on_hand(lines[0]), on_hand(lines[1])) == (9, 0)
    assert reconcile_point(point_id=point.pk, now=timezone.now()) == 0


def test_the_older_version_is_refused_once_the_newer_is_in(send, lines):
    first, second = str(uuid4()), str(uuid4())
    send(client_uuid=second, lines=figures(lines[0], received="9"), supersedes=first)
    late = send(client_uuid=first, lines=figures(lines[0], received="10"))
    assert (late.status_code, late.json()["code"]) == (409, "superseded")
    assert not Submission.objects.filter(pk=first).exists()
    assert on_hand(lines[0]) == 9


def test_an_edited_held_report_needs_no_decision(send, lines):
    send(lines=figures(lines[0], received="10"))
    held = str(uuid4())
    assert send(client_uuid=held, lines=figures(lines[0], received="12")).status_code == 409
    assert send(lines=figures(lines[0], received="10"), supersedes=held).status_code == 201
    assert Submission.objects.get(pk=held).state == "SET_ASIDE"


def test_somebody_elses_report_is_never_superseded_silently(send, lines, point, api, today):
    first = str(uuid4())
    send(client_uuid=first, lines=figures(lines[0], received="10"))
    other = UserFactory()
    staff(other, point)
    answer = api(other).post(
        f"/api/v1/points/{point.pk}/stock-reports/",
        {
            "client_uuid": str(uuid4()),
            "day": today.isoformat(),
            "lines": figures(lines[0], received="1"),
            "supersedes": first,
        },
    )
    assert (answer.status_code, on_hand(lines[0])) == (409, 10)


def test_visits_edited_before_their_answer(send, point, today):
    first = str(uuid4())
    send("visitor", client_uuid=first, groups=[{"n": 7}])
    assert send("visitor", groups=[{"n": 8}], supersedes=first).status_code == 201
    assert PointDay.objects.get(point=point, day=today).visitors == 8


def test_403_and_423_are_problem_documents(send, api, point, today, lines):
    settle_period(point=point, until=today, actor=None, now=timezone.now())
    locked = send(nothing_sold=True)
    assert (locked.status_code, locked.json()["code"]) == (423, "period_locked")
    newcomer = UserFactory()
    staff(newcomer, point, since=today)
    answer = api(newcomer).post(
        f"/api/v1/points/{point.pk}/stock-reports/",
        {
            "client_uuid": str(uuid4()),
            "day": (today - timedelta(days=1)).isoformat(),
            "nothing_sold": True,
        },
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_manager_that_day")


def test_the_bundle_knows_calendar_lines_and_recent_figures(send, client, point, lines, today):
    open_point_days(point_id=point.pk, until=today)
    CertificateFactory(
        product=lines[1].product,
        issued_on=today - timedelta(days=900),
        expires_on=today - timedelta(days=1),
    )
    yesterday = max(today.replace(day=1), today - timedelta(days=1))
    send(lines=figures(lines[0], received="10"), day=yesterday.isoformat())
    send(lines=figures(lines[0], sold="4"))
    answer = client.get(f"/api/v1/points/{point.pk}/bundle/")
    body = answer.json()
    days = {row["day"]: row for row in body["calendar"]}
    assert days[today.isoformat()]["stock_at"]
    assert days[(today + timedelta(days=1)).isoformat()]["expected"]
    receivable = {row["product"]: row["receivable"] for row in body["lines"]}
    assert receivable[lines[0].product_id]
    assert not receivable[lines[1].product_id]
    now = body["days"][0]
    assert now["stock"][-1]["lines"] == figures(lines[0], sold="4")
    expected = "0.000" if yesterday == today else "10.000"
    assert now["opening"].get(str(lines[0].product_id), "0.000") == expected
    again = client.get(
        f"/api/v1/points/{point.pk}/bundle/", headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304
    send("visitor", groups=[{"n": 1}])
    changed = client.get(
        f"/api/v1/points/{point.pk}/bundle/", headers={"If-None-Match": answer["ETag"]}
    )
    assert changed.status_code == 200


def picture(kind="JPEG", size=(40, 30)) -> bytes:
    out = io.BytesIO()
    made = Image.new("RGB", size, "red")
    exif = made.getexif()
    exif[0x010F] = "a camera"
    made.save(out, kind, exif=exif)
    return out.getvalue()


@pytest.fixture
def put(client, point, today):
    def send(content, digest=None, day=None):
        digest = digest or hashlib.sha256(content).hexdigest()
        return client.put(
            f"/api/v1/points/{point.pk}/photos/{digest}/?day={day or today}",
            data=content,
            content_type="image/jpeg",
        )

    return send


def test_a_photo_is_kept_once_without_what_the_camera_wrote(put, point, sign_in, manager, today):
    content = picture(size=(2000, 1000))
    assert (put(content).status_code, put(content).status_code) == (201, 200)
    stored = Photo.objects.get(point=point)
    with Image.open(io.BytesIO(bytes(stored.content))) as kept:
        assert kept.size == (1600, 800)
        assert not kept.getexif()
    shop, address = sign_in(manager), reverse("venues:photo", args=[point.pk, stored.pk])
    page = shop.get(reverse("venues:day", args=[point.pk, today.isoformat()]))
    assert address in page.content.decode()
    assert shop.get(address).content == bytes(stored.content)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"no picture", "invalid"), (b"", "invalid"), (b"<svg xmlns='x'/>", "invalid")],
)
def test_what_is_no_photo_is_refused(put, content, code):
    answer = put(content)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert not Photo.objects.exists()


def test_a_damaged_photo_and_a_foreign_day_are_refused(put, today, point, manager):
    assert put(picture(), digest="0" * 64).json()["code"] == "photo_differs"
    point.staff.all().delete()
    staff(manager, point, since=today)
    assert put(picture(), day=today - timedelta(days=1)).status_code == 403
    assert put(picture(), day="gestern").status_code == 400
    assert not Photo.objects.exists()


def test_nothing_of_this_moves_stock_or_certificates(put, client, point):
    put(picture())
    client.get(f"/api/v1/points/{point.pk}/bundle/")
    assert (Movement.objects.count(), Certificate.objects.count()) == (0, 0)
