"""Sending: each claimed message is handed to the mail server, and its answer committed.

What is guaranteed, and what no sender can guarantee, is in docs/delivery.md. The order of the
steps in `Batch.deliver` is the guarantee: change it only together with that page.
"""

import json
import random
import time
from collections import OrderedDict
from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any
from uuid import UUID, uuid4

import structlog
from django.conf import settings
from django.db.models import Q

from notifications.documents import Letter, Part, encode_file, render_mail
from notifications.models import Attachment, DomainPace
from notifications.rules import MessageState, retry_delay
from notifications.services.advertising import spare
from notifications.services.claims import (
    GIVE_BACK,
    HELD,
    OUTAGE,
    PACE,
    RELAY,
    SENDING,
    SETTLE,
    claim,
    pace,
    run,
    through_outage,
)
from notifications.services.smtp import ConnectionGone, Line, Reply

log = structlog.get_logger(__name__)


class _Files:
    """Attached documents in transfer encoding, each read and encoded once per batch."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self.by_message: dict[int, list[Attachment]] = {}
        found = Attachment.objects.filter(message_id__in=[row["id"] for row in rows])
        for item in found.defer("content").order_by("id"):
            self.by_message.setdefault(item.message_id, []).append(item)
        self._encoded: OrderedDict[int, bytes] = OrderedDict()
        self._room = settings.OUTBOX_ATTACHMENT_CACHE_BYTES

    def parts(self, message_id: int) -> list[Part]:
        return [
            Part(item.filename, item.content_type, self._bytes(item))
            for item in self.by_message.get(message_id, [])
        ]

    def _bytes(self, item: Attachment) -> bytes:
        if item.document_id is None:
            return encode_file(bytes(item.content or b""))
        encoded = self._encoded.get(item.document_id)
        if encoded is None:
            row = run(
                "SELECT content FROM notifications_document WHERE id = %(id)s",
                {"id": item.document_id},
            )
            encoded = encode_file(bytes(row[0][0]))
            self._encoded[item.document_id] = encoded
            self._room -= len(encoded)
            while self._room < 0 and len(self._encoded) > 1:
                _oldest, dropped = self._encoded.popitem(last=False)
                self._room += len(dropped)
        return encoded


def _mail(row: dict[str, Any], parts: Sequence[Part]) -> bytes:
    headers: dict[str, str] = json.loads(row["headers"])
    return render_mail(
        Letter(
            message_id=row["message_id"],
            sender=parseaddr(settings.DEFAULT_FROM_EMAIL),
            recipient=(row["recipient_name"], row["recipient"]),
            subject=row["subject"],
            text=row["text"],
            html=row["html"],
            language=row["language"],
            written=row["created_at"],
            headers=sorted(headers.items()),
            parts=parts,
        )
    )


def return_path(message_id: str) -> str:
    """The envelope sender; with OUTBOX_VERP_DOMAIN one per message, so a bounce names it."""
    if settings.OUTBOX_VERP_DOMAIN:
        mark = message_id.strip("<>").partition("@")[0]
        return f"bounce+{mark}@{settings.OUTBOX_VERP_DOMAIN}"
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


class _RelayAway(Exception):
    """The mail server takes nothing now."""


class Batch:
    """The rows claimed under one token, sent over one connection."""

    def __init__(self, rows: list[dict[str, Any]], token: UUID) -> None:
        self.rows, self.token = rows, token
        self.line: Line | None = None
        self.files = _Files(rows)
        self.failures = dict(
            DomainPace.objects.filter(
                Q(domain__in={row["domain"] for row in rows}) | Q(domain=RELAY)
            ).values_list("domain", "failures")
        )

    def send(self) -> None:
        held: set[int] | None = None
        try:
            for row in self.rows:
                if held is not None and row["id"] not in held:
                    continue
                if not self.deliver(row):
                    held = {found[0] for found in run(HELD, {"token": self.token})}
        except _RelayAway as error:
            log.warning("outbox.relay_away", reply=str(error))
            self._relay_failed()
            through_outage(GIVE_BACK, {"token": self.token})
        except OUTAGE:
            log.warning("outbox.database_away", exc_info=True)
            through_outage(GIVE_BACK, {"token": self.token})
        finally:
            if self.line is not None:
                self.line.quit()

    def _open(self) -> Line:
        if self.line is None:
            try:
                self.line = Line()
            except ConnectionGone as error:
                raise _RelayAway(str(error)) from error
            if self.failures.pop(RELAY, 0):
                run("DELETE FROM notifications_domainpace WHERE domain = %(d)s", {"d": RELAY})
        return self.line

    def _hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
            self.line = None

    def deliver(self, row: dict[str, Any]) -> bool:
        """Send one message; False when the claim on it was lost (paused, taken back, expired)."""
        mail = _mail(row, self.files.parts(row["id"]))
        line = self._open()
        local, _at, _domain = row["recipient"].rpartition("@")
        try:
            reply = line.envelope(return_path(row["message_id"]), f"{local}@{row['domain']}")
        except ConnectionGone as error:
            self._hang_up()
            self._settle(row, Reply(451, str(error)), row["attempts"] + 1)
            return True
        if reply.ours:
            raise _RelayAway(str(reply))
        if reply.code == 354:
            return self._hand_over(line, row, mail)
        self._settle(row, reply, row["attempts"] + 1)
        if reply.closing:
            self._hang_up()
        return True

    def _hand_over(self, line: Line, row: dict[str, Any], mail: bytes) -> bool:
        """The server waits for the content. Only a live claim, committed as `sending`, gives it."""
        lease = settings.OUTBOX_SENDING_LEASE_SECONDS
        try:
            mine = run(SENDING, {"id": row["id"], "token": self.token, "lease": lease})
        except OUTAGE as error:
            # Whether or not the row says `sending`: no dot was sent, so this is known.
            self._hang_up()
            self._settle(row, Reply(451, f"database: {type(error).__name__}"), row["attempts"])
            return True
        if not mine:
            self._hang_up()  # no dot was sent: the server forgets the message
            return False
        attempts = row["attempts"] + 1
        try:
            line.content(mail)
        except ConnectionGone as error:
            self._hang_up()
            self._settle(row, Reply(451, str(error)), attempts)
            return True
        try:
            reply = line.dot()
        except ConnectionGone as error:
            self._hang_up()
            self._uncertain(row, str(error), attempts)
            return True
        if reply.accepted or reply.transient or reply.permanent:
            self._settle(row, reply, attempts, after_dot=True)
        else:
            self._uncertain(row, str(reply), attempts)
        if reply.closing:
            self._hang_up()
        return True

    def _settle(
        self, row: dict[str, Any], reply: Reply, attempts: int, after_dot: bool = False
    ) -> None:
        """Commit a known outcome before anything else happens, through a database outage too."""
        delay = 0.0
        if reply.accepted:
            state = MessageState.SENT
        elif reply.permanent:
            state = MessageState.FAILED
        elif attempts >= settings.OUTBOX_MAX_ATTEMPTS:
            state = MessageState.DEAD
        else:
            state = MessageState.QUEUED
            delay = retry_delay(
                attempts,
                settings.OUTBOX_RETRY_SECONDS,
                settings.OUTBOX_RETRY_MAX_SECONDS,
                random.random(),  # noqa: S311 - spreading load, not a secret
            )
        self._write(row, state, str(reply), attempts, delay, after_dot)
        self._note_domain(row["domain"], failed=reply.transient)

    def _uncertain(self, row: dict[str, Any], reply: str, attempts: int) -> None:
        self._write(row, MessageState.UNCERTAIN, reply, attempts, 0, False)
        log.warning("outbox.uncertain", message=row["id"])

    def _write(
        self,
        row: dict[str, Any],
        state: str,
        reply: str,
        attempts: int,
        delay: float,
        after_dot: bool,
    ) -> None:
        through_outage(
            SETTLE,
            {
                "id": row["id"],
                "token": self.token,
                "state": str(state),
                "reply": reply[:500],
                "attempts": attempts,
                "delay": delay,
                "after_dot": after_dot,
            },
        )

    def _note_domain(self, domain: str, *, failed: bool) -> None:
        """Circuit breaker: after several transient refusals in a row a domain gets a pause."""
        before = self.failures.get(domain, 0)
        now = before + 1 if failed else 0
        if now == before:
            return
        self.failures[domain] = now
        over = now - settings.OUTBOX_DOMAIN_FAILURES
        delay = (
            retry_delay(
                over + 1, settings.OUTBOX_RETRY_SECONDS, settings.OUTBOX_RETRY_MAX_SECONDS, 0.5
            )
            if over >= 0
            else 0
        )
        pace(domain, delay, now)

    def _relay_failed(self) -> None:
        now = self.failures.get(RELAY, 0) + 1
        delay = retry_delay(
            now, settings.OUTBOX_RELAY_RETRY_SECONDS, settings.OUTBOX_RELAY_RETRY_MAX_SECONDS, 0.5
        )
        through_outage(PACE, {"domain": RELAY, "delay": delay, "failures": now})


def send_batch() -> int:
    """Claim and send one batch; how many rows may now be sent."""
    run("SET synchronous_commit = on", {})
    token = uuid4()
    rows = spare(token, claim(token))
    if rows:
        Batch(rows, token).send()
    return len(rows)


def send_due(*, seconds: float | None = None) -> bool:
    """Send batches until nothing is due or the time is over; whether something may be left."""
    until = time.monotonic() + (settings.OUTBOX_TASK_SECONDS if seconds is None else seconds)
    while send_batch():
        if time.monotonic() > until:
            return True
    return False
