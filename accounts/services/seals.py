"""The chain that shows whether the audit trail is as it was written (docs/adr/0016)."""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from accounts.models import ActivityEntry, ActivityRedaction, ActivitySeal
from accounts.queries import last_seal, sealed_entries, unsealed_entries
from common.locks import name_lock

BATCH = 2000
BEGINNING = "0" * 64
# A transaction that writes a line commits within this time of the line's moment.
LONGEST_TRANSACTION = timedelta(days=1)


def _digest(*parts: object) -> str:
    text = json.dumps(parts, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _content(entry: ActivityEntry, salt: str) -> str:
    """Of what may name people and is blotted out when they are erased."""
    words = (entry.actor_label, entry.object_label, entry.before, entry.after, entry.reason)
    return _digest(salt, *words)


def _link(before: str, position: int, entry: ActivityEntry, content: str) -> str:
    """Of the facts, which stay for good, and of all that stands before."""
    facts = (entry.pk, entry.at.isoformat(), entry.actor_id, entry.verb)
    return _digest(before, position, *facts, entry.object_type, entry.object_id, content)


@transaction.atomic
def seal_activity(*, now: datetime, limit: int = BATCH) -> int:
    """Put up to `limit` committed lines into the chain; how many. One caller at a time.

    Lines are sealed after they were written, so that nobody who writes one waits for another.
    """
    name_lock("activity-seals")
    last = last_seal()
    position, before = (last.position, last.digest) if last else (0, BEGINNING)
    since = min(last.entry.at, now) - LONGEST_TRANSACTION if last else None
    seals = []
    for entry in unsealed_entries(since=since)[:limit]:
        position += 1
        salt = secrets.token_hex(16)
        content = _content(entry, salt)
        before = _link(before, position, entry, content)
        seals.append(
            ActivitySeal(entry=entry, position=position, salt=salt, content=content, digest=before)
        )
    ActivitySeal.objects.bulk_create(seals)
    return len(seals)


@dataclass
class Verdict:
    """What a walk along the chain found. `position` and `digest` are its present end."""

    lines: int = 0
    erased: int = 0
    unsealed: int = 0
    position: int = 0
    digest: str = BEGINNING
    faults: list[tuple[int, str]] = field(default_factory=list)  # (number of the line, code)


def check_activity(*, now: datetime, expected: tuple[int, str] | None = None) -> Verdict:
    """Walk along the whole chain.

    Faults are `altered` (facts, or the place in the chain), `reworded` (words that no erasure
    accounts for), `missing` (a seal before this one is gone), `late` (a line of more than a day
    ago without a seal) and `cut` (the end noted earlier as `expected` = (position, digest) is
    not in the chain).
    """
    found = Verdict()
    erased = set(ActivityRedaction.objects.values_list("entry_id", flat=True))
    noted = expected is None
    for seal in sealed_entries():
        _check(found, seal, seal.entry_id in erased)
        noted = noted or expected == (seal.position, seal.digest)
    if not noted:
        found.faults.append((0, "cut"))
    open_lines: Iterable[ActivityEntry] = unsealed_entries(since=None)
    for entry in open_lines:
        found.unsealed += 1
        if entry.at < now - LONGEST_TRANSACTION:
            found.faults.append((entry.pk, "late"))
    return found


def _check(found: Verdict, seal: ActivitySeal, erased: bool) -> None:
    entry = seal.entry
    if seal.position != found.position + 1:
        found.faults.append((entry.pk, "missing"))
    elif _link(found.digest, seal.position, entry, seal.content) != seal.digest:
        found.faults.append((entry.pk, "altered"))
    if erased:
        found.erased += 1
    elif _content(entry, seal.salt) != seal.content:
        found.faults.append((entry.pk, "reworded"))
    found.lines += 1
    found.position, found.digest = seal.position, seal.digest
