"""Calls to other programs: what is told, which addresses are never called, when to try again."""

import ipaddress
from datetime import timedelta
from urllib.parse import urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

MAX_ATTEMPTS = 10
WAITS = (1, 5, 30, 120, 360)  # minutes; the last one repeats
LONGEST_URL = 500


class WebhookTopic(TextChoices):
    LOW = "line.low", _("A product runs low")
    MISSING = "report.missing", _("A report is missing after its deadline")
    TEST = "test", _("Test call")


class CallState(TextChoices):
    QUEUED = "QUEUED", _("Waiting")
    SENT = "SENT", _("Delivered")
    FAILED = "FAILED", _("Given up")


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts."""
    return timedelta(minutes=WAITS[min(attempts, len(WAITS)) - 1])


def callable_url(url: str) -> bool:
    """https, a host, no user or password, no port but 443 or above 1023, and no fragment."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = parts.scheme == "https" and bool(parts.hostname) and len(url) <= LONGEST_URL
    safe_port = port is None or port == 443 or port > 1023
    return plain and safe_port and "@" not in parts.netloc and not parts.fragment


def public_address(address: str) -> bool:
    """Whether an IP address is on the open internet: not private, loopback or reserved."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast
