"""Documents: revisions, one valid at a time, withdrawn on demand."""

import pytest

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
