"""`./run` on a laptop or a bare machine: everything local, mail caught and readable."""

import os

os.environ.setdefault("SECRET_KEY", "development-only-key-that-is-never-used-in-production")
os.environ.setdefault("EMAIL_HOST", "127.0.0.1")
os.environ.setdefault("EMAIL_PORT", "1025")
os.environ.setdefault("LOG_LEVEL", "WARNING")
# A mail server on the desk answers at once: what a killed worker left is settled in a minute.
os.environ.setdefault("OUTBOX_CONNECT_TIMEOUT", "10")
os.environ.setdefault("OUTBOX_COMMAND_TIMEOUT", "20")
os.environ.setdefault("OUTBOX_DOT_TIMEOUT", "30")
os.environ.setdefault("OUTBOX_LEASE_SECONDS", "30")
os.environ.setdefault("OUTBOX_SENDING_LEASE_SECONDS", "60")
os.environ.setdefault("OUTBOX_RETRY_SECONDS", "5")
os.environ.setdefault("OUTBOX_RETRY_MAX_SECONDS", "60")
os.environ.setdefault("OUTBOX_RELAY_RETRY_SECONDS", "1")
os.environ.setdefault("OUTBOX_RELAY_RETRY_MAX_SECONDS", "15")
os.environ.setdefault("OUTBOX_MAX_ATTEMPTS", "20")

from .base import *

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
MAIL_CATCHER_DIR = VAR_DIR / "mail" if EMAIL_HOST in ("127.0.0.1", "localhost") else None
ORGANISING_OFFICE = env.str(
    "ORGANISING_OFFICE", default="Văn phòng Điều phối nông thôn mới Hà Nội (bản trình diễn)"
)
DEMO = env.bool("DEMO", default=True)
TRIAL_CAMPAIGNS = True
