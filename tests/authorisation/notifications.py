"""Matrix of messages, the outbox, jobs, documents and the mail catcher."""

from django.conf import settings
from django.utils import timezone

from notifications.models import (
    Bounce,
    Campaign,
    ConsentEntry,
    Job,
    Message,
    OutboxSwitch,
    Recipient,
    RecipientUpload,
)
from notifications.services.links import answer_link, stop_link
from tests.authorisation.matrix import Case, everybody
from tests.factories.notifications import (
    BounceFactory,
    JobFactory,
    MessageFactory,
    RecipientFactory,
    document,
    written_campaign,
)

CAUGHT = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: S\r\n\r\nText\r\n"
ABSENT = 987654321


def build(world):
    users = world["users"]
    world["message"] = MessageFactory(state="UNCERTAIN", next_attempt_at=timezone.now())
    world["queued"] = MessageFactory(message_id=f"<{32 * 'a'}@example.org>")
    world["job"] = JobFactory(created_by=users["producer"])
    world["failed_job"] = JobFactory(created_by=users["producer"], state="FAILED")
    world["document"] = document(actor=users["producer"])
    world["campaign"] = written_campaign()
    world["moving"] = written_campaign(state="UNDER_WAY", revision=2)
    world["recipient"] = RecipientFactory(
        campaign=world["moving"], revision=1, message=MessageFactory(campaign=world["moving"])
    )
    RecipientUpload.objects.create(
        campaign=world["campaign"],
        filename="a.xlsx",
        added=0,
        known=0,
        errors=[{"row": 2, "code": "address", "cells": ["x", None, None, None, None]}],
    )
    world["bounce"] = BounceFactory()
    settings.MAIL_CATCHER_DIR.mkdir(parents=True, exist_ok=True)
    (settings.MAIL_CATCHER_DIR / "matrix.eml").write_bytes(CAUGHT)


def page(status=200, denied=403):
    """A page of organisers: sign-in for strangers, refusal for everybody else."""
    return everybody(denied, organiser=status, anonymous=302)


def api(status=200, denied=403):
    return everybody(denied, organiser=status, anonymous=401)


def mine(status=200, anonymous=302, absent=404):
    """Own to the producer; nobody else but organisers knows that it exists."""
    return everybody(absent, producer=status, organiser=status, anonymous=anonymous)


def signed_in(status=200, anonymous=302):
    return everybody(status, anonymous=anonymous)


def of(name):
    return lambda world: {"pk": world[name].pk}


def nothing(world):
    return {"pk": ABSENT}


def token(world):
    return {"token": world["document"].verify_token}


def states(world):
    return (
        list(Message.objects.order_by("pk").values_list("state", flat=True)),
        list(Job.objects.order_by("pk").values_list("state", "cancel_requested")),
        OutboxSwitch.objects.filter(paused_at__isnull=False).count(),
        list(Campaign.objects.order_by("pk").values_list("state", "version", "paused_at")),
        list(Recipient.objects.order_by("pk").values_list("answer", "revoked_at", "reminders")),
        list(Bounce.objects.order_by("pk").values_list("outcome")),
        ConsentEntry.objects.count(),
    )


def write(route, expect, obj="none", kwargs=lambda world: {}, data=lambda world: {}):
    return Case(route, "POST", expect, obj, kwargs, data, unchanged=states)


def last_part(link):
    return {"token": link.rstrip("/").rpartition("/")[2]}


def answer_token(world):
    return last_part(answer_link(world["recipient"]))


def stop_token(world):
    return last_part(stop_link(world["queued"].message_id))


def campaign_form(world):
    return {
        "name": "Đợt 2",
        "kind": "SERVICE",
        "subject_vi": "Thư mời",
        "body_vi": "Kính gửi {name},",
        "version": 1,
    }


def campaign_body(world):
    texts = [{"language": "vi", "subject": "Thư mời", "body": "Kính gửi {name},"}]
    return {"name": "Đợt 2", "texts": texts}


def consent(world):
    return {
        "address": "a@example.org",
        "act": "GRANTED",
        "channel": "PAPER",
        "occurred_at": "2026-01-05T08:00",
    }


CAMPAIGN_PAGES = [
    case
    for step, name in (
        ("release", "campaign"),
        ("rewrite", "moving"),
        ("pause", "moving"),
        ("resume", "moving"),
        ("cancel", "moving"),
        ("remind", "moving"),
        ("test", "campaign"),
    )
    for case in (
        write(
            f"notifications:campaign_{step}",
            page(302),
            "foreign",
            of(name),
            lambda world: {"address": "a@example.org"},
        ),
        write(f"notifications:campaign_{step}", page(404), "absent", nothing),
        write(
            f"api:campaign-{step}",
            api(),
            "foreign",
            of(name),
            lambda world, step=step: {"address": "a@example.org"} if step == "test" else {},
        ),
        write(f"api:campaign-{step}", api(404), "absent", nothing),
    )
]
CASES = [
    # Campaigns
    *CAMPAIGN_PAGES,
    Case("notifications:campaigns", "GET", page()),
    Case("notifications:campaign_new", "GET", page()),
    write("notifications:campaign_new", page(302), data=campaign_form),
    Case("notifications:campaign", "GET", page(), "foreign", of("campaign")),
    Case("notifications:campaign", "GET", page(404), "absent", nothing),
    Case("notifications:campaign_progress", "GET", page(), "foreign", of("campaign")),
    Case("notifications:campaign_progress", "GET", page(404), "absent", nothing),
    Case("notifications:campaign_edit", "GET", page(), "foreign", of("campaign")),
    write("notifications:campaign_edit", page(302), "foreign", of("campaign"), campaign_form),
    Case("notifications:campaign_edit", "GET", page(404), "absent", nothing),
    Case("notifications:recipients", "GET", page(), "foreign", of("campaign")),
    Case("notifications:recipients", "GET", page(404), "absent", nothing),
    Case("notifications:recipients_template", "GET", page()),
    Case("notifications:recipients_upload", "GET", page(), "foreign", of("campaign")),
    write("notifications:recipients_upload", page(200), "foreign", of("campaign")),
    Case("notifications:recipients_upload", "GET", page(404), "absent", nothing),
    Case("notifications:recipients_errors", "GET", page(), "foreign", of("campaign")),
    Case("notifications:recipients_errors", "GET", page(404), "absent", nothing),
    Case("notifications:recipient", "GET", page(), "foreign", of("recipient")),
    Case("notifications:recipient", "GET", page(404), "absent", nothing),
    write(
        "notifications:recipient_steer",
        page(302),
        "foreign",
        of("recipient"),
        lambda world: {"step": "ACCEPTED"},
    ),
    write("notifications:recipient_steer", page(404), "absent", nothing),
    Case("api:campaign-list", "GET", api()),
    write("api:campaign-list", api(201), data=campaign_body),
    Case("api:campaign-detail", "GET", api(), "foreign", of("campaign")),
    Case("api:campaign-detail", "GET", api(404), "absent", nothing),
    Case(
        "api:campaign-detail",
        "PUT",
        api(),
        "foreign",
        of("campaign"),
        lambda world: {**campaign_body(world), "version": 1},
        unchanged=states,
    ),
    Case("api:recipient-list", "GET", api(), "foreign", of("campaign")),
    write(
        "api:recipient-list",
        api(201),
        "foreign",
        of("campaign"),
        lambda world: {"recipients": [{"address": "an@example.org"}]},
    ),
    Case("api:recipient-list", "GET", api(404), "absent", nothing),
    write(
        "api:recipient-answer",
        api(),
        "foreign",
        of("recipient"),
        lambda world: {"answer": "ACCEPTED"},
    ),
    write("api:recipient-answer", api(404), "absent", nothing),
    write("api:recipient-revoke", api(), "foreign", of("recipient")),
    write("api:recipient-revoke", api(404), "absent", nothing),
    # Personal links: the token is the key, whoever holds it
    Case("notifications:answer", "GET", everybody(200), "foreign", answer_token),
    Case(
        "notifications:answer",
        "POST",
        everybody(302),
        "foreign",
        answer_token,
        lambda world: {"answer": "ACCEPTED", "party_size": "2"},
    ),
    Case("notifications:answer", "GET", everybody(404), "absent", lambda w: {"token": "x"}),
    Case("notifications:stop", "GET", everybody(200), "foreign", stop_token),
    Case("notifications:stop", "POST", everybody(200), "foreign", stop_token),
    Case("notifications:stop", "GET", everybody(404), "absent", lambda w: {"token": "x"}),
    # Returned mail, refused mail, consents
    Case("notifications:refused", "GET", page()),
    Case("notifications:bounces", "GET", page()),
    write(
        "notifications:bounce_settle",
        page(302),
        "foreign",
        of("bounce"),
        lambda world: {"outcome": "CORRECTED"},
    ),
    write("notifications:bounce_settle", page(404), "absent", nothing),
    Case("notifications:consents", "GET", page()),
    Case("notifications:consent_new", "GET", page()),
    write("notifications:consent_new", page(302), data=consent),
    Case("api:bounce-list", "GET", api()),
    write(
        "api:bounce-settle",
        api(),
        "foreign",
        of("bounce"),
        lambda world: {"outcome": "CORRECTED"},
    ),
    write("api:bounce-settle", api(404), "absent", nothing),
    Case("api:bounce-report", "POST", everybody(404), note="no secret is set", unchanged=states),
    Case("api:consent-list", "GET", api()),
    write(
        "api:consent-list",
        api(201),
        data=lambda world: {**consent(world), "occurred_at": "2026-01-05T08:00:00+07:00"},
    ),
    # Messages and the outbox
    Case("notifications:messages", "GET", page()),
    Case("notifications:message", "GET", page(), "foreign", of("message")),
    Case("notifications:message", "GET", page(404), "absent", nothing),
    write("notifications:message_resend", page(302), "foreign", of("message")),
    write("notifications:message_resend", page(404), "absent", nothing),
    write("notifications:message_count_as_sent", page(302), "foreign", of("message")),
    write("notifications:message_count_as_sent", page(404), "absent", nothing),
    write("notifications:message_cancel", page(302), "foreign", of("queued")),
    write("notifications:message_cancel", page(404), "absent", nothing),
    write("notifications:retry_refused", page(302)),
    Case("notifications:outbox", "GET", page()),
    write("notifications:outbox_pause", page(302), data=lambda world: {"reason": "thử"}),
    write("notifications:outbox_resume", page(302)),
    Case("api:message-list", "GET", api()),
    Case("api:message-detail", "GET", api(), "foreign", of("message")),
    Case("api:message-detail", "GET", api(404), "absent", nothing),
    write("api:message-resend", api(), "foreign", of("message")),
    write("api:message-resend", api(404), "absent", nothing),
    write("api:message-count-as-sent", api(), "foreign", of("message")),
    write("api:message-count-as-sent", api(404), "absent", nothing),
    write("api:message-cancel", api(), "foreign", of("queued")),
    write("api:message-cancel", api(404), "absent", nothing),
    Case("api:outbox-detail", "GET", api()),
    write("api:outbox-pause", api(), data=lambda world: {"reason": "thử"}),
    write("api:outbox-resume", api()),
    # Jobs
    Case("notifications:jobs", "GET", signed_in()),
    Case("notifications:job", "GET", mine(), "own", of("job")),
    Case("notifications:job", "GET", mine(404), "absent", nothing),
    Case("notifications:job_progress", "GET", mine(), "own", of("job")),
    Case("notifications:job_progress", "GET", mine(404), "absent", nothing),
    write("notifications:job_cancel", mine(302), "own", of("job")),
    write("notifications:job_cancel", mine(404), "absent", nothing),
    write("notifications:job_retry", mine(302), "own", of("failed_job")),
    write("notifications:job_retry", mine(404), "absent", nothing),
    Case("api:job-list", "GET", signed_in(anonymous=401)),
    Case("api:job-detail", "GET", mine(anonymous=401), "own", of("job")),
    Case("api:job-detail", "GET", mine(404, anonymous=401), "absent", nothing),
    write("api:job-cancel", mine(anonymous=401), "own", of("job")),
    write("api:job-cancel", mine(404, anonymous=401), "absent", nothing),
    write("api:job-retry", mine(anonymous=401), "own", of("failed_job")),
    write("api:job-retry", mine(404, anonymous=401), "absent", nothing),
    # Documents
    Case("notifications:documents", "GET", signed_in()),
    Case("notifications:document", "GET", mine(), "own", of("document")),
    Case("notifications:document", "GET", mine(404), "absent", nothing),
    Case("notifications:document_download", "GET", mine(), "own", of("document")),
    Case("notifications:document_download", "GET", mine(404), "absent", nothing),
    Case("api:document-list", "GET", signed_in(anonymous=401)),
    Case("api:document-detail", "GET", mine(anonymous=401), "own", of("document")),
    Case("api:document-detail", "GET", mine(404, anonymous=401), "absent", nothing),
    Case("api:document-download", "GET", mine(anonymous=401), "own", of("document")),
    Case("api:document-download", "GET", mine(404, anonymous=401), "absent", nothing),
    Case("notifications:verify", "GET", everybody(200), "foreign", token),
    Case("notifications:verify", "GET", everybody(404), "absent", lambda w: {"token": "x"}),
    Case("api:document-verify", "GET", everybody(200), "foreign", token),
    Case("api:document-verify", "GET", everybody(404), "absent", lambda w: {"token": "x"}),
    # Caught mail (development only; 404 where no catcher is configured)
    Case("notifications:caught_mails", "GET", everybody(200)),
    Case("notifications:caught_mail", "GET", everybody(200), kwargs=lambda w: {"name": "matrix"}),
    Case("notifications:caught_mail", "GET", everybody(404), "absent", lambda w: {"name": "no"}),
    Case("notifications:caught_source", "GET", everybody(200), kwargs=lambda w: {"name": "matrix"}),
    Case(
        "notifications:caught_file",
        "GET",
        everybody(404),
        "absent",
        lambda w: {"name": "matrix", "index": 0},
    ),
]
