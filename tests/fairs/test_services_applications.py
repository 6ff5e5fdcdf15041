"""Drafts, sending, withdrawing, reviewing, deciding and announcing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ActivityEntry
from common.errors import DomainError, IllegalTransition, InvalidInput, StaleVersion
from exhibitors.rules import ProducerState
from fairs.models import Application, FairQuota
from fairs.rules.states import ApplicationState, Decision, FairState
from fairs.services.applications import (
    NotEditable,
    NotEligible,
    NotOpen,
    save_draft,
    submit_application,
)
from fairs.services.decisions import (
    NothingToAnnounce,
    QuotaFull,
    Undecided,
    accept_suggested,
    announce_decisions,
    decide_application,
)
from fairs.services.review import admit_late, reopen_application, review_application
from fairs.services.withdrawal import withdraw_application
from notifications.models import Message
from notifications.rules import MessageState
from tests.factories.exhibitors import (
    CertificateFactory,
    CommuneFactory,
    ProducerFactory,
    ProductFactory,
    certified,
)
from tests.factories.fairs import ApplicationFactory, FairFactory, accepted, eligible

pytestmark = pytest.mark.django_db
S = ApplicationState


def now():
    return timezone.now()


def draft(fair, producer=None, actor=None, **values):
    producer = producer or ProducerFactory()
    if "products" not in values:
        values["products"] = [certified(producer=producer).pk]
    return save_draft(fair=fair, producer=producer, values=values, actor=actor, now=now())


def sent(fair, **values):
    return submit_application(
        application=draft(fair, **values), consent=True, actor=None, now=now()
    )


def test_saving_twice_keeps_one_draft_with_the_newest_values():
    fair, producer = FairFactory(), ProducerFactory()
    first = draft(fair, producer, modules=1)
    second = draft(fair, producer, modules=2, note="Cần ổ điện", products=[])
    assert first.pk == second.pk
    assert (second.modules, second.note, second.items.count()) == (2, "Cần ổ điện", 0)


def test_a_draft_takes_only_own_products_and_this_fairs_booths():
    fair, producer = FairFactory(), ProducerFactory()
    with pytest.raises(InvalidInput) as refused:
        draft(
            fair,
            producer,
            products=[certified().pk],
            wished_booths=[FairFactory().booths.first().pk],
            needs=["helicopter"],
        )
    assert set(refused.value.fields) == {"products", "wished_booths", "needs"}
    assert not Application.objects.exists()


def test_a_draft_edited_elsewhere_is_not_overwritten():
    fair, producer = FairFactory(), ProducerFactory()
    first = draft(fair, producer)
    draft(fair, producer, modules=2)
    with pytest.raises(StaleVersion):
        save_draft(
            fair=fair,
            producer=producer,
            values={"modules": 1},
            version=first.version,
            actor=None,
            now=now(),
        )


@pytest.mark.parametrize("state", [FairState.DRAFT, FairState.POSTPONED, FairState.CLOSED])
def test_only_a_published_fair_takes_drafts(state):
    with pytest.raises(NotOpen):
        draft(FairFactory(state=state))


def test_a_suspended_producer_cannot_begin():
    with pytest.raises(NotOpen):
        draft(FairFactory(), ProducerFactory(state=ProducerState.SUSPENDED))


def test_sending_keeps_checks_and_facts_and_queues_one_receipt():
    fair = FairFactory()
    application = sent(fair, modules=2)
    item = application.items.get()
    assert (application.state, application.late) == (S.SUBMITTED, False)
    assert application.consent_at
    assert {c["code"] for c in application.checks} >= {"window", "certificates", "modules"}
    assert item.snapshot["stars"] == 4
    assert item.certificate.decision_number == item.snapshot["decision_number"]
    item.product.name = "Tên mới"
    item.product.save()
    item.refresh_from_db()
    assert item.snapshot["name"] != "Tên mới"
    assert Message.objects.filter(subject_id=str(application.pk)).count() == 1


def test_sending_twice_gives_the_first_and_no_second_receipt():
    application = sent(FairFactory())
    again = submit_application(application=application, consent=True, actor=None, now=now())
    assert (again.pk, again.submitted_at) == (application.pk, application.submitted_at)
    assert Message.objects.count() == 1


def test_sending_needs_consent():
    application = draft(FairFactory())
    with pytest.raises(InvalidInput) as refused:
        submit_application(application=application, consent=False, actor=None, now=now())
    assert "consent" in refused.value.fields
    assert Application.objects.get().state == S.DRAFT


def test_the_second_before_the_deadline_is_in_time_and_the_grace_period_is_late():
    fair = FairFactory(grace_minutes=10)
    on_time, late, missed = (draft(fair) for _i in range(3))
    on_time = submit_application(
        application=on_time, consent=True, actor=None, now=fair.apply_until
    )
    late = submit_application(
        application=late, consent=True, actor=None, now=fair.apply_until + timedelta(minutes=10)
    )
    assert (on_time.late, late.late) == (False, True)
    with pytest.raises(NotEligible) as refused:
        submit_application(
            application=missed, consent=True, actor=None, now=fair.apply_until + timedelta(hours=1)
        )
    assert set(refused.value.fields) == {"window"}


def test_a_candidate_or_an_expiring_certificate_is_refused_with_the_reason():
    fair, producer = FairFactory(), ProducerFactory()
    candidate = ProductFactory(producer=producer, name="Chưa có sao")
    expiring = ProductFactory(producer=producer, name="Sắp hết hạn")
    CertificateFactory(product=expiring, expires_on=fair.closes_on - timedelta(days=1))
    application = draft(fair, producer, products=[candidate.pk, expiring.pk])
    with pytest.raises(NotEligible) as refused:
        submit_application(application=application, consent=True, actor=None, now=now())
    text = str(refused.value.fields["certificates"][0])
    assert "Chưa có sao" in text
    assert "Sắp hết hạn" in text
    application.refresh_from_db()
    assert application.state == S.DRAFT


def test_a_sent_application_cannot_be_edited_but_a_correction_can(organiser_user):
    fair = FairFactory()
    application = sent(fair)
    with pytest.raises(NotEditable):
        draft(fair, application.producer, modules=2, products=[])
    review_application(
        application=application,
        verdict=S.CHANGES_REQUESTED,
        version=application.version,
        note="Thêm số điện thoại",
        actor=organiser_user,
        now=now(),
    )
    first_time = application.submitted_at
    save_draft(
        fair=fair,
        producer=application.producer,
        values={"contact_phone": "0912345678"},
        actor=None,
        now=now(),
    )
    later = fair.apply_until + timedelta(days=3)
    again = submit_application(application=application, consent=False, actor=None, now=later)
    assert (again.state, again.submitted_at, again.late) == (S.SUBMITTED, first_time, False)


def test_withdrawing_frees_the_way_for_a_new_application():
    fair = FairFactory()
    application = sent(fair)
    withdraw_application(application=application, actor=None, now=now(), reason="Bận")
    withdraw_application(application=application, actor=None, now=now())
    application.refresh_from_db()
    assert application.state == S.WITHDRAWN
    assert Message.objects.get().state == MessageState.CANCELLED
    assert draft(fair, application.producer).pk != application.pk
    assert ActivityEntry.objects.filter(verb="application.withdrawn").count() == 1


def judged(application, verdict=S.ELIGIBLE, actor=None, note=""):
    return review_application(
        application=application,
        verdict=verdict,
        version=application.version,
        note=note,
        actor=actor,
        now=now(),
    )


def test_finding_eligible_sets_priority_and_tells_nobody(reviewer_user):
    application = judged(sent(FairFactory()), actor=reviewer_user)
    assert (application.state, application.priority) == (S.ELIGIBLE, 10)  # 4★ 4, in time 4, new 2
    assert Message.objects.count() == 1  # the receipt


def test_changes_and_refusals_need_a_note(reviewer_user):
    application = sent(FairFactory())
    for verdict in (S.CHANGES_REQUESTED, S.INELIGIBLE):
        with pytest.raises(InvalidInput) as refused:
            judged(application, verdict, reviewer_user)
        assert "note" in refused.value.fields
    with pytest.raises(InvalidInput):
        judged(application, S.ACCEPTED, reviewer_user)


def test_a_certificate_withdrawn_meanwhile_stops_the_review_unless_an_organiser_says_why(
    reviewer_user, organiser_user
):
    application = sent(FairFactory())
    application.items.get().product.certificates.update(
        revoked_on=timezone.localdate(), revoke_reason="Sai hồ sơ"
    )
    with pytest.raises(NotEligible):
        judged(application, actor=reviewer_user, note="Vẫn nhận")
    with pytest.raises(NotEligible):
        judged(application, actor=organiser_user)
    assert judged(application, actor=organiser_user, note="Theo công văn").state == S.ELIGIBLE


def test_two_reviewers_do_not_overwrite_each_other(reviewer_user):
    application = sent(FairFactory())
    stale = Application.objects.get(pk=application.pk)
    judged(application, actor=reviewer_user)
    with pytest.raises(StaleVersion):
        judged(stale, S.INELIGIBLE, reviewer_user, note="x")


def decided(application, decision, actor=None, reason=""):
    application.refresh_from_db()
    return decide_application(
        application=application,
        decision=decision,
        version=application.version,
        reason=reason,
        actor=actor,
        now=now(),
    )


def test_a_decision_waits_in_private_and_needs_a_review_first(organiser_user):
    fair = FairFactory()
    with pytest.raises(DomainError) as refused:
        decided(ApplicationFactory(fair=fair), Decision.ACCEPT)
    assert refused.value.code == "not_reviewed"
    application = decided(eligible(fair), Decision.ACCEPT, organiser_user)
    assert (application.state, application.decision) == (S.ELIGIBLE, "ACCEPT")
    assert not Message.objects.exists()
    with pytest.raises(InvalidInput):
        decided(application, Decision.REJECT)
    assert decided(application, "").decision == ""


def test_a_full_quota_stops_an_acceptance():
    fair = FairFactory()
    FairQuota.objects.create(fair=fair, group=1, limit=1)
    decided(eligible(fair), Decision.ACCEPT)
    with pytest.raises(QuotaFull):
        decided(eligible(fair), Decision.ACCEPT)
    assert decided(eligible(fair), Decision.WAITLIST).decision == "WAITLIST"


def test_a_commune_quota_counts_only_its_commune():
    fair, commune = FairFactory(), CommuneFactory()
    FairQuota.objects.create(fair=fair, commune=commune, limit=1)
    accepted(fair, producer=ProducerFactory(commune=commune))
    assert decided(eligible(fair), Decision.ACCEPT).decision == "ACCEPT"
    with pytest.raises(QuotaFull):
        decided(eligible(fair, producer=ProducerFactory(commune=commune)), Decision.ACCEPT)


def test_the_suggestion_follows_priority_within_the_booths(organiser_user):
    fair = FairFactory(hall={"rows": 1, "booths_per_row": 3})
    low, high, middle = eligible(fair), eligible(fair), eligible(fair)
    for application, points, modules in ((low, 1, 1), (high, 9, 2), (middle, 5, 2)):
        application.priority, application.modules = points, modules
        application.save()
    assert accept_suggested(fair=fair, actor=organiser_user, now=now()) == (2, 1)
    found = {a.pk: a.decision for a in Application.objects.all()}
    assert found == {high.pk: "ACCEPT", middle.pk: "WAITLIST", low.pk: "ACCEPT"}


def test_announcing_tells_everybody_once_and_together(organiser_user):
    fair = FairFactory()
    yes, wait, no = eligible(fair), eligible(fair), eligible(fair)
    producer = yes.producer
    producer.language = "fr"
    producer.save()
    unfit = ApplicationFactory(fair=fair, state=S.INELIGIBLE, review_note="Thiếu giấy")
    decided(yes, Decision.ACCEPT)
    decided(wait, Decision.WAITLIST)
    decided(no, Decision.REJECT, reason="Hết chỗ")
    counts = announce_decisions(fair=fair, actor=organiser_user, now=now())
    assert counts == {"ACCEPT": 1, "WAITLIST": 1, "REJECT": 2}
    states = [Application.objects.get(pk=a.pk).state for a in (yes, wait, no, unfit)]
    assert states == [S.ACCEPTED, S.WAITLISTED, S.REJECTED, S.REJECTED]
    assert Message.objects.count() == 4
    assert Message.objects.get(subject_id=str(yes.pk)).language == "fr"
    assert "Thiếu giấy" in Message.objects.get(subject_id=str(unfit.pk)).text
    fair.refresh_from_db()
    assert fair.decisions_announced_at
    with pytest.raises(NothingToAnnounce):
        announce_decisions(fair=fair, actor=organiser_user, now=now())
    assert Message.objects.count() == 4


def test_undecided_applications_stop_the_announcement_unless_left_for_later(organiser_user):
    fair = FairFactory()
    decided(eligible(fair), Decision.ACCEPT)
    left = eligible(fair)
    with pytest.raises(Undecided):
        announce_decisions(fair=fair, actor=organiser_user, now=now())
    assert not Message.objects.exists()
    announce_decisions(fair=fair, actor=organiser_user, now=now(), leave_undecided=True)
    left.refresh_from_db()
    assert left.state == S.ELIGIBLE


def test_a_waiting_applicant_is_promoted_by_a_second_announcement(organiser_user):
    fair = FairFactory()
    waiting = ApplicationFactory(
        fair=fair, state=S.WAITLISTED, decision=Decision.WAITLIST, announced_at=now()
    )
    decided(waiting, Decision.ACCEPT)
    announce_decisions(fair=fair, actor=organiser_user, now=now())
    waiting.refresh_from_db()
    assert waiting.state == S.ACCEPTED


def test_a_result_can_be_taken_back_with_its_unsent_message(organiser_user):
    application = judged(
        sent(FairFactory()), S.CHANGES_REQUESTED, organiser_user, note="Bổ sung giấy"
    )
    reopen_application(
        application=application, version=application.version, actor=organiser_user, now=now()
    )
    application.refresh_from_db()
    assert (application.state, application.review_note) == (S.SUBMITTED, "")
    assert not Message.objects.filter(state=MessageState.QUEUED, text__contains="Bổ sung").exists()
    with pytest.raises(IllegalTransition):
        reopen_application(
            application=application, version=application.version, actor=organiser_user, now=now()
        )


def test_a_late_application_counts_as_in_time_for_a_stated_reason(organiser_user):
    application = eligible(FairFactory(), late=True)
    with pytest.raises(InvalidInput):
        admit_late(application=application, version=1, actor=organiser_user, now=now(), reason="")
    admitted = admit_late(
        application=application, version=1, actor=organiser_user, now=now(), reason="Mất điện"
    )
    assert (admitted.late, admitted.priority) == (False, 10)
