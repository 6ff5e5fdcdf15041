"""Publishing: one transaction with its letters; only what changed is written again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from common.errors import InvalidInput
from fairs.models import AssignmentBooth, Booth
from fairs.queries.places import published_place
from fairs.rules.states import ApplicationState
from fairs.services.announcement import reissue_letters
from fairs.services.fairs import update_fair
from fairs.services.places import ConfirmationClosed, confirm_participation, release_places
from fairs.services.plans import PlanChanged, PlanClosed, create_plan
from fairs.services.publication import (
    NotPublishable,
    PlanStale,
    preview_publication,
    publish_plan,
)
from notifications.models import Document, Job, Message
from notifications.rules import DocumentState, JobState, MessageState
from tests.factories.fairs import FairVenueFactory, accepted
from tests.factories.plans import (
    fair_with,
    plan_with,
    published,
    row_of,
    run_job,
    with_letters,
)
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


def publish(plan, **more):
    return publish_plan(
        plan=plan, version=more.get("version", plan.version), actor=None, now=timezone.now()
    )


def letters(**filters):
    return Message.objects.filter(dedupe_key__startswith="fairs.booth_letter:", **filters)


def test_publishing_makes_places_live_and_queues_one_waiting_mail_each():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan, job = published(fair, {a: row[0].number, b: row[1].number})
    assert plan.state == "PUBLISHED"
    assert AssignmentBooth.objects.filter(plan=plan, live=True).count() == 2
    assert set(letters().values_list("recipient", "state")) == {
        (a.contact_email, MessageState.WAITING),
        (b.contact_email, MessageState.WAITING),
    }
    assert (job.kind, job.total, job.state) == ("fairs.letters", 2, JobState.QUEUED)
    assert published_place(a).numbers == row[0].number


def test_a_failure_while_queueing_leaves_nothing():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    b.contact_email = "hai@example.org, ba@example.org"  # no single address: refused by the outbox
    b.save()
    plan = plan_with(fair, {a: row[0].number, b: row[1].number})
    with pytest.raises(InvalidInput):
        publish(plan)
    plan.refresh_from_db()
    assert plan.state == "READY"
    assert not AssignmentBooth.objects.filter(live=True).exists()
    assert not letters().exists()
    assert not Job.objects.filter(kind="fairs.letters").exists()


def test_published_again_before_the_letters_are_written_one_mail_is_sent():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    places = {a: row[0].number, b: row[1].number}
    _plan, first = published(fair, places)
    _plan, second = published(fair, places)
    for job in (first, second):
        run_job(job)
    assert not letters().filter(state=MessageState.WAITING).exists()
    left = letters().exclude(state=MessageState.CANCELLED)
    assert sorted(left.values_list("recipient", flat=True)) == sorted(
        x.contact_email for x in (a, b)
    )


def test_a_stale_plan_is_refused_naming_what_changed():
    fair, (a,) = fair_with(1)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    Booth.objects.filter(pk=row[3].pk).update(state="BLOCKED", blocked_reason="Cột")
    with pytest.raises(PlanStale) as caught:
        publish(plan)
    assert row[3].number in str(caught.value.fields["plan"])
    assert not letters().exists()


def test_a_plan_somebody_else_edited_is_not_published_blindly():
    fair, (a,) = fair_with(1)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    with pytest.raises(PlanChanged):
        publish(plan, version=plan.version - 1)


def test_decisions_must_be_announced_first():
    fair, _none = fair_with(0)
    a = accepted(fair, announced=False)
    plan = plan_with(fair, {a: row_of(fair)[0].number})
    with pytest.raises(NotPublishable) as caught:
        publish(plan)
    assert a.producer.name in str(caught.value.fields["plan"])


def test_an_empty_plan_is_not_published():
    fair, _ = fair_with(1)
    with pytest.raises(NotPublishable):
        publish(create_plan(fair=fair, actor=None))


def test_publishing_again_writes_only_to_those_whose_place_changed():
    fair, (a, b, c) = fair_with(3)
    row = row_of(fair)
    first = with_letters(fair, {a: row[0].number, b: row[1].number, c: row[2].number})
    kept = Document.objects.get(subject_id=str(a.pk))
    second, job = published(fair, {a: row[0].number, b: row[5].number})
    assert job.total == 1
    assert letters(campaign__subject_id=str(second.pk)).count() == 1
    run_job(job)
    first.refresh_from_db()
    kept.refresh_from_db()
    assert first.state == "SUPERSEDED"
    assert not AssignmentBooth.objects.filter(plan=first, live=True).exists()
    assert kept.state == DocumentState.VALID
    moved = Document.objects.filter(subject_id=str(b.pk)).order_by("revision")
    assert [d.state for d in moved] == [DocumentState.VOID, DocumentState.VALID]
    assert Document.objects.get(subject_id=str(c.pk)).state == DocumentState.VOID
    farewell = Message.objects.get(dedupe_key=f"booth-gone:{second.pk}:{c.pk}")
    assert farewell.state == MessageState.QUEUED
    assert row[2].number in farewell.text


def test_an_unsent_letter_about_a_former_place_is_taken_back():
    fair, (a,) = fair_with(1)
    row = row_of(fair)
    with_letters(fair, {a: row[0].number})
    published(fair, {a: row[1].number})
    states = letters().order_by("id").values_list("state", flat=True)
    assert list(states) == [MessageState.CANCELLED, MessageState.WAITING]


def test_the_preview_counts_without_changing_anything():
    fair, (a, b, c) = fair_with(3)
    row = row_of(fair)
    published(fair, {a: row[0].number, b: row[1].number})
    a.contact_email = a.producer.email = ""
    a.save()
    a.producer.save()
    plan = plan_with(fair, {a: row[3].number, c: row[4].number})
    preview = preview_publication(plan=plan)
    assert preview.difference.moved == (a.code,)
    assert preview.difference.new == (c.code,)
    assert preview.difference.dropped == (b.code,)
    assert preview.without_address == (a.producer.name,)
    assert preview.waiting == 1


def test_withdrawing_frees_exactly_its_booths():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = with_letters(fair, {a: [row[0].number], b: row[1].number})
    draft = create_plan(fair=fair, actor=None, copy_of=plan)
    freed = release_places(application=a, actor=None, now=timezone.now(), reason="Rút đơn")
    assert freed == [row[0].number]
    assert published_place(a) is None
    assert published_place(b).numbers == row[1].number
    assert draft.assignments.count() == 1
    assert Document.objects.get(subject_id=str(a.pk)).state == DocumentState.VOID
    assert Document.objects.get(subject_id=str(b.pk)).state == DocumentState.VALID
    assert letters(subject_id=str(a.pk)).get().state == MessageState.CANCELLED
    assert release_places(application=a, actor=None, now=timezone.now()) == []


def test_confirming_ends_at_the_date_of_the_fair():
    fair, (a, b) = fair_with(2)
    row, now = row_of(fair), timezone.now()
    with pytest.raises(ConfirmationClosed):
        confirm_participation(application=a, actor=None, now=now)
    published(fair, {a: row[0].number, b: row[1].number})
    a = confirm_participation(application=a, actor=None, now=now)
    assert a.state == ApplicationState.CONFIRMED
    assert confirm_participation(application=a, actor=None, now=now).version == a.version
    fair.confirm_by = now
    fair.save()
    late = now + timedelta(seconds=1)
    with pytest.raises(ConfirmationClosed):
        confirm_participation(application=b, actor=None, now=late)


def test_another_place_voids_the_letters_and_writes_them_anew():
    fair, (a,) = fair_with(1)
    with_letters(fair, {a: row_of(fair)[0].number})
    fair.refresh_from_db()
    update_fair(
        fair=fair,
        version=fair.version,
        values={"venue": FairVenueFactory(name="Cung Văn hóa")},
        actor=None,
        now=timezone.now(),
        override_reason="Theo quyết định mới",
    )
    papers = Document.objects.filter(subject_id=str(a.pk), kind="fairs.booth_letter")
    assert [paper.state for paper in papers] == [DocumentState.VOID]
    run_job(Job.objects.filter(kind="fairs.letters").latest("pk"))
    valid = papers.get(state=DocumentState.VALID)
    assert "Cung Văn hóa" in pdf_text(bytes(valid.content))
    assert letters(state=MessageState.QUEUED).count() == 1


def test_letters_can_be_written_anew_after_facts_changed():
    fair, (a,) = fair_with(1)
    plan = with_letters(fair, {a: row_of(fair)[0].number})
    job = reissue_letters(plan=plan, actor=None, now=timezone.now())
    run_job(job)
    states = Document.objects.filter(subject_id=str(a.pk)).order_by("revision")
    assert [d.state for d in states] == [DocumentState.VOID, DocumentState.VALID]
    assert letters(state=MessageState.QUEUED).count() == 1
    draft = create_plan(fair=fair, actor=None)
    with pytest.raises(PlanClosed):
        reissue_letters(plan=draft, actor=None, now=timezone.now())
