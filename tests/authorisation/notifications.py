"""Matrix of messages, the outbox, jobs, documents and the mail catcher."""

from django.conf import settings
from django.utils import timezone

from notifications.models import Job, Message, OutboxSwitch
from tests.authorisation.matrix import Case, everybody
from tests.factories.notifications import JobFactory, MessageFactory, document

CAUGHT = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: S\r\n\r\nText\r\n"
ABSENT = 987654321


def build(world):
    users = world["users"]
    world["message"] = MessageFactory(state="UNCERTAIN", next_attempt_at=timezone.now())
    world["queued"] = MessageFactory()
    world["job"] = JobFactory(created_by=users["producer"])
    world["failed_job"] = JobFactory(created_by=users["producer"], state="FAILED")
    world["document"] = document(actor=users["producer"])
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
    )


def write(route, expect, obj="none", kwargs=lambda world: {}, data=lambda world: {}):
    return Case(route, "POST", expect, obj, kwargs, data, unchanged=states)


CASES = [
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
