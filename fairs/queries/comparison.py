"""Two plans side by side, and what the old way by priority would have given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from fairs.models import AllocationPlan, Application
from fairs.queries.instances import FairInput, places_of_plan
from fairs.queries.plans import plan_metrics
from fairs.rules.proof import useful_gap
from fairs.solver.measures import by_priority

Metrics = Mapping[str, Any]
Read = Callable[[Metrics], Any]


@dataclass(frozen=True)
class Figure:
    """One figure of the compared plans; `kind` is count, points or percent.

    `better` says what is better: more, less, or neither (empty). A value is None where it is not
    known.
    """

    code: str
    label: str
    kind: str
    values: tuple[float | None, ...]
    better: str = ""

    @property
    def best(self) -> float | None:
        """The best value of those compared, where they differ."""
        known = [value for value in self.values[:2] if value is not None]
        if not self.better or len(set(known)) < 2:
            return None
        return max(known) if self.better == "more" else min(known)


@dataclass(frozen=True)
class Difference:
    """An applicant whose booths differ between the two plans."""

    application: str
    name: str
    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    groups: tuple[tuple[str, tuple[Figure, ...]], ...]
    differences: tuple[Difference, ...]
    has_baseline: bool


def compare(first: AllocationPlan, second: AllocationPlan, data: FairInput) -> Comparison:
    """Figures of two plans of one fair, with the old way on today's data as a third column."""
    base = old_way(data)
    metrics = (first.metrics, second.metrics, base)
    return Comparison(
        groups=tuple((title, tuple(rows)) for title, rows in _groups(metrics)),
        differences=tuple(_differences(first, second)),
        has_baseline=bool(base),
    )


def old_way(data: FairInput) -> dict[str, Any]:
    """Metrics of the plan by priority alone, as if nobody had been told a place; {} without one.

    With the places told before, it would only repeat them.
    """
    untold = replace(data, instance=replace(data.instance, announced={}))
    greedy = by_priority(untold.board)
    if greedy is None:
        return {}
    found = plan_metrics(untold, greedy)
    return {name: value for name, value in found.items() if name not in ("moved", "dropped")}


def _groups(metrics: tuple[Metrics, ...]) -> list[tuple[str, list[Figure]]]:
    def row(
        code: str, label: str, better: str = "", kind: str = "count", read: Read | None = None
    ) -> Figure:
        get = read or (lambda m: m.get(code))
        return Figure(code, label, kind, tuple(get(m) for m in metrics), better)

    longest = max(len(m.get("wish_ranks", {})) for m in metrics)
    return [
        (
            _("Places"),
            [
                row("placed", _("Placed"), "more"),
                row("unplaced", _("Not placed"), "less"),
                row("booths_used", _("Booths used"), "more"),
            ],
        ),
        (
            _("Wishes met"),
            [
                *(
                    row(f"wish_{n}", _("Booth wish number %(n)s") % {"n": n}, read=_rank(n))
                    for n in range(1, longest + 1)
                ),
                row("first_wish", _("First wish met (booth or zone)"), "more"),
                row("some_wish", _("Some wish met"), "more"),
            ],
        ),
        (
            _("Neighbours"),
            [
                row("cluster_pairs", _("Villages side by side"), "more"),
                row("competitor_pairs", _("Competitors side by side"), "less"),
            ],
        ),
        (
            _("Fairness"),
            [
                row(
                    "lowest_tenth",
                    _("Mean points of the worst served tenth"),
                    "more",
                    "points",
                    _fair("lowest_tenth"),
                ),
                row(
                    "credited_placed",
                    _("Placed, of those with credit from earlier fairs"),
                    "more",
                    read=_fair("credited_placed"),
                ),
                row(
                    "envy",
                    _("Waiting although they have more right than somebody placed"),
                    "less",
                    read=_fair("envy"),
                ),
            ],
        ),
        (
            _("Against the published plan"),
            [
                row("moved", _("Moved"), "less"),
                row("dropped", _("Lost their place"), "less"),
            ],
        ),
        (
            _("Points"),
            [
                *(
                    row(f"term_{name}", label, kind="points", read=_term(name))
                    for name, label in term_labels().items()
                ),
                row("satisfaction", _("Satisfaction"), "more", "points"),
                row("objective", _("All points"), "more", "points"),
                row("bound", _("No plan can have more than"), kind="points"),
                row(
                    "gap",
                    _("At most better by"),
                    "less",
                    "percent",
                    lambda m: useful_gap(m.get("gap")),
                ),
            ],
        ),
    ]


def term_labels() -> dict[str, str]:
    """What points of a plan come from."""
    return {
        "placement": _("Places given"),
        "pref_booth": _("Wished booths"),
        "pref_zone": _("Wished zones"),
        "pref_type": _("Wished types of booth"),
        "want": _("Equipment wished for"),
        "quality": _("Quality of the booths"),
        "star_bonus": _("Bonus for 4 and 5 stars"),
        "cluster": _("Villages side by side"),
        "competitor": _("Competitors side by side"),
        "moved": _("Moves of places already told"),
        "dropped": _("Places already told and lost"),
    }


def _rank(number: int) -> Read:
    return lambda m: m["wish_ranks"].get(str(number), 0) if "wish_ranks" in m else None


def _fair(name: str) -> Read:
    return lambda m: m.get("fairness", {}).get(name)


def _term(name: str) -> Read:
    return lambda m: m.get("terms", {}).get(name)


def _differences(first: AllocationPlan, second: AllocationPlan) -> list[Difference]:
    one, other = places_of_plan(first), places_of_plan(second)
    codes = [c for c in one.keys() | other.keys() if set(one.get(c, ())) != set(other.get(c, ()))]
    rows = (
        Application.objects.filter(fair=first.fair_id, code__in=codes)
        .order_by("producer__sort_key", "id")
        .values_list("code", "producer__name")
    )
    return [Difference(code, name, one.get(code, ()), other.get(code, ())) for code, name in rows]
