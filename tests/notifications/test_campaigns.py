"""Campaigns from draft to sent: each recipient once, literally, and only who may be written to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ActivityEntry
from common.errors import DomainError, IllegalTransition, InvalidInput, StaleVersion
from notifications import registry
from notifications.models import ConsentEntry, Message, Recipient
from notifications.queries.campaigns import campaign_progress
from notifications.services import campaign_steps as steps
from notifications.services import campaigns as services
from notifications.services import record_consent, suppress_address
from notifications.services.campaign_rendering import preview_for
from notifications.services.campaign_tests import send_test
from notifications.services.campaign_writing import remind_recipients, write_step
from notifications.services.campaigns import CampaignFacts
from notifications.services.outbox import reconcile_messages
from notifications.services.recipients import Addressee, add_recipients, remove_recipients
from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import ProducerFactory, member

pytestmark = pytest.mark.django_db
TEXT = {"vi": ("Mời {name}", "Kính gửi {name},\n\nMời dự {event} ngày {days}.")}


def facts(**changes):
    return CampaignFacts(**{"name": "Đợt 1", "texts": TEXT, **changes})


@pytest.fixture
def actor():
    return organiser()


@pytest.fixture
def campaign(actor):
    return make(actor)


def make(actor, **changes):
    shared = {"vi": {"event": "Hội chợ Xuân", "days": "1–3/3"}, "fr": {"event": "Foire"}}
    return services.create_campaign(
        facts=facts(**changes), actor=actor, now=timezone.now(), shared=shared
    )


def people(count, **changes):
    return [
        Addressee(f"p{n}@example.org", f"Người {n}", **{"registered": True, **changes})
        for n in range(count)
    ]


def add(campaign, actor, persons):
    return add_recipients(campaign=campaign, people=persons, actor=actor)


def release(campaign, actor):
    """Release and let a worker do the job."""
    released = steps.release_campaign(campaign=campaign, actor=actor, now=timezone.now())
    run_jobs(campaign)
    released.refresh_from_db()
    return released


def run_jobs(campaign):
    job = campaign_progress(campaign).job
    assert registry.execute(job.pk) == "DONE"


def texts_of(campaign):
    return dict(Message.objects.filter(campaign=campaign).values_list("recipient", "text"))


def test_each_recipient_gets_one_own_message(campaign, actor):
    added = add(campaign, actor, [*people(3), Addressee("P1@example.org", "Lần nữa")])
    assert (added.added, added.known) == (3, 1)
    release(campaign, actor)
    assert Message.objects.filter(campaign=campaign).count() == 3
    assert texts_of(campaign)["p1@example.org"] == (
        "Kính gửi Người 1,\n\nMời dự Hội chợ Xuân ngày 1–3/3.\n"
    )
    message = Message.objects.get(recipient="p2@example.org")
    assert message.subject == "Mời Người 2"
    assert "List-Unsubscribe" not in message.headers


def test_writing_in_pieces_and_twice_writes_each_once(campaign, actor):
    add(campaign, actor, people(450))
    steps.release_campaign(campaign=campaign, actor=actor, now=timezone.now())
    assert write_step(campaign_id=campaign.pk, now=timezone.now()) == 200
    run_jobs(campaign)
    assert write_step(campaign_id=campaign.pk, now=timezone.now()) == 0
    assert Message.objects.filter(campaign=campaign).count() == 450
    campaign.refresh_from_db()
    assert campaign.state == "UNDER_WAY"
    steps.release_campaign(campaign=campaign, actor=actor, now=timezone.now())
    assert Message.objects.filter(campaign=campaign).count() == 450


HOSTILE = [
    "{event}",
    "{x.__class__}",
    "{{7*7}}",
    "{% load x %}",
    "%(event)s",
    "<b>Đậm</b>",
    "<img src=/etc/passwd>",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_put_in_literally_and_harmlessly(campaign, actor, name):
    add(campaign, actor, [Addressee("a@example.org", name, registered=True)])
    release(campaign, actor)
    message = Message.objects.get()
    assert f"Kính gửi {name}," in message.text
    assert "<b>" not in message.html
    assert "<img" not in message.html


def test_braces_that_are_no_placeholder_stay(actor):
    body = "{x.__class__} {name.upper} {{7*7}} {0} {event!r} {name}"
    campaign = make(actor, texts={"vi": ("S", body)})
    add(campaign, actor, people(1))
    assert preview_for(Recipient.objects.get(), campaign=campaign).text == (
        "{x.__class__} {name.upper} {{7*7}} {0} {event!r} Người 0\n"
    )


def test_a_mistyped_placeholder_is_named(actor):
    with pytest.raises(InvalidInput) as refusal:
        make(actor, texts={"vi": ("S", "Kính gửi {nom}")})
    assert "{nom}" in str(refusal.value.fields["body_vi"][0])


@pytest.mark.parametrize("subject", ["a\nBcc: x@example.org", "a\u2028b", "", "x" * 201])
def test_a_subject_is_one_line(actor, subject):
    with pytest.raises(InvalidInput) as refusal:
        make(actor, texts={"vi": (subject, "T")})
    assert "subject_vi" in refusal.value.fields


def test_the_recipients_language_is_used_where_there_is_a_text(actor):
    campaign = make(actor, texts={**TEXT, "fr": ("Invitation", "Bonjour {name}, {event}")})
    add(campaign, actor, [*people(1, language="fr"), Addressee("e@example.org", "E", "en", True)])
    release(campaign, actor)
    assert texts_of(campaign)["p0@example.org"] == "Bonjour Người 0, Foire\n"
    assert texts_of(campaign)["e@example.org"].startswith("Kính gửi E,")
    assert Message.objects.get(recipient="p0@example.org").language == "fr"


# Advertising


def agree(address, actor, act="GRANTED"):
    now = timezone.now()
    return record_consent(
        address=address, act=act, channel="PAPER", occurred_at=now, now=now, actor=actor
    )


def test_strangers_get_advertising_and_only_with_consent(campaign, actor):
    add(campaign, actor, people(3, registered=False))
    agree("p1@example.org", actor)
    agree("P2@example.org", actor)
    agree("p2@example.org", actor, "WITHDRAWN")
    release(campaign, actor)
    message = Message.objects.get()
    assert (message.recipient, message.kind) == ("p1@example.org", "ADVERTISING")
    assert message.subject == "[QC] Mời Người 1"
    skipped = dict(Recipient.objects.values_list("address", "skipped"))
    assert skipped == {
        "p0@example.org": "NO_CONSENT",
        "p1@example.org": "",
        "p2@example.org": "OPTED_OUT",
    }


def test_a_producer_on_a_list_from_elsewhere_is_written_to_as_one(campaign, actor):
    producer = ProducerFactory(email="Htx@example.org")
    member(UserFactory(email="seller@example.org"), producer)
    ProducerFactory(email="closed@example.org", state="SUSPENDED")
    listed = ["htx@example.org", "seller@example.org", "closed@example.org"]
    add(campaign, actor, [Addressee(address, "Tên") for address in listed])
    release(campaign, actor)
    written_to = set(Message.objects.values_list("recipient", flat=True))
    assert written_to == {"htx@example.org", "seller@example.org"}
    assert Recipient.objects.get(address="closed@example.org").skipped == "NO_CONSENT"


def test_an_advertising_campaign_needs_the_consent_of_producers_too(actor):
    campaign = make(actor, kind="ADVERTISING")
    add(campaign, actor, people(1))
    release(campaign, actor)
    assert Recipient.objects.get().skipped == "NO_CONSENT"


def test_an_address_closed_after_a_return_is_left_out(campaign, actor):
    add(campaign, actor, people(2))
    suppress_address(address="p0@example.org", scope="ALL", reason="bounced")
    release(campaign, actor)
    assert Recipient.objects.get(address="p0@example.org").skipped == "CLOSED"
    assert Message.objects.get().recipient == "p1@example.org"


def test_the_way_to_refuse_is_at_the_end_of_advertising(campaign, actor):
    add(campaign, actor, people(1, registered=False))
    agree("p0@example.org", actor)
    release(campaign, actor)
    message = Message.objects.get()
    link = message.headers["List-Unsubscribe"].strip("<>")
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message.text.rstrip().endswith(link)
    assert link in message.html.rpartition("</p>")[0].rpartition("<p")[2]


def test_a_withdrawal_takes_back_what_is_unsent(campaign, actor):
    add(campaign, actor, people(1, registered=False))
    agree("p0@example.org", actor)
    release(campaign, actor)
    agree("p0@example.org", actor, "WITHDRAWN")
    assert Message.objects.get().state == "SUPPRESSED"


def test_the_log_of_consents_cannot_be_changed_or_deleted(actor):
    from django.db import IntegrityError, transaction  # noqa: PLC0415

    agree("a@example.org", actor)
    for change in (lambda q: q.update(act="WITHDRAWN"), lambda q: q.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(ConsentEntry.objects.all())
    assert ConsentEntry.objects.get().act == "GRANTED"


# Times


def test_a_scheduled_campaign_waits_for_its_moment(actor):
    moment = timezone.now() + timedelta(hours=3)
    campaign = make(actor, send_at=moment)
    add(campaign, actor, people(1))
    release(campaign, actor)
    assert Message.objects.get().next_attempt_at == moment


@pytest.mark.parametrize("field", ["send_at", "not_after"])
def test_nothing_is_scheduled_into_the_past(actor, field):
    with pytest.raises(InvalidInput) as refusal:
        make(actor, **{field: timezone.now() - timedelta(minutes=1)})
    assert field in refusal.value.fields


def test_a_draft_whose_moment_has_passed_is_not_released(campaign, actor):
    add(campaign, actor, people(1))
    campaign.not_after = timezone.now() - timedelta(minutes=1)
    campaign.save()
    with pytest.raises(InvalidInput):
        steps.release_campaign(campaign=campaign, actor=actor, now=timezone.now())


def test_what_has_not_left_by_the_last_moment_is_taken_back(campaign, actor):
    add(campaign, actor, people(2))
    release(campaign, actor)
    Message.objects.filter(recipient="p0@example.org").update(state="SENT", sent_at=timezone.now())
    campaign.not_after = timezone.now() - timedelta(seconds=1)
    campaign.save()
    reconcile_messages()
    states = dict(Message.objects.values_list("recipient", "state"))
    assert states == {"p0@example.org": "SENT", "p1@example.org": "CANCELLED"}


# Changes after writing


def test_a_new_text_reaches_only_what_is_still_here(campaign, actor):
    add(campaign, actor, people(2))
    released = release(campaign, actor)
    Message.objects.filter(recipient="p0@example.org").update(state="SENT", sent_at=timezone.now())
    changed = services.edit_campaign(
        campaign=released,
        facts=facts(texts={"vi": ("Mới", "Sửa: {name}")}),
        version=released.version,
        actor=actor,
        now=timezone.now(),
    )
    assert campaign_progress(changed).outdated == 1
    steps.rewrite_unsent(campaign=changed, actor=actor)
    run_jobs(changed)
    assert campaign_progress(changed).outdated == 0
    rows = Message.objects.order_by("id").values_list("recipient", "state", "subject")
    assert list(rows) == [
        ("p0@example.org", "SENT", "Mời Người 0"),
        ("p1@example.org", "CANCELLED", "Mời Người 1"),
        ("p1@example.org", "QUEUED", "Mới"),
    ]


def test_an_edit_of_an_older_version_is_refused(campaign, actor):
    with pytest.raises(StaleVersion):
        services.edit_campaign(
            campaign=campaign, facts=facts(), version=99, actor=actor, now=timezone.now()
        )


def test_a_stopped_campaign_takes_back_the_unsent_and_writes_no_more(campaign, actor):
    add(campaign, actor, people(300))
    steps.release_campaign(campaign=campaign, actor=actor, now=timezone.now())
    write_step(campaign_id=campaign.pk, now=timezone.now())
    steps.cancel_campaign(campaign=campaign, actor=actor, reason="Hoãn")
    assert write_step(campaign_id=campaign.pk, now=timezone.now()) == 0
    assert set(Message.objects.values_list("state", "last_reply")) == {("CANCELLED", "Hoãn")}
    assert Message.objects.count() == 200
    with pytest.raises(IllegalTransition):
        steps.release_campaign(campaign=campaign, actor=actor, now=timezone.now())


def test_recipients_are_chosen_before_the_release(campaign, actor):
    add(campaign, actor, people(2))
    assert remove_recipients(campaign=campaign, recipients=None, actor=actor) == 2
    with pytest.raises(DomainError):
        steps.release_campaign(campaign=campaign, actor=actor, now=timezone.now())
    add(campaign, actor, people(1))
    release(campaign, actor)
    with pytest.raises(DomainError):
        add(campaign, actor, people(2))


def test_a_test_message_goes_to_the_tester_alone(campaign, actor):
    add(campaign, actor, people(1))
    send_test(campaign=campaign, address="me@example.org", actor=actor, now=timezone.now())
    message = Message.objects.get()
    assert (message.recipient, message.campaign) == ("me@example.org", None)
    assert message.subject.endswith("Mời Người 0")
    assert message.subject != "Mời Người 0"


# Reminders


def sent_long_ago(campaign):
    moment = timezone.now() - timedelta(days=3)
    Message.objects.filter(campaign=campaign).update(state="SENT", sent_at=moment)


def test_only_those_without_an_answer_are_reminded_and_once(actor):
    campaign = make(actor, asks_answer=True)
    add(campaign, actor, people(3))
    campaign = release(campaign, actor)
    sent_long_ago(campaign)
    Recipient.objects.filter(address="p0@example.org").update(
        answer="DECLINED", answered_at=timezone.now()
    )
    for expected in (2, 0):
        asked = remind_recipients(campaign=campaign, actor=actor, now=timezone.now())
        assert asked == expected
    run_jobs(campaign)
    reminders = Message.objects.filter(campaign=campaign, state="QUEUED")
    assert sorted(m.recipient for m in reminders) == ["p1@example.org", "p2@example.org"]
    assert all(m.subject.endswith("Mời Người " + m.recipient[1]) for m in reminders)
    assert ActivityEntry.objects.filter(verb="campaign.reminded").count() == 1


def test_who_answers_before_the_reminder_is_written_gets_none(actor):
    campaign = make(actor, asks_answer=True)
    add(campaign, actor, people(2))
    campaign = release(campaign, actor)
    sent_long_ago(campaign)
    remind_recipients(campaign=campaign, actor=actor, now=timezone.now())
    Recipient.objects.filter(address="p0@example.org").update(
        answer="ACCEPTED", answered_at=timezone.now()
    )
    run_jobs(campaign)
    assert Message.objects.get(campaign=campaign, state="QUEUED").recipient == "p1@example.org"
