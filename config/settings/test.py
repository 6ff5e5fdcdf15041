"""The test suite: real PostgreSQL and Valkey, plain static files, fast password hashing."""

import os

os.environ.setdefault("SECRET_KEY", "test-only-key-that-is-long-enough-to-sign-whatever-is-signed")
os.environ.setdefault("EMAIL_HOST", "127.0.0.1")
os.environ.setdefault("EMAIL_PORT", "1")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("DATABASE_URL", "postgres://hoicho@/hoicho")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:6379/0")

from .base import *

# Tests with real processes empty their database afterwards, append-only tables included.
DATABASES["default"]["OPTIONS"]["options"] = "-c hoicho.may_truncate=on"

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
MAIL_CATCHER_DIR = VAR_DIR / "mail"
# Single tests send thousands of requests; the limits have tests of their own.
THROTTLE_RATES = {name: (1_000_000, seconds) for name, (_, seconds) in THROTTLE_RATES.items()}
PASSWORD_RESET_SECONDS = 0.02
STEP_UP_SECONDS = 6 * 3600  # a story on a busy machine outlasts ten minutes
TRIAL_CAMPAIGNS = True
