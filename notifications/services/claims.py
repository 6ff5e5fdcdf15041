"""Claiming due messages, and the few SQL statements the guarantee rests on.

The statements run prepared on the raw connection and use the database's clock, the one clock
all workers share.
"""

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import psycopg
import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from notifications.models import DomainPace, Message, Suppression
from notifications.rules import MessageState, address_hash

log = structlog.get_logger(__name__)

RELAY = "*"  # the row of DomainPace that stands for the mail server itself
OUTAGE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
_LEASE = "clock_timestamp() + make_interval(secs => %(lease)s::float8)"

_CLAIM = f"""
WITH due AS (
    SELECT m.id FROM notifications_message m
    LEFT JOIN notifications_campaign c ON c.id = m.campaign_id
    LEFT JOIN notifications_domainpace p ON p.domain = m.domain
    WHERE m.state = 'QUEUED' AND m.next_attempt_at <= clock_timestamp()
        AND c.paused_at IS NULL
        AND COALESCE(c.not_after, 'infinity') > clock_timestamp()
        AND COALESCE(p.not_before, '-infinity') <= clock_timestamp()
        {{pacing}}
        AND NOT EXISTS (SELECT 1 FROM notifications_outboxswitch WHERE paused_at IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM notifications_domainpace
                        WHERE domain = '{RELAY}' AND not_before > clock_timestamp())
    ORDER BY m.next_attempt_at, m.id LIMIT %(limit)s
    FOR UPDATE OF m SKIP LOCKED
)
UPDATE notifications_message m
SET state = 'CLAIMED', claim_token = %(token)s, lease_until = {_LEASE}
FROM due WHERE m.id = due.id AND m.state = 'QUEUED'
RETURNING m.id, m.message_id, m.kind, m.recipient, m.recipient_name, m.domain, m.language,
    m.subject, m.text, m.html, m.headers, m.attempts, m.created_at
"""  # noqa: S608 - constants only
_PACED = """AND m.id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY domain ORDER BY next_attempt_at, id) AS place
        FROM (SELECT n.id, n.domain, n.next_attempt_at FROM notifications_message n
              LEFT JOIN notifications_domainpace q ON q.domain = n.domain
              WHERE n.state = 'QUEUED' AND n.next_attempt_at <= clock_timestamp()
                AND COALESCE(q.not_before, '-infinity') <= clock_timestamp()
              ORDER BY n.next_attempt_at, n.id LIMIT %(window)s) AS first_due
    ) AS placed WHERE place <= %(share)s)"""

_COLUMNS = (
    "id",
    "message_id",
    "kind",
    "recipient",
    "recipient_name",
    "domain",
    "language",
    "subject",
    "text",
    "html",
    "headers",
    "attempts",
    "created_at",
)

SENDING = f"""UPDATE notifications_message
SET state = 'SENDING', attempts = attempts + 1, lease_until = {_LEASE}
WHERE id = %(id)s AND claim_token = %(token)s AND state = 'CLAIMED'
    AND lease_until > clock_timestamp()"""  # noqa: S608

SETTLE = """UPDATE notifications_message
SET state = %(state)s::text, claim_token = NULL, lease_until = NULL, last_reply = %(reply)s::text,
    attempts = %(attempts)s::int,
    sent_at = CASE WHEN %(state)s::text = 'SENT' THEN clock_timestamp() ELSE sent_at END,
    next_attempt_at = clock_timestamp() + make_interval(secs => %(delay)s::float8)
WHERE id = %(id)s AND (claim_token = %(token)s
    OR (state = 'UNCERTAIN' AND attempts = %(attempts)s::int AND %(after_dot)s::bool))"""

GIVE_BACK = """UPDATE notifications_message
SET state = 'QUEUED', claim_token = NULL, lease_until = NULL
WHERE claim_token = %(token)s AND state = 'CLAIMED'"""

HELD = """SELECT id FROM notifications_message
WHERE claim_token = %(token)s AND state = 'CLAIMED' AND lease_until > clock_timestamp()"""

PACE = """INSERT INTO notifications_domainpace (domain, not_before, failures)
VALUES (%(domain)s::text, clock_timestamp() + make_interval(secs => %(delay)s::float8),
    %(failures)s::int)
ON CONFLICT (domain) DO UPDATE SET failures = EXCLUDED.failures,
    not_before = GREATEST(notifications_domainpace.not_before, EXCLUDED.not_before)"""


def run(sql: str, params: dict[str, Any]) -> Any:
    """One prepared statement on the raw connection; committed by itself outside a transaction."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, params, prepare=True)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def through_outage(sql: str, params: dict[str, Any]) -> Any:
    """Run a statement whose outcome must not be forgotten, waiting for a lost database.

    Gives up after OUTBOX_OUTAGE_SECONDS; the lease then decides.
    """
    until = time.monotonic() + settings.OUTBOX_OUTAGE_SECONDS
    pause = 0.05
    while True:
        try:
            return run(sql, params)
        except OUTAGE:
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            log.warning("outbox.database_away")
            connection.close()
            time.sleep(pause)
            pause = min(pause * 2, 5)


# Claiming


def claim(token: UUID) -> list[dict[str, Any]]:
    """Take up to OUTBOX_BATCH due messages under `token`, in one short transaction.

    Skips rows other senders hold, paused campaigns, domains and relay in a pause, everything
    while the outbox is paused, and suppresses addresses on the list. One row per dict.
    """
    per_minute = settings.OUTBOX_DOMAIN_PER_MINUTE
    limit = settings.OUTBOX_BATCH
    params: dict[str, Any] = {
        "limit": limit,
        "token": token,
        "lease": settings.OUTBOX_LEASE_SECONDS,
    }
    if per_minute:
        params |= {"window": limit * 10, "share": max(1, per_minute // 12)}
    sql = _CLAIM.format(pacing=_PACED if per_minute else "")
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in run(sql, params)]
    rows.sort(key=lambda row: row["id"])
    if per_minute:
        _space_out(rows, per_minute)
    return _without_suppressed(rows, token)


def _space_out(rows: Sequence[dict[str, Any]], per_minute: int) -> None:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["domain"]] = counts.get(row["domain"], 0) + 1
    failures = dict(DomainPace.objects.filter(domain__in=counts).values_list("domain", "failures"))
    for domain, count in sorted(counts.items()):
        pace(domain, count * 60 / per_minute, failures.get(domain, 0))


def pace(domain: str, delay: float, failures: int) -> None:
    """Let nothing go to a domain for `delay` seconds and note its failures in a row."""
    through_outage(PACE, {"domain": domain, "delay": delay, "failures": failures})


def _without_suppressed(rows: list[dict[str, Any]], token: UUID) -> list[dict[str, Any]]:
    """Take out the addresses nothing may be sent to; the list is read at this last moment."""
    hashes = {address_hash(row["recipient"]) for row in rows}
    listed = set(
        Suppression.objects.filter(address_hash__in=hashes).values_list("address_hash", "scope")
    )
    if not listed:
        return rows
    kept: list[dict[str, Any]] = []
    dropped: list[dict[str, Any]] = []
    for row in rows:
        digest = address_hash(row["recipient"])
        hit = (digest, "ALL") in listed or (
            (digest, "ADVERTISING") in listed and row["kind"] == "ADVERTISING"
        )
        (dropped if hit else kept).append(row)
    Message.objects.filter(pk__in=[row["id"] for row in dropped], claim_token=token).update(
        state=MessageState.SUPPRESSED, claim_token=None, lease_until=None
    )
    return kept
