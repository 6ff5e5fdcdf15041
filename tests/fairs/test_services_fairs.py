"""A fair's life: create, edit, publish, postpone, cancel, clone."""

import unicodedata
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import ActivityEntry
from common.errors import IllegalTransition, InvalidInput, StaleVersion
from fairs.models import Booth, Fair, FairQuota, Zone
from fairs.queries.past import past_events
from fairs.rules.states import ApplicationState, BoothState, FairState, SeminarState
from fairs.services.applications import save_draft
from fairs.services.clone import clone_fair
from fairs.services.fairs import PromiseBroken, create_fair, create_series, set_quotas, update_fair
from fairs.services.lifecycle import NotReady, change_state
from fairs.services.reference import load_reference
from notifications.models import Message
from notifications.rules import MessageState
from notifications.services import enqueue_message
from tests.factories.exhibitors import CommuneFactory, ProducerFactory
from tests.factories.fairs import ApplicationFactory, FairFactory, FairVenueFactory, accepted
from tests.factories.seminars import SeminarFactory

pytestmark = pytest.mark.django_db


def values(**changes):
    today = timezone.localdate()
    return {
        "name_vi": "Tuần hàng OCOP Tây Hồ",
        "venue": FairVenueFactory(),
        "opens_on": today + timedelta(days=60),
        "closes_on": today + timedelta(days=64),
        "apply_from": timezone.now() + timedelta(days=1),
        "apply_until": timezone.now() + timedelta(days=30),
        **changes,
    }


def test_a_new_fair_is_a_draft_with_a_readable_code(organiser_user):
    now = timezone.now()
    fair = create_fair(values=values(), actor=organiser_user, now=now)
    again = create_fair(values=values(), actor=organiser_user, now=now)
    assert (fair.state, fair.code, again.code) == (
        FairState.DRAFT, "tuan-hang-ocop-tay-ho", "tuan-hang-ocop-tay-ho-2",
    )  # fmt: skip


def test_the_code_of_a_long_name_ends_with_a_whole_word():
    long = values(name_vi="Tuần hàng OCOP Đống Đa (trình diễn) mùa xuân", name_en="")
    fair = create_fair(values=long, actor=None, now=timezone.now())
    assert fair.code == "tuan-hang-ocop-dong-da-trinh"


def test_names_typed_with_loose_accents_are_stored_composed(organiser_user, sign_in):
    loose = unicodedata.normalize("NFD", "Tuần hàng Tây Hồ")
    made = create_fair(values=values(name_vi=f" {loose}"), actor=None, now=timezone.now())
    update_fair(
        fair=made, version=made.version, values={"description": loose}, actor=organiser_user,
        now=timezone.now(),
    )  # fmt: skip
    made.refresh_from_db()
    assert {made.name_vi, made.description} == {"Tuần hàng Tây Hồ"}
    page = sign_in(organiser_user).get(reverse("fairs:fairs"), {"name": "tây hồ"})
    assert made.name_vi in page.content.decode()
    create_series(name_vi="Tuần hàng Tây Hồ", actor=organiser_user)
    with pytest.raises(InvalidInput):
        create_series(name_vi=loose, actor=organiser_user)
    application = save_draft(
        fair=FairFactory(), producer=ProducerFactory(), values={"note": loose}, actor=None,
        now=timezone.now(),
    )  # fmt: skip
    assert application.note == "Tuần hàng Tây Hồ"


def test_wrong_dates_are_refused_by_field(organiser_user):
    wrong = values(closes_on=timezone.localdate(), apply_until=timezone.now())
    with pytest.raises(InvalidInput) as refused:
        create_fair(values=wrong, actor=organiser_user, now=timezone.now())
    assert set(refused.value.fields) == {"closes_on", "apply_until"}


def test_publishing_names_every_obstacle_and_changes_nothing(organiser_user):
    fair = FairFactory(state=FairState.DRAFT, hall=False)
    with pytest.raises(NotReady) as refused:
        change_state(obj=fair, to=FairState.PUBLISHED, actor=organiser_user, now=timezone.now())
    assert refused.value.fields["state"]
    fair.refresh_from_db()
    assert (fair.state, fair.published_at) == (FairState.DRAFT, None)


def test_publishing_with_a_plan_works_and_is_logged(organiser_user):
    fair = FairFactory(state=FairState.DRAFT)
    change_state(obj=fair, to=FairState.PUBLISHED, actor=organiser_user, now=timezone.now())
    assert fair.published_at
    assert ActivityEntry.objects.filter(verb="fair.published", object_id=str(fair.pk)).exists()


def test_a_plan_of_blocked_booths_only_cannot_be_published(organiser_user):
    fair = FairFactory(state=FairState.DRAFT)
    fair.booths.update(state=BoothState.BLOCKED, blocked_reason="x")
    with pytest.raises(NotReady):
        change_state(obj=fair, to=FairState.PUBLISHED, actor=organiser_user, now=timezone.now())


def test_an_impossible_change_names_from_and_to(organiser_user):
    fair = FairFactory(state=FairState.DRAFT)
    with pytest.raises(IllegalTransition) as refused:
        change_state(obj=fair, to=FairState.CLOSED, actor=organiser_user, now=timezone.now())
    assert (str(refused.value.source), str(refused.value.target)) == (
        str(FairState.DRAFT.label), str(FairState.CLOSED.label),
    )  # fmt: skip


def test_cancelling_needs_a_reason_and_ends_everything_at_once(organiser_user):
    fair = FairFactory()
    sent = ApplicationFactory(fair=fair)
    draft = ApplicationFactory(fair=fair, state=ApplicationState.DRAFT)
    placed = accepted(fair)
    with pytest.raises(InvalidInput):
        change_state(obj=fair, to=FairState.CANCELLED, actor=organiser_user, now=timezone.now())
    change_state(
        obj=fair, to=FairState.CANCELLED, actor=organiser_user, now=timezone.now(), reason="Bão"
    )
    for application in (sent, draft, placed):
        application.refresh_from_db()
        assert application.state == ApplicationState.CANCELLED_BY_FAIR
    told = Message.objects.filter(state=MessageState.QUEUED).values_list("recipient", flat=True)
    assert set(told) == {sent.contact_email, placed.contact_email}
    assert "Bão" in Message.objects.first().text


def test_cancelling_calls_off_the_seminars_of_the_fair_only(organiser_user):
    fair = FairFactory()
    inside, outside = SeminarFactory(fair=fair), SeminarFactory()
    change_state(
        obj=fair, to=FairState.CANCELLED, actor=organiser_user, now=timezone.now(), reason="Bão"
    )
    inside.refresh_from_db()
    outside.refresh_from_db()
    assert (inside.state, outside.state) == (SeminarState.CANCELLED, SeminarState.PUBLISHED)


def test_cancelling_withdraws_messages_that_were_not_sent(organiser_user):
    fair = FairFactory()
    application = ApplicationFactory(fair=fair, state=ApplicationState.CHANGES_REQUESTED)
    from_before = _queued(application)
    change_state(
        obj=fair, to=FairState.CANCELLED, actor=organiser_user, now=timezone.now(), reason="Bão"
    )
    from_before.refresh_from_db()
    assert from_before.state == MessageState.CANCELLED


def _queued(application) -> Message:

    return enqueue_message(
        dedupe_key="x",
        recipient="a@example.org",
        subject="s",
        text="t",
        subject_type="fairs.application",
        subject_id=str(application.pk),
    )


def test_postponing_keeps_applications_and_resuming_asks_to_confirm_again(organiser_user):
    fair = FairFactory()
    placed = accepted(fair)
    placed.state = ApplicationState.CONFIRMED
    placed.save()
    now = timezone.now()
    change_state(obj=fair, to=FairState.POSTPONED, actor=organiser_user, now=now, reason="Bão")
    fair.refresh_from_db()
    update_fair(
        fair=fair,
        version=fair.version,
        values={
            "opens_on": fair.opens_on + timedelta(days=7),
            "closes_on": fair.closes_on + timedelta(days=7),
        },
        actor=organiser_user,
        now=now,
    )
    change_state(obj=fair, to=FairState.PUBLISHED, actor=organiser_user, now=now)
    placed.refresh_from_db()
    assert placed.state == ApplicationState.ACCEPTED
    assert Message.objects.filter(subject_id=str(placed.pk), state=MessageState.QUEUED).count() == 1


def test_the_days_of_a_published_fair_move_only_after_postponing(organiser_user):
    fair = FairFactory()
    with pytest.raises(PromiseBroken) as refused:
        update_fair(
            fair=fair,
            version=fair.version,
            values={"closes_on": fair.closes_on + timedelta(days=1)},
            actor=organiser_user,
            now=timezone.now(),
        )
    assert "closes_on" in refused.value.fields


def test_a_published_deadline_moves_later_freely_and_earlier_only_with_a_reason(organiser_user):
    fair = FairFactory()
    later = {"apply_until": fair.apply_until + timedelta(days=2)}
    earlier = {"apply_until": fair.apply_until - timedelta(days=2)}
    common = {"actor": organiser_user, "now": timezone.now()}
    with pytest.raises(PromiseBroken):
        update_fair(fair=fair, version=fair.version, values=earlier, **common)
    fair = update_fair(fair=fair, version=fair.version, values=later, **common)
    update_fair(
        fair=fair, version=fair.version, values=earlier, override_reason="Sở yêu cầu", **common
    )
    entry = ActivityEntry.objects.filter(verb="fair.updated").first()
    assert entry.reason == "Sở yêu cầu"


def test_an_edit_of_an_older_version_is_refused(organiser_user):
    fair = FairFactory(state=FairState.DRAFT)
    with pytest.raises(StaleVersion):
        update_fair(
            fair=fair,
            version=fair.version - 1,
            values={"name_vi": "Khác"},
            actor=organiser_user,
            now=timezone.now(),
        )


def test_a_clone_takes_plan_and_rules_and_keeps_weekdays(organiser_user):
    fair = FairFactory(legal_basis="12/QĐ", hall={"zone_rows": ((1, 1), (4, 1))})
    fair.booths.filter(number="A01").update(state=BoothState.BLOCKED, blocked_reason="Cột")
    FairQuota.objects.create(fair=fair, group=1, limit=5)
    ApplicationFactory(fair=fair)
    report = clone_fair(
        source=fair,
        opens_on=fair.opens_on + timedelta(days=363),
        name_vi="Năm sau",
        actor=organiser_user,
        now=timezone.now(),
    )
    clone = Fair.objects.get(pk=report.fair.pk)
    assert clone.opens_on.weekday() == fair.opens_on.weekday()
    assert clone.apply_until - fair.apply_until == timedelta(days=report.shifted_days)
    assert (clone.state, clone.legal_basis, clone.applications.count()) == ("DRAFT", "", 0)
    assert (report.halls, report.zones, report.booths, report.quotas) == (1, 2, 12, 1)
    assert report.freed == ("A01",)
    assert not Booth.objects.filter(fair=clone, state=BoothState.BLOCKED).exists()
    assert {b.zone.fair_id for b in clone.booths.select_related("zone")} == {clone.pk}
    assert Zone.objects.filter(fair=fair).count() == 2
    assert report.warnings


def test_quotas_are_replaced_as_a_whole(organiser_user):
    fair, commune = FairFactory(), CommuneFactory()
    set_quotas(fair=fair, groups={1: 5}, communes={commune.pk: 2}, actor=organiser_user)
    set_quotas(fair=fair, groups={4: 3}, communes={}, actor=organiser_user)
    assert list(fair.quotas.values_list("group", "commune", "limit")) == [(4, None, 3)]
    with pytest.raises(InvalidInput):
        set_quotas(fair=fair, groups={}, communes={0: 2}, actor=organiser_user)


def test_series_and_reference_load_once(organiser_user):
    create_series(name_vi="Hội chợ xuân", actor=organiser_user)
    with pytest.raises(InvalidInput):
        create_series(name_vi="Hội chợ xuân", actor=organiser_user)
    assert load_reference() == {"fair series": 5}
    assert load_reference() == {"fair series": 0}
    assert len(past_events()) == 24
