"""What leaves the house (docs/delivery.md): mail, the outbox, advertising, jobs."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from config.settings.values import Env

env = Env()

# Mail: every message becomes an outbox row first; only mail workers speak SMTP.
EMAIL_BACKEND = "notifications.backend.OutboxBackend"
EMAIL_HOST = env.required("EMAIL_HOST", "the SMTP server that takes outgoing mail")
EMAIL_PORT = env.int("EMAIL_PORT", default=25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=False)
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Hội Chợ <no-reply@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_CATCHER_DIR: Path | None = None

# The outbox (docs/delivery.md). Leases must outlast the time-outs they cover.
OUTBOX_BATCH = env.int("OUTBOX_BATCH", default=50)
OUTBOX_TASK_SECONDS = env.float("OUTBOX_TASK_SECONDS", default=30)
OUTBOX_CONNECT_TIMEOUT = env.float("OUTBOX_CONNECT_TIMEOUT", default=30)
OUTBOX_COMMAND_TIMEOUT = env.float("OUTBOX_COMMAND_TIMEOUT", default=120)
OUTBOX_DOT_TIMEOUT = env.float("OUTBOX_DOT_TIMEOUT", default=600)
OUTBOX_LEASE_SECONDS = env.float("OUTBOX_LEASE_SECONDS", default=900)
OUTBOX_SENDING_LEASE_SECONDS = env.float("OUTBOX_SENDING_LEASE_SECONDS", default=900)
OUTBOX_OUTAGE_SECONDS = env.float("OUTBOX_OUTAGE_SECONDS", default=600)
OUTBOX_MAX_ATTEMPTS = env.int("OUTBOX_MAX_ATTEMPTS", default=8)
OUTBOX_RETRY_SECONDS = env.float("OUTBOX_RETRY_SECONDS", default=60)
OUTBOX_RETRY_MAX_SECONDS = env.float("OUTBOX_RETRY_MAX_SECONDS", default=4 * 3600)
OUTBOX_RELAY_RETRY_SECONDS = env.float("OUTBOX_RELAY_RETRY_SECONDS", default=5)
OUTBOX_RELAY_RETRY_MAX_SECONDS = env.float("OUTBOX_RELAY_RETRY_MAX_SECONDS", default=300)
OUTBOX_DOMAIN_FAILURES = env.int("OUTBOX_DOMAIN_FAILURES", default=5)
OUTBOX_DOMAIN_PER_MINUTE = env.int("OUTBOX_DOMAIN_PER_MINUTE", default=0)
OUTBOX_ATTACHMENT_CACHE_BYTES = env.int("OUTBOX_ATTACHMENT_CACHE_BYTES", default=20_000_000)
OUTBOX_VERP_DOMAIN = env.str("OUTBOX_VERP_DOMAIN", default="")
# How often the sweeps run that need no hint.
OUTBOX_HINT_SECONDS = env.float("OUTBOX_HINT_SECONDS", default=10)
OUTBOX_RECONCILE_SECONDS = env.float("OUTBOX_RECONCILE_SECONDS", default=15)
# Where a mail server keeps its log, or what prints it, to settle uncertain messages.
OUTBOX_RELAY_LOG_FILE = env.str("OUTBOX_RELAY_LOG_FILE", default="")
OUTBOX_RELAY_LOG_COMMAND = env.str("OUTBOX_RELAY_LOG_COMMAND", default="")
OUTBOX_RELAY_LOG_GRACE_SECONDS = env.float("OUTBOX_RELAY_LOG_GRACE_SECONDS", default=120)
# Returned mail reported over HTTP; empty shuts the door.
BOUNCE_WEBHOOK_SECRET = env.str("BOUNCE_WEBHOOK_SECRET", default="")
# Advertising mail (docs/delivery.md): what the law asks, and the most one address gets a day.
ADVERTISING_PREFIX = env.str("ADVERTISING_PREFIX", default="[QC]")
CAMPAIGN_REMINDER_HOURS = env.int("CAMPAIGN_REMINDER_HOURS", default=24)
ADVERTISING_PER_DAY = env.int("ADVERTISING_PER_DAY", default=1)
if OUTBOX_SENDING_LEASE_SECONDS <= OUTBOX_DOT_TIMEOUT + OUTBOX_COMMAND_TIMEOUT:
    raise ImproperlyConfigured(
        "OUTBOX_SENDING_LEASE_SECONDS must exceed OUTBOX_DOT_TIMEOUT + OUTBOX_COMMAND_TIMEOUT."
    )
# Whether this installation may fill its outbox with messages to nobody (never in production).
TRIAL_CAMPAIGNS = False

# Jobs
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", default=60)
JOB_SILENT_SECONDS = env.float("JOB_SILENT_SECONDS", default=1800)
JOB_PROGRESS_SECONDS = env.float("JOB_PROGRESS_SECONDS", default=0.5)
JOB_MAX_ATTEMPTS = env.int("JOB_MAX_ATTEMPTS", default=5)
