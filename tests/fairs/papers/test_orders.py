"""Orders of papers: each issued once, void when it changed, handed over in one file."""

import io
import zipfile
from datetime import timedelta

import pypdf
import pytest
from django.utils import timezone

from common.errors import InvalidInput
from fairs.services.papers import (
    FAIR_KINDS,
    SEMINAR_KINDS,
    start_fair_papers,
    start_seminar_papers,
)
from fairs.services.places import release_places
from fairs.services.seminar_schedule import schedule_seminar
from notifications.models import Document, Job
from notifications.rules import DocumentState, JobState
from notifications.services.paper_orders import drop_old_bundles
from tests.factories.plans import fair_with, published, row_of, run_job, with_letters
from tests.factories.seminars import (
    InvitationFactory,
    RegistrationFactory,
    SeminarFactory,
    at,
    draft_seminar,
)

pytestmark = pytest.mark.django_db


def order(fair, kind, language="vi", handover="MERGED") -> Job:
    job = start_fair_papers(fair=fair, kind=kind, language=language, handover=handover, actor=None)
    run_job(job)
    job.refresh_from_db()
    return job


def file_of(job: Job) -> Document:
    assert job.state == JobState.DONE, job.message
    return Document.objects.get(pk=job.result["document"])


def text_of(document: Document) -> str:
    pages = pypdf.PdfReader(io.BytesIO(bytes(document.content))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def placed_fair(count=3):
    fair, applications = fair_with(count)
    row = row_of(fair)
    plan = with_letters(fair, {a: b.number for a, b in zip(applications, row, strict=False)})
    return fair, applications, plan


@pytest.mark.parametrize("language", ["vi", "en", "fr"])
@pytest.mark.parametrize("kind", [k.key for k in FAIR_KINDS if k.key != "booth_letter"])
def test_every_paper_of_a_fair_can_be_made(kind, language):
    fair, _applications, _plan = placed_fair(2)
    seminar = SeminarFactory(fair=fair)
    RegistrationFactory(seminar=seminar, party_size=2)
    seminar.speakers.create(name="TS. Trần Ỷ Lan", organisation="Viện")
    document = file_of(order(fair, kind, language))
    assert document.content_type == "application/pdf"
    assert document.language == language
    assert len(pypdf.PdfReader(io.BytesIO(bytes(document.content))).pages) >= 1


def test_a_set_is_one_paper_an_exhibitor_and_one_file():
    fair, applications, _plan = placed_fair()
    bundle = file_of(order(fair, "move_in_pass"))
    passes = Document.objects.filter(kind="fairs.move_in_pass")
    assert {p.subject_id for p in passes} == {str(a.pk) for a in applications}
    text = text_of(bundle)
    for application, paper in zip(applications, passes.order_by("id"), strict=True):
        assert application.producer.name in text
        assert paper.verify_token in text.replace(" ", "")


def test_an_archive_holds_the_papers_as_they_were_issued():
    fair, _applications, _plan = placed_fair()
    bundle = file_of(order(fair, "booth_sign", handover="ZIP"))
    archive = zipfile.ZipFile(io.BytesIO(bytes(bundle.content)))
    signs = Document.objects.filter(kind="fairs.booth_sign")
    assert {archive.read(name) for name in archive.namelist()} == {
        bytes(sign.content) for sign in signs
    }
    assert bundle.content_type == "application/zip"


def test_the_booth_letters_are_printed_again_and_not_issued_again():
    fair, applications, _plan = placed_fair()
    before = list(Document.objects.values_list("pk", "sha256"))
    bundle = file_of(order(fair, "booth_letter", ""))
    assert list(Document.objects.exclude(pk=bundle.pk).values_list("pk", "sha256")) == before
    text = text_of(bundle)
    assert all(a.code in text for a in applications)


def test_letters_that_no_longer_say_the_truth_are_not_printed():
    fair, _applications, _plan = placed_fair()
    fair.contact_phone = "024 9999 9999"
    fair.save()
    job = order(fair, "booth_letter", "")
    assert job.state == JobState.FAILED
    assert "thông báo" in job.message


def test_unchanged_papers_stay_valid():
    fair, _applications, _plan = placed_fair()
    first = file_of(order(fair, "exhibitor_list"))
    assert file_of(order(fair, "exhibitor_list")) == first
    first.refresh_from_db()
    assert first.state == DocumentState.VALID


def test_a_paper_made_after_a_change_voids_the_older():
    fair, _applications, _plan = placed_fair()
    first = file_of(order(fair, "exhibitor_list"))
    fair.name_vi = "Hội chợ đổi tên"
    fair.save()
    second = file_of(order(fair, "exhibitor_list"))
    first.refresh_from_db()
    assert (first.state, second.state, second.revision) == ("VOID", "VALID", 2)
    assert "Hội chợ đổi tên" in text_of(second)


def test_each_language_has_a_version_of_its_own():
    fair, _applications, _plan = placed_fair()
    vi, fr = file_of(order(fair, "hall_plan")), file_of(order(fair, "hall_plan", "fr"))
    vi.refresh_from_db()
    assert (vi.state, fr.state, fr.revision) == ("VALID", "VALID", 1)


def test_whoever_gives_up_a_place_loses_sign_and_pass():
    fair, (first, *_others), _plan = placed_fair()
    order(fair, "move_in_pass")
    order(fair, "booth_sign")
    release_places(application=first, actor=None, now=timezone.now())
    mine = Document.objects.filter(subject_type="fairs.application", subject_id=str(first.pk))
    assert {d.state for d in mine} == {DocumentState.VOID}
    assert Document.objects.filter(kind="fairs.booth_sign", state="VALID").count() == 2


def test_a_file_of_many_papers_goes_a_month_after_it_was_replaced():
    fair, (first, *_others), _plan = placed_fair()
    older = file_of(order(fair, "move_in_pass"))
    release_places(application=first, actor=None, now=timezone.now())
    newer = file_of(order(fair, "move_in_pass"))
    papers = Document.objects.filter(kind="fairs.move_in_pass").count()
    assert drop_old_bundles(now=timezone.now() + timedelta(days=29)) == 0
    assert drop_old_bundles(now=timezone.now() + timedelta(days=31)) == 1
    assert not Document.objects.filter(pk=older.pk).exists()
    assert file_of(order(fair, "move_in_pass")) == newer
    assert Document.objects.filter(kind="fairs.move_in_pass").count() == papers


def test_nothing_to_print_is_said_and_makes_nothing():
    fair, _none = fair_with(0)
    job = order(fair, "booth_sign")
    assert job.state == JobState.FAILED
    assert job.message
    assert not Document.objects.exists()


def test_a_job_run_again_after_a_kill_doubles_nothing():
    fair, applications, _plan = placed_fair()
    first = file_of(order(fair, "booth_sign"))
    again = file_of(order(fair, "booth_sign"))
    assert again == first
    assert Document.objects.filter(kind="fairs.booth_sign").count() == len(applications)


def test_the_same_order_given_twice_is_one_job():
    fair, _none = fair_with(0)
    values = {"fair": fair, "kind": "hall_plan", "language": "vi", "handover": "MERGED"}
    first = start_fair_papers(actor=None, **values)
    assert start_fair_papers(actor=None, **values) == first
    assert start_fair_papers(actor=None, **{**values, "language": "fr"}) != first


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "passport"}, "kind"),
        ({"language": "de"}, "language"),
        ({"language": ""}, "language"),
        ({"handover": "FAX"}, "handover"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_by_field(change, field):
    fair, _none = fair_with(0)
    values = {"kind": "hall_plan", "language": "vi", "handover": "MERGED", **change}
    with pytest.raises(InvalidInput) as refused:
        start_fair_papers(fair=fair, actor=None, **values)
    assert field in refused.value.fields
    assert not Job.objects.exists()


class TestSeminar:
    @pytest.mark.parametrize("kind", [k.key for k in SEMINAR_KINDS])
    def test_every_paper_of_a_seminar_can_be_made(self, kind):
        seminar = SeminarFactory(fair=None)
        RegistrationFactory(seminar=seminar, name="Khách Ấn")
        InvitationFactory(seminar=seminar)
        seminar.speakers.create(name="Trần Ỷ Lan", organisation="Viện")
        job = start_seminar_papers(
            seminar=seminar, kind=kind, language="vi", handover="MERGED", actor=None
        )
        run_job(job)
        job.refresh_from_db()
        assert file_of(job).state == DocumentState.VALID

    def test_each_guest_gets_a_letter_in_their_language(self):
        seminar = SeminarFactory(name_fr="Vendre en ligne")
        InvitationFactory(seminar=seminar, name="Ông An")
        InvitationFactory(seminar=seminar, name="Mme Dupont", language="fr")
        InvitationFactory(seminar=seminar, name="Thu hồi", revoked_at=timezone.now())
        job = start_seminar_papers(
            seminar=seminar, kind="invitation", language="", handover="MERGED", actor=None
        )
        run_job(job)
        job.refresh_from_db()
        text = text_of(file_of(job))
        assert "Kính gửi: Ông An" in text
        assert "Mme Dupont" in text
        assert "Vendre en ligne" in text
        assert "Thu hồi" not in text

    def test_companions_write_their_own_names_on_their_badges(self):
        seminar = SeminarFactory()
        RegistrationFactory(seminar=seminar, name="Khách Ấn", party_size=3)
        RegistrationFactory(seminar=seminar, name="Đã hủy", state="CANCELLED")
        job = start_seminar_papers(
            seminar=seminar, kind="badges_visitor", language="vi", handover="MERGED", actor=None
        )
        run_job(job)
        job.refresh_from_db()
        text = text_of(file_of(job))
        assert text.count("Khách Ấn") == 1
        assert text.count("Khách mời") == 3
        assert "Đã hủy" not in text

    def test_without_a_time_there_is_nothing_to_print(self):
        with pytest.raises(InvalidInput):
            start_seminar_papers(
                seminar=draft_seminar(),
                kind="attendance",
                language="vi",
                handover="MERGED",
                actor=None,
            )


def test_a_draft_plan_shows_nobody():
    fair, (a,) = fair_with(1)
    assert a.producer.name not in text_of(file_of(order(fair, "exhibitor_list")))
    published(fair, {a: row_of(fair)[0].number})
    assert a.producer.name in text_of(file_of(order(fair, "exhibitor_list")))


def test_a_seminar_that_moves_voids_what_was_printed_about_it():
    seminar = SeminarFactory()
    InvitationFactory(seminar=seminar)
    for kind in ("invitation", "attendance"):
        job = start_seminar_papers(
            seminar=seminar, kind=kind, language="vi", handover="MERGED", actor=None
        )
        run_job(job)
    schedule_seminar(
        seminar=seminar,
        room=seminar.room,
        starts_at=at(11, 14),
        ends_at=at(11, 16),
        version=seminar.version,
        actor=None,
        now=timezone.now(),
    )
    assert {d.state for d in Document.objects.all()} == {DocumentState.VOID}
    assert Document.objects.count() == 2
