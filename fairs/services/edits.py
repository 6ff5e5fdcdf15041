"""Edits of a plan that can be taken back: what each changed, and a line in the audit trail."""

from collections.abc import Iterable
from typing import Any

from accounts.models import User
from accounts.services import record_activity
from fairs.models import AllocationPlan, Assignment, PlanEdit
from fairs.queries.instances import FairInput
from fairs.services.plans import touch

Held = dict[str, dict[str, Any]]


def held_places(plan: AllocationPlan, codes: Iterable[str] | None = None) -> Held:
    """What applicants (all without `codes`) hold in a plan, with source and note."""
    rows = Assignment.objects.filter(plan=plan).select_related("application")
    if codes is not None:
        rows = rows.filter(application__code__in=list(codes))
    return {
        row.application.code: {
            "booths": [place.booth.number for place in row.places.all()],
            "source": row.source,
            "note": row.note,
        }
        for row in rows.prefetch_related("places__booth")
    }


def remember(plan: AllocationPlan, before: Held, codes: Iterable[str], came_from: int) -> None:
    """Keep what these applicants held before the plan reached its present version."""
    PlanEdit.objects.create(
        plan=plan,
        came_from=came_from,
        version=plan.version,
        before={code: before.get(code) for code in codes},
    )


def record_edit(
    plan: AllocationPlan,
    data: FairInput,
    before: Held,
    codes: Iterable[str],
    *,
    actor: User | None,
    verb: str,
    text: str,
    **names: str,
) -> None:
    """A new version of the plan, the way back, and a sentence the next editor can read."""
    came_from = plan.version
    touch(plan, data)
    remember(plan, before, codes, came_from)
    record_activity(
        actor=actor,
        verb=verb,
        obj=plan,
        after={"text": text % names, "version": plan.version, **names},
    )
