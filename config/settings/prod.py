"""Production: every secret from the environment, TLS only, second factor for the office."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
LANGUAGE_COOKIE_SECURE = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT}
SECOND_FACTOR_REQUIRED_ROLES = env.list(
    "SECOND_FACTOR_REQUIRED_ROLES", default=["ORGANISER", "REVIEWER"]
)
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set: the host names this site answers to.")
ORGANISING_OFFICE = env.required("ORGANISING_OFFICE", "the office named on letters and reports")
DEFAULT_FROM_EMAIL = env.required("DEFAULT_FROM_EMAIL", "the sender of every message")
