"""Settling uncertain messages by what the relay's own log says of their Message-ID.

`RelayLog` is the interface; `PostfixLog` reads Postfix's log from a file or from a command.
"""

import re
import shlex
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.services import record_activity
from notifications.models import Message
from notifications.rules import MessageState
from notifications.services.hints import wake_mail
from notifications.services.jobs import db_now

log = structlog.get_logger(__name__)

COMMAND_SECONDS = 60
MOST = 500


class RelayLog(Protocol):
    """What a relay remembers. `taken` names those of `wanted` it accepted for delivery;
    `covers` tells whether it would know of every message it accepted in that span."""

    taken: set[str]

    def covers(self, since: datetime, until: datetime) -> bool: ...


_ISO = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))\s")
_SYSLOG = re.compile(r"([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)\s")
_ID = re.compile(r"postfix[^ ]*/cleanup\[\d+\]: (\w+): message-id=(<[^>]+>)")
_QUEUED = re.compile(r"postfix[^ ]*/qmgr\[\d+\]: (\w+): from=<.*queue active")


class PostfixLog:
    """Postfix notes the Message-ID before it answers the dot, `queue active` once it took it."""

    def __init__(self, lines: Iterable[str], wanted: set[str], now: datetime) -> None:
        self.taken: set[str] = set()
        self._now = now
        self._first: datetime | None = None
        self._last: datetime | None = None
        of_queue_id: dict[str, str] = {}
        for line in lines:
            moment = self._moment(line)
            if moment is not None:
                self._first, self._last = self._first or moment, moment
            if (found := _ID.search(line)) and found[2] in wanted:
                of_queue_id[found[1]] = found[2]
            elif (queued := _QUEUED.search(line)) and queued[1] in of_queue_id:
                self.taken.add(of_queue_id[queued[1]])

    def covers(self, since: datetime, until: datetime) -> bool:
        if self._first is None or self._last is None:
            return False
        return self._first <= since and self._last >= until

    def _moment(self, line: str) -> datetime | None:
        """When a line was written; the old form has no year and is in local time."""
        if found := _ISO.match(line):
            return datetime.fromisoformat(found[1])
        if not (found := _SYSLOG.match(line)):
            return None
        try:
            bare = datetime.strptime(f"{self._now.year} {found[1]}", "%Y %b %d %H:%M:%S")  # noqa: DTZ007
        except ValueError:
            return None
        moment = bare.replace(tzinfo=timezone.get_default_timezone())
        if moment > self._now + timedelta(days=1):  # December read in January
            moment = moment.replace(year=moment.year - 1)
        return moment.astimezone(UTC)


def configured_lines() -> Iterator[str] | None:
    """The log's lines from OUTBOX_RELAY_LOG_FILE or _COMMAND; None when neither is set."""
    if settings.OUTBOX_RELAY_LOG_FILE:
        return _of_file(settings.OUTBOX_RELAY_LOG_FILE)
    if settings.OUTBOX_RELAY_LOG_COMMAND:
        return _of_command(settings.OUTBOX_RELAY_LOG_COMMAND)
    return None


def _of_file(path: str) -> Iterator[str]:
    with open(path, encoding="utf-8", errors="replace") as file:
        yield from file


def _of_command(command: str) -> Iterator[str]:
    answer = subprocess.run(  # noqa: S603 - the installation's own setting, no shell
        shlex.split(command), capture_output=True, timeout=COMMAND_SECONDS, check=True
    )
    yield from answer.stdout.decode("utf-8", "replace").splitlines()


def uncertain_messages() -> list[Message]:
    """Those uncertain for long enough that the log must have said all it will say."""
    old = db_now() - timedelta(seconds=settings.OUTBOX_RELAY_LOG_GRACE_SECONDS)
    rows = Message.objects.filter(state=MessageState.UNCERTAIN, next_attempt_at__lt=old)
    return list(rows.order_by("id").defer("text", "html")[:MOST])


@transaction.atomic
def settle_by_log(*, messages: Iterable[Message], relay: RelayLog, now: datetime) -> int:
    """Uncertain rows the relay took become sent, those it surely did not take are queued again.

    What the log does not cover stays uncertain for the organiser. Returns how many were settled.
    """
    grace = timedelta(seconds=settings.OUTBOX_RELAY_LOG_GRACE_SECONDS)
    settled = 0
    for message in messages:
        since = message.next_attempt_at  # when it became uncertain
        if message.message_id in relay.taken:
            state, times = MessageState.SENT, {"sent_at": since}
        elif relay.covers(message.created_at, since + grace):
            state, times = MessageState.QUEUED, {"next_attempt_at": now}
        else:
            continue
        rows = Message.objects.filter(pk=message.pk, state=MessageState.UNCERTAIN)
        if rows.update(state=state, **times):
            settled += 1
            record_activity(
                actor=None,
                verb=f"message.{state.lower()}",
                obj=message,
                before={"state": MessageState.UNCERTAIN},
                after={"state": state},
                reason="relay log",
            )
    if settled:
        wake_mail()
        log.info("outbox.settled_by_log", messages=settled)
    return settled


def settle_uncertain(*, now: datetime) -> int:
    """Read the configured log, if there is one, and settle what it knows; how many."""
    messages = uncertain_messages()
    lines = configured_lines() if messages else None
    if lines is None:
        return 0
    try:
        relay = PostfixLog(lines, {m.message_id for m in messages}, now)
    except (OSError, subprocess.SubprocessError):
        log.warning("outbox.relay_log_unreadable", exc_info=True)
        return 0
    return settle_by_log(messages=messages, relay=relay, now=now)
