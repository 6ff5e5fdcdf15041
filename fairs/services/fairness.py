"""The fairness ledger: written once when a fair is over, and for newcomers when reviewed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from fairs.models import Application, Fair, FairnessEntry
from fairs.queries.applications import standing
from fairs.queries.fairness import poor_places, without_place
from fairs.rules.states import FairState, LedgerKind
from fairs.rules.weights import rule_of

SETTLED_STATES = (FairState.PUBLISHED, FairState.CLOSED)


@transaction.atomic
def settle_fair(*, fair: Fair, now: datetime) -> int:
    """Write what a fair that is over gives its applicants: entries made. Once for each fair.

    A fair still running, or which did not take place, gives nothing.
    """
    fair = Fair.objects.select_for_update(of=("self",), no_key=True).get(pk=fair.pk)
    over = fair.closes_on < timezone.localdate(now)
    if fair.settled_at is not None or not over or fair.state not in SETTLED_STATES:
        return 0
    rule = rule_of(fair.weights)
    entries = [
        _entry(fair, a, LedgerKind.REFUSED, rule["credit_refused"], {"application": a.code})
        for a in without_place(fair)
    ]
    entries += [
        _entry(fair, row.application, LedgerKind.POOR_PLACE, rule["credit_poor_place"], basis)
        for row, basis in poor_places(fair)
    ]
    made = FairnessEntry.objects.bulk_create(
        [entry for entry in entries if entry.points], ignore_conflicts=True
    )
    fair.settled_at = now
    fair.save(update_fields=["settled_at"])
    record_activity(actor=None, verb="fair.settled", obj=fair, after={"entries": len(made)})
    return len(made)


def settle_fairs(*, now: datetime) -> int:
    """Settle every fair that is over and was not settled yet; the number of entries made."""
    waiting = Fair.objects.filter(
        settled_at=None, state__in=SETTLED_STATES, closes_on__lt=timezone.localdate(now)
    ).order_by("pk")
    return sum(settle_fair(fair=fair, now=now) for fair in waiting)


def note_newcomer(application: Application) -> None:
    """Credit a producer that is new to the series; nothing when it is not, or was noted."""
    points = rule_of(application.fair.weights)["credit_newcomer"]
    if points and standing(application).newcomer:
        FairnessEntry.objects.get_or_create(
            producer=application.producer,
            fair=application.fair,
            kind=LedgerKind.NEWCOMER,
            defaults={"points": points, "basis": {"application": application.code}},
        )


@transaction.atomic
def correct_credit(
    *, application: Application, points: int, reason: str, actor: User | None
) -> FairnessEntry:
    """Add a correction to a producer's credit from a fair; nothing is ever changed in place.

    Raises InvalidInput without a reason, or for points outside −100 to 100 and for 0.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput(fields={"reason": [_("Give the reason; it stays in the ledger.")]})
    if not -100 <= points <= 100 or points == 0:
        raise InvalidInput(fields={"points": [_("Between −100 and 100, and not 0.")]})
    entry = FairnessEntry.objects.create(
        producer=application.producer,
        fair=application.fair,
        kind=LedgerKind.CORRECTION,
        points=points,
        basis={"application": application.code},
        reason=reason[:300],
        created_by=actor,
    )
    record_activity(
        actor=actor,
        verb="fairness.corrected",
        obj=application,
        after={"points": points},
        reason=reason,
    )
    return entry


def _entry(
    fair: Fair, application: Application, kind: str, points: int, basis: dict[str, Any]
) -> FairnessEntry:
    return FairnessEntry(
        fair=fair, producer_id=application.producer_id, kind=kind, points=points, basis=basis
    )
