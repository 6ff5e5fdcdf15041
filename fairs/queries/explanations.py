"""Why each applicant stands where it stands, or waits: for the office, and for the exhibitor.

Explanations are coded rows (`told`), so that a published plan keeps them as they were; the
sentences come from `reason_words`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairs.models import AllocationPlan, Application, BoothType, Fair, Zone
from fairs.queries.instances import FairInput, places_of_plan, published_plan
from fairs.queries.reason_words import (
    Names,
    change_sentence,
    points,
    reason_sentence,
    term_sentence,
)
from fairs.rules.states import ANNOUNCED_PLANS, PLACED_APPLICATIONS
from fairs.solver import explain
from fairs.solver.model import InstanceError, Prices
from fairs.solver.reasons import CLOSED, NO_ROOM, Explanation

Coded = dict[str, Any]
SHOWN = 8  # better places told one by one; the rest is counted


@dataclass(frozen=True)
class Sentences:
    """An explanation in words: the head, what brings points, what blocks better places.

    `refused` are pairs of a place and the reason against it.
    """

    head: str
    terms: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()
    change: str = ""

    def lines(self) -> list[str]:
        """Everything as a flat list, for the API."""
        refused = [f"{place}: {reason}" for place, reason in self.refused]
        return [x for x in (self.head, *self.terms, *refused, *self.more, self.change) if x]


def explanations_of(plan: AllocationPlan, data: FairInput) -> dict[str, Coded]:
    """Coded explanations of everybody, by application code; empty while a rule is broken."""
    try:
        found = explain(data.instance, _places(plan, data), prices=_prices(plan))
    except InstanceError:
        return {}
    computed = is_computed(plan)
    return {e.application: told(e, computed=computed) for e in found}


def explanation_of(plan: AllocationPlan, data: FairInput, code: str) -> Coded | None:
    """One applicant's coded explanation: as published, else from the plan as it is now.

    None where there is none: not among the accepted applicants, or a rule is broken in the plan.
    """
    if plan.state in ANNOUNCED_PLANS:
        return plan.reasons.get(code)
    if code not in data.applications:
        return None
    try:
        (found,) = explain(
            data.instance, _places(plan, data), application=code, prices=_prices(plan)
        )
    except InstanceError:
        return None
    return told(found, computed=is_computed(plan))


def is_computed(plan: AllocationPlan) -> bool:
    """Whether the plan stands as the solver left it: an edit by hand ends what was proved of it."""
    return "bound" in plan.metrics


def own_explanation(application: Application) -> Coded | None:
    """What the published plan keeps about an accepted applicant, for itself; None before.

    Nothing is told of a place that was given back or changed since.
    """
    if application.state not in PLACED_APPLICATIONS:
        return None
    plan = published_plan(application.fair)
    coded = plan.reasons.get(application.code) if plan else None
    if plan is None or coded is None:
        return None
    held = places_of_plan(plan).get(application.code, ())
    return coded if set(held) == set(coded["booths"]) else None


def told(explanation: Explanation, *, computed: bool) -> Coded:
    """What is kept of an explanation: its terms, the wished and the best refused places.

    Of a plan that was not computed nothing is said about other distributions (points None).
    """
    refusals = [asdict(r) for r in explanation.refusals]
    for refusal in refusals:
        reason = refusal["reason"]
        if not computed and not reason["points"]:
            reason["points"] = None
    wished = [r for r in refusals if r["wished"]]
    rest = [r for r in refusals if not r["wished"]]
    kept = [*wished, *rest[: max(0, SHOWN - len(wished))]]
    return {
        "booths": list(explanation.booths),
        "points": explanation.points,
        "terms": [asdict(term) for term in explanation.terms],
        "refusals": kept,
        **_counted(explanation, kept),
        "change": asdict(explanation.change) if explanation.change else None,
    }


def _counted(explanation: Explanation, kept: list[Coded]) -> dict[str, int]:
    """How many better places are not told one by one: open to it, and closed to it by a rule."""
    kinds = [refusal["reason"]["kind"] for refusal in kept]
    closed = sum(kind in CLOSED for kind in kinds)
    opened = len(kinds) - closed - sum(kind in NO_ROOM for kind in kinds)
    return {
        "further": explanation.better - explanation.closed - opened,
        "closed": explanation.closed - closed,
    }


def names_for(fair: Fair, coded: Iterable[Coded]) -> Names:
    """What the codes of explanations are called (three queries)."""
    codes = set()
    for one in coded:
        codes |= {t["subject"] for t in one["terms"] if t["subject"]}
        codes |= {a for r in one["refusals"] for a in r["reason"]["applications"]}
    rows = Application.objects.filter(fair=fair, code__in=codes)
    return Names(
        producers=dict(rows.values_list("code", "producer__name")),
        zones={zone.code: zone.name for zone in Zone.objects.filter(fair=fair)},
        types={kind.code: kind.name for kind in BoothType.objects.filter(fair=fair)},
    )


def in_words(coded: Coded, name: str, names: Names, *, own: bool = False) -> Sentences:
    """An explanation as sentences; `own` leaves out what the exhibitor may not learn of others."""
    booths = ", ".join(coded["booths"])
    head = _head(name, booths, coded["points"], own=own)
    refused = tuple(
        (_place(r, waiting=not booths), reason_sentence(r["reason"], names, own=own))
        for r in coded["refusals"]
        if not own or r["wished"]
    )
    return Sentences(
        head=head,
        terms=tuple(term_sentence(term, names) for term in coded["terms"]),
        refused=refused,
        more=() if own else tuple(_further(coded)),
        change=change_sentence(coded["change"], names) if coded["change"] else "",
    )


def _further(coded: Coded) -> Iterator[str]:
    """Counted, not told one by one (an explanation kept by an older version has no counts)."""
    if coded.get("further"):
        wording = (
            _("Further places that would suit it better, neighbours aside: %(n)s.")
            if coded["booths"]
            else _("Further places of its size: %(n)s.")
        )
        yield wording % {"n": coded["further"]}
    if coded.get("closed"):
        wording = _("Places closed to it by their zone, their type or missing equipment: %(n)s.")
        yield wording % {"n": coded["closed"]}


def _head(name: str, booths: str, value: int, *, own: bool) -> str:
    if not booths:
        return _("You have no place yet.") if own else _("%(name)s has no place.") % {"name": name}
    wording = (
        _("You stand at booth %(booths)s, worth %(points)s points by the published rule.")
        if own
        else _("%(name)s stands at booth %(booths)s, worth %(points)s points.")
    )
    return wording % {"name": name, "booths": booths, "points": points(value)}


def _place(refusal: Mapping[str, Any], *, waiting: bool) -> str:
    booths = ", ".join(refusal["booths"])
    wording = _("Booth %(booths)s (wished)") if refusal["wished"] else _("Booth %(booths)s")
    text = wording % {"booths": booths}
    if refusal["gain"] > 0:
        worth = (
            _("worth %(points)s points")
            if waiting
            else _("better by %(points)s points, neighbours aside")
        )
        text += ", " + worth % {"points": points(refusal["gain"])}
    return text


def _places(plan: AllocationPlan, data: FairInput) -> dict[str, tuple[str, ...]]:
    places = places_of_plan(plan)
    return {code: booths for code, booths in places.items() if code in data.applications}


def _prices(plan: AllocationPlan) -> Prices | None:
    if not plan.proof:
        return None
    return Prices(plan.proof["applications"], plan.proof["clusters"])
