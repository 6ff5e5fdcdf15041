"""A person's data: complete when taken along, gone everywhere when erased."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from accounts.models import ActivityEntry, ErasureRequest, User
from accounts.services import (
    ask_for_erasure,
    check_activity,
    create_token,
    erase_person,
    export_person,
    record_activity,
    refuse_erasure,
    seal_activity,
)
from accounts.services.personal_data import NobodyKnown
from common.errors import IllegalTransition, InvalidInput
from common.excel import workbook_bytes
from fairs.models import Application, Invitation, Registration
from fairs.services.papers.kinds import seminar_paper
from fairs.services.papers.orders import draft_of
from notifications.models import Attachment, Document, Message, Recipient, Suppression
from notifications.services import record_consent
from notifications.services.papers import issue_paper
from tests.factories.accounts import PASSWORD, UserFactory, organiser
from tests.factories.exhibitors import CraftVillageFactory, ProducerFactory, member
from tests.factories.fairs import ApplicationFactory
from tests.factories.notifications import BounceFactory, MessageFactory, RecipientFactory
from tests.factories.seminars import InvitationFactory, RegistrationFactory
from tests.factories.venues import PointFactory, staff
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db
ADDRESS, NAME = "anh.ngoc@lang-nghe.example.org", "Trần Thị Ánh Ngọc"


@pytest.fixture
def office():
    return organiser(email="office@example.org", full_name="Lê Văn Chính")


@pytest.fixture
def person(office, api, sign_in):
    """Somebody known to every part of the programme."""
    user = UserFactory(email=ADDRESS, full_name=NAME)
    create_token(user=user, name=f"bảng tính của {NAME}")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    producer = ProducerFactory(email=ADDRESS, phone="0912345678")
    member(user, producer)
    staff(user, PointFactory())
    ApplicationFactory(producer=producer, contact_name=NAME, contact_email=ADDRESS.upper())
    registered = RegistrationFactory(name=NAME, email=ADDRESS, phone="0912345678")
    InvitationFactory(name=NAME, email=ADDRESS, seminar=registered.seminar)
    RecipientFactory(address=ADDRESS, name=NAME, values={"name": NAME, "mail": ADDRESS})
    for state in ("QUEUED", "SENT"):
        message = MessageFactory(
            recipient=ADDRESS,
            recipient_name=NAME,
            text=f"Kính gửi {NAME} <{ADDRESS}>.",
            state=state,
            headers={"X-To": ADDRESS},
            last_reply=f"550 <{ADDRESS}> unknown",
        )
        Attachment.objects.create(
            message=message,
            filename="lich.ics",
            content_type="text/calendar",
            content=f"ATTENDEE:mailto:{ADDRESS}".encode(),
        )
    BounceFactory(message=message, diagnosis=f"550 {ADDRESS}")
    MessageFactory(recipient="other@example.org", text=f"Liên hệ {NAME}, thư: {ADDRESS}.")
    record_consent(
        address=ADDRESS, act="GRANTED", channel="PAPER",
        occurred_at=timezone.now() - timedelta(days=3), now=timezone.now(), actor=office,
    )  # fmt: skip
    paper = seminar_paper("attendance")
    draft = draft_of(paper, registered.seminar, "vi")
    issue_paper(draft=draft, actor=office, now=timezone.now())
    record_activity(
        actor=user, verb="user.updated", obj=user, before={"full_name": "Ngọc"},
        after={"full_name": NAME}, reason=f"{NAME} đổi tên, {ADDRESS}",
    )  # fmt: skip
    record_activity(actor=office, verb="producer.member_added", obj=producer,
                    after={"email": ADDRESS})  # fmt: skip
    api(office).post(
        "/api/v1/users/",
        {"email": ADDRESS, "full_name": NAME},
        headers={"Idempotency-Key": "invite"},
    )
    campaign = RecipientFactory(campaign__state="DRAFT").campaign
    sheet = workbook_bytes(title="x", header=["a", "b", "c"], rows=[[ADDRESS, NAME, "de"]])
    file = SimpleUploadedFile("list.xlsx", sheet)
    sign_in(office).post(f"/campaigns/{campaign.pk}/recipients/upload/", {"file": file})
    ask_for_erasure(user=user, note=f"Xin xóa, {NAME}", now=timezone.now())
    seal_activity(now=timezone.now())
    return user


def tables_with(*words: str) -> set[str]:
    """Every table of the database in which a row says one of the words, and emptied papers."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            for word in words:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE %s',  # noqa: S608
                    [f"%{word}%"],
                )
                if cursor.fetchone()[0]:
                    found.add(table)
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.get_internal_type() == "BinaryField":
                for content in model.objects.values_list(field.name, flat=True):
                    if any(word in said_by(bytes(content or b"")) for word in words):
                        found.add(model._meta.db_table)
    return found


def said_by(content: bytes) -> str:
    return pdf_text(content) if content.startswith(b"%PDF") else content.decode("latin-1")


def erase(office, address=ADDRESS, reason="Yêu cầu bằng văn bản"):
    return erase_person(address=address, reason=reason, actor=office, now=timezone.now())


def test_the_export_names_every_table_that_knows_the_person(person, office):
    found = export_person(address=ADDRESS, actor=person, now=timezone.now())
    assert set(found.traces) == tables_with(ADDRESS) - {
        "notifications_attachment",  # the calendar file of a message that is listed
        "notifications_document",
    }
    kept = {section.key: len(section.rows) for section in found.sections}
    assert kept["account"] == kept["registrations"] == kept["invitations"] == 1
    assert kept["applications"] == kept["producers"] == kept["memberships"] == kept["points"] == 1
    assert kept["messages"] >= 2
    assert kept["consents"] == 1
    assert kept["activity"] >= 3
    assert ActivityEntry.objects.filter(verb="data.exported", actor=person).count() == 1


def test_erasing_leaves_no_trace_in_rows_papers_or_mail(person, office):
    assert {"fairs_registration", "notifications_document"} <= tables_with(ADDRESS, NAME)
    lines = ActivityEntry.objects.count()
    done = erase(office, reason=f"Thư của {ADDRESS}")
    assert tables_with(ADDRESS, NAME, "0912345678") == set()
    assert done.state == "DONE"
    assert done.address.endswith("@erased.invalid")
    assert ActivityEntry.objects.count() > lines
    assert ActivityEntry.objects.filter(actor=person).exists()
    assert done.reason == f"Thư của {done.address}"


def test_facts_stay_and_the_chain_still_holds(person, office):
    before = list(ActivityEntry.objects.order_by("id").values("id", "at", "verb", "object_id"))
    counted = Registration.objects.count(), Application.objects.count()
    sent = set(Message.objects.values_list("pk", flat=True))
    erase(office)
    after = list(ActivityEntry.objects.order_by("id").values("id", "at", "verb", "object_id"))
    assert after[: len(before)] == before
    assert counted == (Registration.objects.count(), Application.objects.count())
    assert sent <= set(Message.objects.values_list("pk", flat=True))
    seal_activity(now=timezone.now())
    found = check_activity(now=timezone.now())
    assert found.faults == []
    assert found.erased >= 3


def test_nothing_of_the_account_opens_any_more(person, office, client):
    open_session = client
    open_session.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    erase(office)
    assert open_session.get("/account/").status_code == 302
    user = User.objects.get(pk=person.pk)
    assert not user.is_active
    assert not user.has_usable_password()
    assert not user.producers.filter(until=None).exists()
    assert user.points.get().days.upper is not None
    reply = client.post("/accounts/login/", {"login": ADDRESS, "password": PASSWORD})
    assert reply.status_code == 200


def test_mail_that_has_not_left_is_taken_back_and_seats_are_given_back(person, office):
    erase(office)
    states = Message.objects.filter(recipient__endswith="@erased.invalid")
    assert set(states.values_list("state", flat=True)) <= {"CANCELLED", "SENT", "BOUNCED"}
    assert Registration.objects.get().state == "CANCELLED"
    assert Invitation.objects.get().revoked_at is not None
    assert Recipient.objects.filter(address__endswith="@erased.invalid").get().revoked_at


def test_a_refusal_of_advertising_outlives_the_person(office):
    record_consent(
        address=ADDRESS, act="WITHDRAWN", channel="PHONE",
        occurred_at=timezone.now() - timedelta(days=1), now=timezone.now(), actor=office,
    )  # fmt: skip
    RegistrationFactory(name=NAME, email=ADDRESS)
    erase(office)
    assert Suppression.objects.filter(scope="ADVERTISING").count() == 1


def test_others_with_a_longer_address_or_the_same_name_stay_as_they_are(office):
    UserFactory(email="an@example.org", full_name=NAME)
    other = UserFactory(email="tran.an@example.org", full_name=NAME)
    longer = RegistrationFactory(name="B", email="an@example.org.vn")
    erase(office, "an@example.org")
    other.refresh_from_db()
    longer.refresh_from_db()
    assert (other.email, other.full_name) == ("tran.an@example.org", NAME)
    assert longer.email == "an@example.org.vn"


def test_an_account_named_like_a_village_leaves_the_village_its_name(office):
    UserFactory(email=ADDRESS, full_name="Bát Tràng")
    village = CraftVillageFactory(name="Gốm sứ Bát Tràng")
    erase(office)
    village.refresh_from_db()
    assert village.name == "Gốm sứ Bát Tràng"


def test_a_guest_without_an_account_can_be_erased(office):
    RegistrationFactory(name=NAME, email=ADDRESS)
    erase(office)
    assert tables_with(ADDRESS) == set()


def test_an_emptied_paper_says_so(person, office, sign_in, api):
    document = Document.objects.get(kind="fairs.attendance")
    erase(office)
    page = sign_in(office).get(f"/documents/{document.pk}/download/")
    assert page.status_code == 410
    reply = api(office).get(f"/api/v1/documents/{document.pk}/download/")
    assert (reply.status_code, reply.json()["code"]) == (410, "document_emptied")
    check = sign_in(office).get(f"/v/{document.verify_token}/")
    assert check.status_code == 200


@pytest.mark.parametrize("who", ["oneself", "nobody", "nonsense"])
def test_who_cannot_be_erased(office, who):
    address = {"oneself": office.email, "nobody": "nobody@example.org", "nonsense": "x"}[who]
    with pytest.raises((InvalidInput, NobodyKnown)):
        erase(office, address)
    office.refresh_from_db()
    assert office.is_active
    assert not ErasureRequest.objects.exists()


def test_the_last_organiser_stays(office):
    organiser(email="second@example.org")
    erase(office, "second@example.org")
    other = UserFactory()
    with pytest.raises(InvalidInput) as refusal:
        erase(other, office.email)
    assert "role" in refusal.value.fields


def test_a_wish_is_asked_once_and_decided_once(person, office):
    now = timezone.now()
    wish = ErasureRequest.objects.get()
    assert ask_for_erasure(user=person, note="", now=now) == wish
    with pytest.raises(InvalidInput):
        refuse_erasure(request=wish, reason=" ", actor=office, now=now)
    refuse_erasure(request=wish, reason="Hồ sơ đang xét", actor=office, now=now)
    with pytest.raises(IllegalTransition):
        refuse_erasure(request=wish, reason="x", actor=office, now=now)
    assert ask_for_erasure(user=person, note="", now=now) != wish


# Pages and API


def test_a_person_takes_the_data_along_to_read_and_for_programs(person, sign_in):
    client = sign_in(person)
    assert "Tải dữ liệu" in client.get("/account/data/").content.decode()
    reply = client.post("/account/data/file/")
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        data = json.loads(archive.read("data.json"))
        page = archive.read("data.html").decode()
    assert data["sections"]["registrations"][0]["name"] == NAME
    assert NAME in page
    assert "<script" not in page


def test_a_person_asks_and_changes_their_mind(plain_user, sign_in):
    client = sign_in(plain_user)
    client.post("/account/data/erasure/", {"note": "sau hội chợ"})
    assert ErasureRequest.objects.get().state == "ASKED"
    assert "72" in client.get("/account/data/").content.decode()
    client.post("/account/data/erasure/withdraw/")
    assert ErasureRequest.objects.get().state == "WITHDRAWN"


def test_the_office_decides_on_the_page(person, office, sign_in):
    client, wish = sign_in(office), ErasureRequest.objects.get()
    assert ADDRESS in client.get("/people/erasures/").content.decode()
    assert ADDRESS in client.get(f"/people/erasures/{wish.pk}/").content.decode()
    refused = client.post(f"/people/erasures/{wish.pk}/refuse/", {"reason": "Hồ sơ đang xét"})
    assert refused.status_code == 302
    found = client.post("/people/data/", {"address": ADDRESS})
    assert "Đăng ký" in found.content.decode()
    empty = client.post("/people/data/erase/", {"address": ADDRESS, "reason": ""})
    assert "field-error" in empty.content.decode()
    assert User.objects.get(pk=person.pk).is_active
    client.post("/people/data/erase/", {"address": ADDRESS, "reason": "Thư ngày 1/12"})
    assert not User.objects.get(pk=person.pk).is_active
    last = client.get(f"/people/erasures/{ErasureRequest.objects.latest('id').pk}/")
    assert "erased.invalid" in last.content.decode()


def test_the_same_through_the_api(person, office, api):
    mine = api(person).post("/api/v1/auth/me/data/")
    assert mine.json()["address"] == ADDRESS
    theirs = api(office).post("/api/v1/personal-data/", {"address": ADDRESS})
    assert theirs.json()["sections"]["account"] == mine.json()["sections"]["account"]
    unknown = api(office).post("/api/v1/personal-data/", {"address": "nobody@example.org"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "nobody_known")
    done = api(office).post(
        "/api/v1/erasures/", {"address": ADDRESS, "reason": "x"}, headers={"Idempotency-Key": "e"}
    )
    assert (done.status_code, done.json()["state"]) == (201, "DONE")
    assert tables_with(ADDRESS) == set()
