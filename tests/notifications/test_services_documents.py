"""Documents: revisions, one valid at a time, withdrawn on demand."""

import hashlib

import pytest
from django.urls import reverse

from accounts.models import ActivityEntry
from notifications.models import Document, new_token
from notifications.services import issue_document, void_documents
from tests.factories.notifications import document

pytestmark = pytest.mark.django_db


def test_a_newer_revision_voids_the_older_one(organiser_user):
    first = document(content=b"one", actor=organiser_user)
    second = document(content=b"two", actor=organiser_user)
    first.refresh_from_db()
    assert (first.revision, first.state) == (1, "VOID")
    assert (second.revision, second.state) == (2, "VALID")
    assert first.voided_at is not None
    assert bytes(first.content) == b"one"
    assert ActivityEntry.objects.filter(verb="document.issued").count() == 2


def test_languages_and_subjects_have_revisions_of_their_own():
    made = [document(), document(language="fr"), document(subject_id="2"), document(kind="other")]
    assert {d.revision for d in made} == {1}
    assert Document.objects.filter(state="VALID").count() == 4


def test_the_token_made_before_rendering_is_kept():
    token = new_token()
    assert document(verify_token=token).verify_token == token


def test_voiding_withdraws_every_valid_document_of_a_subject(organiser_user):
    document(), document(kind="badge"), document(subject_id="2")
    count = void_documents(
        subject_type="test", subject_id=1, reason="Hội chợ bị hủy", actor=organiser_user
    )
    assert count == 2
    assert Document.objects.filter(state="VALID").count() == 1
    assert void_documents(subject_type="test", subject_id=1, reason="x", actor=None) == 0


def test_a_file_name_carries_no_path():
    made = issue_document(
        kind="k",
        subject_type="t",
        subject_id=1,
        title="T",
        filename='../../etc/"Thư\r\n mời".pdf',
        content=b"x",
    )
    assert made.filename == "_Thư_ mời_.pdf"


def test_a_large_document_is_kept_in_parts_and_streamed_as_it_was(organiser_user, sign_in, api):
    pieces = [bytes([n]) * 700_000 for n in range(4)]
    made = document(content=iter(pieces), filename="nhiều.zip", content_type="application/zip")
    assert (made.size, made.parts.count(), bytes(made.content)) == (2_800_000, 3, b"")
    page = reverse("notifications:document_download", args=[made.pk])
    read = reverse("api:document-download", args=[made.pk])
    for answer in (sign_in(organiser_user).get(page), api(organiser_user).get(read)):
        assert answer.streaming
        assert answer["Content-Length"] == "2800000"
        content = b"".join(answer.streaming_content)
        assert content == b"".join(pieces)
        assert hashlib.sha256(content).hexdigest() == made.sha256


def test_the_kind_asked_for_is_that_kind_alone(organiser_user, api):
    for kind in ("venues.month", "venues.month_xlsx", "fairs.sign"):
        document(kind=kind)
    client = api(organiser_user)

    def kinds(value):
        rows = client.get(reverse("api:document-list"), {"kind": value}).json()["results"]
        return {row["kind"] for row in rows}

    assert kinds("venues.month") == {"venues.month"}
    assert kinds("venues.") == {"venues.month", "venues.month_xlsx"}
