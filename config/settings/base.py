"""Settings shared by every environment; each value that differs comes from the environment."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.settings.values import Env

BASE_DIR = Path(__file__).resolve().parents[2]
env = Env()


def database_config(url: str) -> dict:
    """Django's database entry for a PostgreSQL URL; any other engine is refused by name."""
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL database (postgres://…).")
    try:
        config = env.db_url_config(url)
    except Exception as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from error
    config["ENGINE"] = "common.postgresql"
    config["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    config["CONN_HEALTH_CHECKS"] = True
    config.setdefault("OPTIONS", {})["application_name"] = "hoicho"
    return config


def redis_url(url: str) -> str:
    """The broker and cache URL; only Redis or Valkey is accepted."""
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("REDIS_URL must start with redis://, rediss:// or unix://.")
    return url


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
        env.required("DATABASE_URL", "the PostgreSQL database, postgres://user:password@host/name")
    )
}
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
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14  # the longest time, used or not
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=60 * 60 * 24 * 2)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "common.handlers.csrf_failure"

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

# Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.validators.RoleLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "10/5m/ip,10/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    "change_password": "10/m/user",
}
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
PASSWORD_RESET_SECONDS = 0.3  # each answer takes this long, whether the address is known or not
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.forms.ActivateTOTPForm",
}
MFA_TOTP_ISSUER = "Hội Chợ"
SECOND_FACTOR_REQUIRED_ROLES = env.list("SECOND_FACTOR_REQUIRED_ROLES", default=[])

# Language and time
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English")), ("fr", _("French"))]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

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

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["common.drf.transport.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.drf.transport.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "common.drf.paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "common.drf.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": [
        "common.drf.throttles.AnonymousThrottle",
        "common.drf.throttles.PersonThrottle",
        "common.drf.throttles.BulkThrottle",
    ],
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "EXCEPTION_HANDLER": "common.drf.transport.problem_details",
    "PAGE_SIZE": 25,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}
# Requests and seconds, by caller: people by account, others by address.
THROTTLE_RATES = {
    "anonymous": (env.int("THROTTLE_ANONYMOUS", default=240), 60),
    "person": (env.int("THROTTLE_PERSON", default=1200), 60),
    "sign_in": (env.int("THROTTLE_SIGN_IN", default=30), 60),
    "bulk": (env.int("THROTTLE_BULK", default=20), 60),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hội Chợ API",
    "VERSION": "1",
    "DESCRIPTION": (
        "Fairs, seminars, booths and showcase points of a city's OCOP programme.\n\n"
        "Every refusal is a problem document (RFC 9457) with a stable `code`; its `type` leads to "
        "a page that says what the code means and what to do: [all codes](/problems/)."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # A set of values that has no name here is named by its labels: otherwise in each language.
    "ENUM_NAME_OVERRIDES": {
        "AmendmentStateEnum": "venues.rules.AmendmentState",
        "AnomalyStateEnum": "venues.rules.anomalies.AnomalyState",
        "AnswerEnum": "notifications.rules.Answer",
        "ApplicationStateEnum": "fairs.rules.states.ApplicationState",
        "BounceOutcomeEnum": "notifications.rules.BounceOutcome",
        "CampaignStateEnum": "notifications.rules.CampaignState",
        "ConsentActEnum": "notifications.rules.ConsentAct",
        "ConsentChannelEnum": "notifications.rules.ConsentChannel",
        "DeliveryStateEnum": "venues.rules.DeliveryState",
        "DocumentStateEnum": "notifications.rules.DocumentState",
        "FairStateEnum": "fairs.rules.states.FairState",
        "GivenAnswerEnum": "notifications.rules.GIVEN_ANSWERS",
        "JobStateEnum": "notifications.rules.JobState",
        "LanguageEnum": LANGUAGES,
        "MemberRoleEnum": "exhibitors.rules.MemberRole",
        "MessageKindEnum": "notifications.rules.MessageKind",
        "MessageStateEnum": "notifications.rules.MessageState",
        "PersonStandingEnum": "accounts.rules.Standing",
        "PlanStateEnum": "fairs.rules.states.PlanState",
        "PointKindEnum": "venues.rules.PointKind",
        "PointStateEnum": "venues.rules.PointState",
        "ProducerKindEnum": "exhibitors.rules.ProducerKind",
        "ProducerStateEnum": "exhibitors.rules.ProducerState",
        "ProductGroupEnum": "exhibitors.rules.ProductGroup",
        "ProductStandingEnum": "exhibitors.rules.Standing",
        "RegistrationStateEnum": "fairs.rules.states.RegistrationState",
        "RoleEnum": "accounts.rules.Role",
        "SeminarStateEnum": "fairs.rules.states.SeminarState",
        "SkipEnum": "notifications.rules.Skip",
        "VenueKindEnum": "venues.rules.VenueKind",
    },
}
KNOX_TOKEN_MODEL = "accounts.ApiToken"
MIGRATION_MODULES = {"knox": None}  # its own table of tokens is replaced by ours
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": None}

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

# Programme rules that differ by city or decision; figures of ../docs/domain.md
CERTIFICATE_VALID_MONTHS = env.int("CERTIFICATE_VALID_MONTHS", default=36)
CERTIFICATE_WARNING_DAYS = [90, 60, 30]
# A showcase point's daily report is on time until this many hours after the day began.
POINT_REPORT_DUE_HOURS = env.int("POINT_REPORT_DUE_HOURS", default=36)
# Its manager is reminded from this many hours after the day began; the office is told of points
# that were silent for so many expected days.
POINT_REMIND_HOURS = env.int("POINT_REMIND_HOURS", default=19)
POINT_ESCALATE_DAYS = env.int("POINT_ESCALATE_DAYS", default=3)
# Monthly reports of the month before are made on this day.
POINT_MONTHLY_DAY = env.int("POINT_MONTHLY_DAY", default=5)
# Calls to other programs: hosts of the office that may have private addresses, and the
# certificate authority of its own where it has one.
WEBHOOK_ALLOWED_HOSTS = env.list("WEBHOOK_ALLOWED_HOSTS", default=[])
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", default="")
ORGANISING_OFFICE = env.str("ORGANISING_OFFICE", default="")
# Official letters; what is left empty is not printed.
LETTER_PARENT = env.str("LETTER_PARENT", default="")  # the authority above the office
LETTER_PLACE = env.str("LETTER_PLACE", default="")
LETTER_SIGNER_TITLE = env.str("LETTER_SIGNER_TITLE", default="")
LETTER_SIGNER_NAME = env.str("LETTER_SIGNER_NAME", default="")
DEMO = False  # whether pages say that their data is a demonstration

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
