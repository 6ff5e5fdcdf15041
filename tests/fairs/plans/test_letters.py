"""Booth letters: what they say, that they can be verified, and that none is lost or doubled."""

import io
import signal
from dataclasses import replace
from datetime import timedelta

import pypdf
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from fairs.documents.booth_letter import render_booth_letter
from fairs.queries.instances import assignments_of
from fairs.queries.letters import letter_counts
from fairs.services.letters import letter_facts, letters_to_render, preview_letter, render_letter
from fairs.services.places import release_places
from notifications import registry
from notifications.models import Document, Job, Message
from notifications.rules import DocumentState, JobState, MessageState
from notifications.services import jobs, request_cancel
from tests.factories.exhibitors import ProducerFactory, certified
from tests.factories.fairs import accepted
from tests.factories.plans import (
    applicant,
    fair_with,
    plan_with,
    published,
    row_of,
    run_job,
    with_letters,
)
from tests.notifications.test_kills import lease_runs_out, start
from tests.pdf import qr_codes

LONG = "Hợp tác xã Nông nghiệp hữu cơ và Dịch vụ du lịch cộng đồng Đường Lâm – Ưởng Ngoài"


def text_of(content: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def letter_of(application) -> Document:
    return Document.objects.get(
        kind="fairs.booth_letter", subject_id=str(application.pk), state=DocumentState.VALID
    )


@pytest.mark.django_db
class TestLetter:
    def test_it_says_where_when_and_with_what(self):
        fair, _none = fair_with(0)
        fair.move_in_at = timezone.now() + timedelta(days=59)
        fair.save()
        producer = ProducerFactory(name=LONG)
        a = accepted(
            fair,
            producer=producer,
            modules=2,
            products=[
                certified(producer=producer, name="Chè lam Đường Lâm", stars=5),
                certified(producer=producer, name="Kẹo dồi <b>nổ</b>"),
            ],
        )
        row = row_of(fair)
        with_letters(fair, {a: [row[0].number, row[1].number]})
        text = text_of(bytes(letter_of(a).content))
        for part in (
            fair.name_vi,
            LONG,
            f"{row[0].number}, {row[1].number}",
            "Chè lam Đường Lâm",
            "Kẹo dồi <b>nổ</b>",
            f"{fair.opens_on:%d/%m/%Y}",
            fair.venue.name,
            a.code,
            "6 × 3 m",
            row[0].hall.name,
        ):
            assert part in text, part

    def test_its_code_leads_to_its_verification(self, client):
        fair, (a,) = fair_with(1)
        with_letters(fair, {a: row_of(fair)[0].number})
        letter = letter_of(a)
        url = settings.SITE_URL + reverse("notifications:verify", args=[letter.verify_token])
        assert qr_codes(bytes(letter.content)) == [url]
        page = client.get(reverse("notifications:verify", args=[letter.verify_token]))
        assert page.status_code == 200

    def test_every_font_is_embedded(self):
        fair, (a,) = fair_with(1)
        with_letters(fair, {a: row_of(fair)[0].number})
        for page in pypdf.PdfReader(io.BytesIO(bytes(letter_of(a).content))).pages:
            for font in page["/Resources"]["/Font"].values():
                assert "/FontFile2" in font["/FontDescriptor"]

    @pytest.mark.parametrize(("language", "word"), [("en", "Notice"), ("fr", "Avis")])
    def test_it_speaks_the_producers_language(self, language, word):
        fair, _none = fair_with(0)
        a = applicant(fair, producer=ProducerFactory(language=language))
        with_letters(fair, {a: row_of(fair)[0].number})
        letter = letter_of(a)
        assert letter.language == language
        assert word in text_of(bytes(letter.content))

    def test_a_preview_stores_nothing(self):
        fair, (a,) = fair_with(1)
        plan = plan_with(fair, {a: row_of(fair)[0].number})
        content = preview_letter(assignment=assignments_of(plan).get(), now=timezone.now())
        assert a.producer.name in text_of(content)
        assert not Document.objects.exists()

    def test_long_names_stay_inside_the_box_and_above_what_follows(self):
        fair, (a,) = fair_with(1)
        plan = plan_with(fair, {a: row_of(fair)[0].number})
        facts = letter_facts(
            assignment=assignments_of(plan).get(), hall=None, token="t" * 32, now=timezone.now()
        )
        zone = f"{LONG}, {LONG}, đến hết"
        content = render_booth_letter(replace(facts, zone=zone, booths=("A01",) * 12))
        places = {}
        page = pypdf.PdfReader(io.BytesIO(content)).pages[0]
        page.extract_text(
            visitor_text=lambda text, _cm, tm, _font, _size: places.update({text.strip(): tm[5]})
        )
        last = min(y for text, y in places.items() if "đến hết" in text or "× 3 m" in text)
        assert last > next(y for text, y in places.items() if text == "Thời gian")

    def test_the_same_facts_give_the_same_bytes(self):
        fair, (a,) = fair_with(1)
        plan = plan_with(fair, {a: row_of(fair)[0].number})
        facts = letter_facts(
            assignment=assignments_of(plan).get(), hall=None, token="t" * 32, now=timezone.now()
        )
        assert render_booth_letter(facts) == render_booth_letter(facts)


@pytest.mark.django_db
class TestRendering:
    def test_each_letter_travels_with_its_mail(self):
        fair, (a, b) = fair_with(2)
        row = row_of(fair)
        plan = with_letters(fair, {a: row[0].number, b: row[1].number})
        for application in (a, b):
            message = Message.objects.get(subject_id=str(application.pk))
            assert message.state == MessageState.QUEUED
            assert message.attachments.get().document == letter_of(application)
        counts = letter_counts(plan)
        assert (counts.exhibitors, counts.rendered, counts.waiting) == (2, 2, 2)

    def test_who_has_no_address_still_gets_a_letter_for_paper(self):
        fair, _none = fair_with(0)
        a = applicant(fair, producer=ProducerFactory(email=""), contact_email="")
        with_letters(fair, {a: row_of(fair)[0].number})
        assert letter_of(a)
        assert not Message.objects.filter(subject_id=str(a.pk)).exists()

    def test_a_second_run_writes_nothing_twice(self):
        fair, (a, b) = fair_with(2)
        row = row_of(fair)
        plan, job = published(fair, {a: row[0].number, b: row[1].number})
        first = assignments_of(plan).select_related("plan__fair__venue")[0]
        assert render_letter(assignment=first, actor=None, now=timezone.now())
        assert render_letter(assignment=first, actor=None, now=timezone.now()) is None
        assert run_job(job) == JobState.DONE
        job.refresh_from_db()
        assert (job.done, job.total, job.result) == (2, 2, {"letters": 1})
        assert Document.objects.count() == 2
        assert not letters_to_render(plan).exists()

    def test_who_withdrew_in_the_meantime_gets_no_letter(self):
        fair, (a, b) = fair_with(2)
        row = row_of(fair)
        _plan, job = published(fair, {a: row[0].number, b: row[1].number})
        release_places(application=a, actor=None, now=timezone.now())
        run_job(job)
        assert not Document.objects.filter(subject_id=str(a.pk)).exists()
        assert letter_of(b)

    def test_a_stopped_job_may_be_tried_again(self):
        fair, (a, b) = fair_with(2)
        row = row_of(fair)
        plan, job = published(fair, {a: row[0].number, b: row[1].number})
        Job.objects.filter(pk=job.pk).update(cancel_requested=True)
        assert run_job(job) == JobState.CANCELLED
        left = letters_to_render(plan).count()
        assert left
        job.refresh_from_db()
        jobs.retry_job(job=job, actor=None)
        assert run_job(job) == JobState.DONE
        assert letters_to_render(plan).count() == 0
        assert request_cancel(job=Job.objects.get(pk=job.pk), actor=None).state == JobState.DONE


HOLD = """
import sys
from fairs.services import letters
from notifications import registry
go_on, done = letters._release, []
def hold(assignment, document):
    done.append(assignment)
    if len(done) == 3:
        print("reached", flush=True)
        sys.stdin.readline()
    go_on(assignment, document)
letters._release = hold
registry.execute({job})
"""


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_within_a_letter_loses_and_doubles_nothing():
    fair, applications = fair_with(6)
    row = row_of(fair)
    plan, job = published(fair, {a: b.number for a, b in zip(applications, row, strict=True)})
    worker = start(HOLD.format(job=job.pk), JOB_PROGRESS_SECONDS="0")
    assert worker.stdout.readline() == "reached\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    lease_runs_out(Job)
    (waiting,) = jobs.reconcile_jobs()
    assert registry.execute(waiting.pk) == "DONE"
    assert Document.objects.filter(kind="fairs.booth_letter").count() == 6
    assert {m.state for m in Message.objects.all()} == {MessageState.QUEUED}
    assert [m.attachments.count() for m in Message.objects.all()] == [1] * 6
    job.refresh_from_db()
    assert (job.state, job.done, job.attempts) == ("DONE", 6, 2)
    assert letter_counts(plan).rendered == 6
