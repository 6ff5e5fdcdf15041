"""Reads about allocation plans: what they hold, how good they are, what changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import ActivityEntry
from fairs.models import AllocationPlan, Application, Fair, Lock, PlanEdit, RivalPair
from fairs.queries.fingerprints import changes_since
from fairs.queries.instances import FairInput, allocatable
from fairs.rules.states import PlanState
from fairs.rules.words import flag_label
from fairs.solver.blocks import Block
from fairs.solver.measures import fairness, points_by_term, wishes_by_rank
from fairs.solver.model import Application as Applicant
from fairs.solver.model import Conflict, ConflictKind
from fairs.solver.scoring import Score, score
from notifications.models import Job
from notifications.rules import ACTIVE_JOBS

PLAN_TYPE = AllocationPlan._meta.label_lower
SOLVE = "fairs.solve"
LETTERS = "fairs.letters"


def plans_of(fair: Fair) -> QuerySet[AllocationPlan]:
    """Plans of a fair, newest first, with the number of placed applicants."""
    return (
        AllocationPlan.objects.filter(fair=fair)
        .select_related("created_by", "published_by", "parent")
        .annotate(placed=Count("assignments"))
        .order_by("-number")
    )


def active_job(plan: AllocationPlan, kind: str = SOLVE) -> Job | None:
    """The job working on a plan now, if there is one."""
    return jobs_of(plan, kind).filter(state__in=ACTIVE_JOBS).first()


def jobs_of(plan: AllocationPlan, kind: str) -> QuerySet[Job]:
    return Job.objects.filter(kind=kind, subject_type=PLAN_TYPE, subject_id=str(plan.pk))


def unplaced(plan: AllocationPlan) -> QuerySet[Application]:
    """Accepted applicants without a place in the plan, by right."""
    return (
        allocatable(plan.fair)
        .exclude(assignments__plan=plan)
        .select_related("producer__village", "producer__commune")
        .order_by("-priority", "late", "submitted_at", "id")
    )


def locks_of(fair: Fair) -> QuerySet[Lock]:
    return (
        Lock.objects.filter(fair=fair)
        .select_related("application__producer", "booth", "created_by")
        .order_by("booth__number")
    )


def rivals_of(fair: Fair) -> QuerySet[RivalPair]:
    return (
        RivalPair.objects.filter(fair=fair)
        .select_related("first__producer", "second__producer")
        .order_by("id")
    )


def last_change(plan: AllocationPlan) -> ActivityEntry | None:
    """The latest entry of the audit trail about a plan."""
    return (
        ActivityEntry.objects.filter(object_type=PLAN_TYPE, object_id=str(plan.pk))
        .select_related("actor")
        .first()
    )


def last_edit(plan: AllocationPlan) -> PlanEdit | None:
    """The edit that led to the plan's present version, while it can be taken back."""
    return PlanEdit.objects.filter(plan=plan, version=plan.version, undone=False).first()


@dataclass(frozen=True)
class Staleness:
    """What changed since a plan was made, as sentences; empty when nothing did."""

    sentences: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.sentences)


def staleness(plan: AllocationPlan, data: FairInput) -> Staleness:
    """Compare the input a plan was made from with the fair's input of now."""
    if not plan.input_hash or plan.input_hash == data.hash:
        return Staleness(())
    changes = changes_since(plan.params.get("fingerprint", {}), data.fingerprint)
    codes = {c for kind, names in changes.items() if kind.startswith("app") for c in names}
    names = dict(
        Application.objects.filter(fair=plan.fair, code__in=codes).values_list(
            "code", "producer__name"
        )
    )
    wording = {
        "booths_added": _("New booths: %(names)s."),
        "booths_removed": _("Booths no longer in use: %(names)s."),
        "booths_changed": _("Booths changed or blocked: %(names)s."),
        "applications_added": _("Newly accepted: %(names)s."),
        "applications_removed": _("No longer accepted: %(names)s."),
        "applications_changed": _("Applications changed: %(names)s."),
        "weights": _("The points of the fair changed."),
        "zones": _("The zones of the fair changed, or what they take."),
        "halls": _("The halls of the fair or their entrances changed."),
        "rivals": _("The declared rivals changed."),
    }
    sentences = []
    for kind, keys in changes.items():
        shown = [names.get(key, key) for key in keys[:8]]
        more = f" … (+{len(keys) - 8})" if len(keys) > 8 else ""
        sentences.append(wording[kind] % {"names": ", ".join(shown) + more})
    return Staleness(tuple(sentences))


def plan_metrics(data: FairInput, places: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """How good a plan is: placed, points by term, wishes met by rank, neighbours, moves, fairness.

    Points are centipoints. Places that no longer form a block count as placed only.
    """
    hall = data.board
    blocks = {code: hall.block_of(booths) for code, booths in places.items()}
    sound = {c: b for c, b in blocks.items() if b is not None and c in hall.applications}
    reached = score(hall, sound)
    applicants = data.instance.applications
    return {
        "applicants": len(applicants),
        "placed": len(places),
        "unplaced": sum(a.id not in places for a in applicants),
        "booths_used": sum(len(booths) for booths in places.values()),
        "booths_available": sum(booth.available for booth in hall.order),
        "objective": reached.objective,
        "satisfaction": reached.satisfaction,
        **_wish_ranks([(a, sound[a.id]) for a in applicants if a.id in sound]),
        **_neighbours(reached),
        "wish_ranks": wishes_by_rank(hall, sound),
        "terms": points_by_term(hall, sound, reached),
        "fairness": fairness(hall, sound),
    }


def _wish_ranks(placed: list[tuple[Applicant, Block]]) -> dict[str, int]:
    first = some = asked = 0
    for applicant, block in placed:
        if applicant.pref_booths:
            asked += 1
            ranks = [i for i, b in enumerate(applicant.pref_booths) if b in block.booths]
            first += bool(ranks) and ranks[0] == 0
            some += bool(ranks)
        elif applicant.pref_zones:
            asked += 1
            first += block.zone == applicant.pref_zones[0]
            some += block.zone in applicant.pref_zones
    return {"wishing": asked, "first_wish": first, "some_wish": some}


def _neighbours(reached: Score) -> dict[str, int]:
    return {
        "cluster_pairs": len(reached.cluster_pairs),
        "competitor_pairs": len(reached.competitor_pairs),
        "moved": len(reached.moved),
        "dropped": len(reached.dropped),
    }


def conflict_words(kind: str) -> str:
    """The sentence of a conflict; takes %(names)s, %(booths)s and %(needs)s."""
    return {
        ConflictKind.LOCK_UNKNOWN_BOOTH: _(
            "%(names)s: locked to booth %(booths)s, which is not in the plan of the halls."
        ),
        ConflictKind.LOCK_UNAVAILABLE_BOOTH: _(
            "%(names)s: locked to booth %(booths)s, which is blocked."
        ),
        ConflictKind.LOCK_NOT_CONTIGUOUS: _(
            "%(names)s: the locked booths %(booths)s are not side by side in one zone and type."
        ),
        ConflictKind.LOCK_SIZE: _(
            "%(names)s: no place of the size asked for holds the locked booths %(booths)s."
        ),
        ConflictKind.LOCK_ZONE: _(
            "%(names)s: the zone of booth %(booths)s does not take this product group."
        ),
        ConflictKind.LOCK_TYPE: _("%(names)s: booth %(booths)s is of a type not asked for."),
        ConflictKind.LOCK_NEED: _(
            "%(names)s: booth %(booths)s does not offer what is needed (%(needs)s)."
        ),
        ConflictKind.BOOTH_LOCKED_TWICE: _("Booth %(booths)s is locked for several: %(names)s."),
        ConflictKind.RIVALS_SIDE_BY_SIDE: _(
            "%(names)s are declared rivals and locked side by side (%(booths)s)."
        ),
        ConflictKind.LOCKS_LEAVE_NO_ROOM: _(
            "The locks of %(names)s leave no room for all of them (%(booths)s)."
        ),
        "FLOOR_PLAN": _("Booths %(booths)s do not form simple rows; correct the plan of the hall."),
    }[kind]


def conflict_sentences(plan: AllocationPlan) -> list[str]:
    """Why the last solve of a plan found no solution, in the reader's language."""
    conflicts = plan.metrics.get("conflicts", [])
    codes = {code for conflict in conflicts for code in conflict["applications"]}
    names = dict(
        Application.objects.filter(fair=plan.fair, code__in=codes).values_list(
            "code", "producer__name"
        )
    )
    return [
        conflict_words(conflict["kind"])
        % {
            "names": ", ".join(names.get(c, c) for c in conflict["applications"]),
            "booths": ", ".join(conflict["booths"]),
            "needs": ", ".join(flag_label(need) for need in conflict["needs"]),
        }
        for conflict in conflicts
    ]


def conflict_row(conflict: Conflict) -> dict[str, Any]:
    """A conflict as stored with the plan."""
    return {
        "kind": str(conflict.kind),
        "applications": list(conflict.applications),
        "booths": list(conflict.booths),
        "needs": list(conflict.needs),
    }


def standing(plan: AllocationPlan, job: Job | None) -> str:
    """The state to show: a plan whose computation ended without a result is open again."""
    if plan.state == PlanState.RUNNING and job is None:
        return PlanState.READY if plan.assignments.exists() else PlanState.DRAFT
    return plan.state


def pending_decisions(plan: AllocationPlan) -> QuerySet[Application]:
    """Placed applicants whose acceptance was not announced."""
    return (
        Application.objects.filter(assignments__plan=plan)
        .exclude(Q(state="ACCEPTED") | Q(state="CONFIRMED"))
        .select_related("producer")
        .order_by("producer__sort_key")
    )
