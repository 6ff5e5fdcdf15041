"""A whole plan in sentences: who is placed, how well, how fairly, and how near to the best."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from common.formats import number, percent
from fairs.models import AllocationPlan
from fairs.queries.reason_words import points
from fairs.rules.proof import useful_gap

Metrics = Mapping[str, Any]


def plan_sentences(plan: AllocationPlan) -> list[str]:
    """What the plan reaches, in the reader's language; empty while nothing is known of it."""
    m = plan.metrics
    if "placed" not in m:
        return []
    found = [
        _("Accepted applicants: %(all)s; placed: %(placed)s; without a place: %(waiting)s.")
        % {
            "all": number(m["applicants"]),
            "placed": number(m["placed"]),
            "waiting": number(m["unplaced"]),
        }
    ]
    return [*found, *_wishes(m), *_neighbours(m), *_fairness(m), *_old_way(m), *_proof(plan, m)]


def _wishes(m: Metrics) -> list[str]:
    if not m["wishing"]:
        return []
    text = _("Placed applicants with wishes: %(n)s; first wish met: %(first)s; some: %(some)s.")
    return [text % {"n": m["wishing"], "first": m["first_wish"], "some": m["some_wish"]}]


def _neighbours(m: Metrics) -> list[str]:
    text = _(
        "Neighbours of one village or commune: %(kin)s pairs; of the same kind of product: "
        "%(rivals)s pairs."
    )
    return [text % {"kin": number(m["cluster_pairs"]), "rivals": number(m["competitor_pairs"])}]


def _fairness(m: Metrics) -> list[str]:
    if "fairness" not in m:
        return []
    fair = m["fairness"]
    found = [
        _("Nobody waits while somebody with less right holds a place that would suit.")
        if not fair["envy"]
        else _("Waiting while somebody with less right holds a place that would suit: %(n)s.")
        % {"n": number(fair["envy"])}
    ]
    if fair["credited"]:
        text = _("With credit from earlier fairs: %(n)s, of whom placed: %(placed)s.")
        found.append(text % {"n": fair["credited"], "placed": fair["credited_placed"]})
    return found


def _old_way(m: Metrics) -> list[str]:
    base = m.get("baseline")
    if not base:
        return []
    more = m["satisfaction"] - base["satisfaction"]
    share = round(100 * more / base["satisfaction"]) if base["satisfaction"] > 0 else None
    text = _(
        "The old way, by priority alone, would have placed %(placed)s with %(points)s points of "
        "satisfaction; this plan has %(own)s."
    ) % {
        "placed": number(base["placed"]),
        "points": points(base["satisfaction"]),
        "own": points(m["satisfaction"]),
    }
    if share is not None:
        sign = "+" if share >= 0 else ""
        text += f" ({sign}{percent(share)})"
    return [text]


def _proof(plan: AllocationPlan, m: Metrics) -> list[str]:
    if "bound" not in m:
        return []
    gap = useful_gap(m.get("gap"))
    if gap is None:
        return [
            _(
                "No useful bound was reached in the time given: how much better another plan could "
                "be is not known."
            )
        ]
    text = (
        _("Proved: no plan that moves nobody is better than this one by more than %(gap)s.")
        if m.get("fill_holes")
        else _("Proved: no plan at all is better than this one by more than %(gap)s.")
    )
    seed = _("The same data with seed %(seed)s is searched in the same way.") % {"seed": m["seed"]}
    return [text % {"gap": percent(round(100 * gap, 2))}, seed]
