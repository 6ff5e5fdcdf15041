"""Telling other programs: rows first, calls after, each signed, none to a private address."""

import hashlib
import hmac
import http.client
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import orjson
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from venues.models import PointDay, ReportingRule, Webhook, WebhookCall
from venues.rules import report_due, today_at
from venues.rules.webhooks import (
    MAX_ATTEMPTS,
    CallState,
    WebhookTopic,
    callable_url,
    public_address,
    wait_after,
)

BATCH = 20
LEASE = timedelta(seconds=90)
TIMEOUT = 5.0
LOOK_BACK_DAYS = 3


class NotCalled(Exception):
    """The call was not made or not taken; the text says why."""


@transaction.atomic
def add_webhook(*, name: str, url: str, topics: Iterable[str], actor: User) -> Webhook:
    """Tell a program about these topics from now on. Raises InvalidInput for its address."""
    if not callable_url(url):
        text = _("Enter an https address without user name or password.")
        raise InvalidInput(fields={"url": [text]})
    made = Webhook.objects.create(
        name=name.strip()[:120], url=url, topics=sorted(set(topics)), created_by=actor
    )
    record_activity(actor=actor, verb="webhook.added", obj=made, after={"url": url})
    return made


@transaction.atomic
def switch_webhook(*, webhook: Webhook, active: bool, actor: User) -> None:
    """Stop telling, or begin again; what waits meanwhile stays waiting."""
    found = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if found.active == active:
        return
    found.active = active
    found.save(update_fields=["active"])
    record_activity(
        actor=actor,
        verb="webhook.switched_on" if active else "webhook.switched_off",
        obj=found,
    )


@transaction.atomic
def test_webhook(*, webhook: Webhook, actor: User, now: datetime) -> WebhookCall:
    """Queue a test call."""
    record_activity(actor=actor, verb="webhook.tested", obj=webhook)
    return WebhookCall.objects.create(
        webhook=webhook,
        topic=WebhookTopic.TEST,
        key=f"test:{uuid4()}",
        payload={"topic": "test", "at": now.isoformat()},
        next_attempt_at=now,
    )


def tell_missing(*, now: datetime) -> int:
    """Queue a call for each expected report whose deadline has passed; once each. How many."""
    hooks = list(Webhook.objects.filter(active=True, topics__contains=[WebhookTopic.MISSING]))
    if not hooks:
        return 0
    today = today_at(now)
    kinds = dict(ReportingRule.objects.values_list("kind", "due_hours"))
    hours = settings.POINT_REPORT_DUE_HOURS
    longest = timedelta(hours=max([hours, *kinds.values()]))
    rows = PointDay.objects.filter(
        Q(stock_at=None) | Q(visitors_at=None),
        expected=True,
        day__gte=today - longest - timedelta(days=LOOK_BACK_DAYS),
        day__lte=today,
    ).values("point_id", "day", "stock_at", "visitors_at", "point__kind", "point__code")
    late: list[Any] = [
        row for row in rows if now > report_due(row["day"], kinds.get(row["point__kind"], hours))
    ]
    calls = [
        WebhookCall(
            webhook=hook,
            topic=WebhookTopic.MISSING,
            key=f"report.missing:{row['point_id']}:{row['day']}",
            payload={
                "topic": "report.missing",
                "point": row["point_id"],
                "code": row["point__code"],
                "day": row["day"].isoformat(),
                "missing": [name for name in ("stock", "visitors") if row[f"{name}_at"] is None],
            },
            next_attempt_at=now,
        )
        for row in late
        for hook in hooks
    ]
    WebhookCall.objects.bulk_create(calls, ignore_conflicts=True)
    return len(calls)


def send_due(*, now: datetime) -> int:
    """Make the calls that are due: claimed in a short transaction, called outside it, settled.

    A killed sender's calls come back when their lease ends, so a program may hear a thing twice;
    each call carries its id. Returns how many were delivered.
    """
    delivered = 0
    for call in _claim(now):
        try:
            answer, sent = post(call), True
        except NotCalled as reason:
            answer, sent = str(reason), False
        _settle(call, answer, sent, now)
        delivered += sent
    return delivered


@transaction.atomic
def _claim(now: datetime) -> list[WebhookCall]:
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    due = (
        WebhookCall.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(free, state=CallState.QUEUED, next_attempt_at__lte=now, webhook__active=True)
        .select_related("webhook")
        .order_by("next_attempt_at", "id")[:BATCH]
    )
    calls = list(due)
    WebhookCall.objects.filter(pk__in=[c.pk for c in calls]).update(lease_until=now + LEASE)
    return calls


def _settle(call: WebhookCall, answer: str, sent: bool, now: datetime) -> None:
    attempts = call.attempts + 1
    state = CallState.QUEUED if attempts < MAX_ATTEMPTS else CallState.FAILED
    WebhookCall.objects.filter(pk=call.pk).update(
        state=CallState.SENT if sent else state,
        attempts=attempts,
        lease_until=None,
        next_attempt_at=now + wait_after(attempts),
        answer=answer[:200],
    )


@dataclass(frozen=True)
class Target:
    """Where a call goes: the host it is for, and the address that was checked."""

    host: str
    port: int
    path: str
    address: str


def resolve(url: str) -> Target:
    """Look the host up and refuse unless every address it has is public.

    The connection is made to the address that was checked, so a name that changes its mind
    between the two look-ups leads nowhere. Hosts in WEBHOOK_ALLOWED_HOSTS are the office's own.
    """
    if not callable_url(url):
        raise NotCalled(_("This address is not called."))
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotCalled(_("The host was not found.")) from error
    addresses = [str(entry[4][0]) for entry in found]
    own = host in settings.WEBHOOK_ALLOWED_HOSTS
    if not addresses or not (own or all(public_address(one) for one in addresses)):
        raise NotCalled(_("This address is not on the open internet, so it is not called."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port, path, addresses[0])


class _Pinned(http.client.HTTPSConnection):
    """HTTPS to an address that was checked, for the host whose certificate it must show."""

    def __init__(self, target: Target) -> None:
        self._context_used = ssl.create_default_context(cafile=settings.WEBHOOK_CA_FILE or None)
        super().__init__(target.host, target.port, timeout=TIMEOUT, context=self._context_used)
        self._address = target.address

    def connect(self) -> None:
        bare = socket.create_connection((self._address, self.port), TIMEOUT)
        self.sock = self._context_used.wrap_socket(bare, server_hostname=self.host)


def post(call: WebhookCall) -> str:
    """Make one call; no redirect is followed. Raises NotCalled with the reason."""
    target = resolve(call.webhook.url)
    body = orjson.dumps({"id": call.pk, **call.payload})
    signature = hmac.new(call.webhook.secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "hoicho-webhook",
        "X-Hoicho-Topic": call.topic,
        "X-Hoicho-Signature": f"sha256={signature}",
    }
    connection = _Pinned(target)
    try:
        connection.request("POST", target.path, body, headers)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotCalled(type(error).__name__) from error
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise NotCalled(f"HTTP {status}")
    return f"HTTP {status}"
