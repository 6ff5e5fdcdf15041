"""Settings shared by every environment; each value that differs comes from the environment."""

from pathlib import Path

from csp.constants import NONE, SELF

from config.settings.values import Env, database_config, redis_url, scanner_url

from .delivery import *
from .language import *
from .programme import *
from .rest import *
from .sign_in import *

BASE_DIR = Path(__file__).resolve().parents[2]
env = Env()

VAR_DIR = Path(env.str("HOICHO_VAR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = False
SECRET_KEY = env.secret("SECRET_KEY", "a long random text that signs sessions and links")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
SITE_URL = env.site("SITE_URL", default="http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = env.sites("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "fairs",
    "venues",
    "exhibitors",
    "notifications",
    "accounts",
    "common",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "knox",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "common.middleware.HostileInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "common.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "common.middleware.SessionLimitsMiddleware",
    "common.middleware.RequestLogMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "common.middleware.HtmxRedirectMiddleware",
    "common.middleware.PrivatePagesMiddleware",
    "common.middleware.DomainErrorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
FORM_RENDERER = "common.forms.FormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.navigation",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "common.templatetags.hoicho",
            ],
        },
    }
]

DATABASES = {
    "default": database_config(
        env,
        env.required("DATABASE_URL", "the PostgreSQL database, postgres://user:password@host/name"),
    )
}
# The role that the application runs under, where it is not the owner of the tables: `prepare`,
# which connects as the owner, makes it and gives it its rights.
DATABASE_RUNTIME_ROLE = env.str("DATABASE_RUNTIME_ROLE", default="")
DATABASE_RUNTIME_PASSWORD = env.str("DATABASE_RUNTIME_PASSWORD", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = redis_url(env.required("REDIS_URL", "the Redis or Valkey server, redis://host:6379/0"))
CACHES = {
    "default": {
        "BACKEND": "common.cache.ForgettingCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hoicho",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
}
# Celery: rows in the database are the truth, tasks are hints, so results are not stored.
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ACKS_LATE = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 10}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2}
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"

# Static files: vendor assets are built from installed packages into VAR_DIR/assets.
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
ASSETS_DIR = VAR_DIR / "assets"
STATICFILES_DIRS = [ASSETS_DIR]
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]  # `prepare` makes that folder
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "config.staticfiles.AppFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "media"},
    },
    "staticfiles": {"BACKEND": "config.staticfiles.ManifestStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
MAX_REQUEST_BYTES = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
# What one person may send a day, and the virus scanner that sees it first where there is one.
UPLOAD_BYTES_PER_DAY = env.int("UPLOAD_BYTES_PER_DAY", default=200 * 1024 * 1024)
UPLOAD_FILES_PER_DAY = env.int("UPLOAD_FILES_PER_DAY", default=500)
CLAMD_URL = scanner_url(env.str("CLAMD_URL", default=""))

# Headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="mailto:security@example.org")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
