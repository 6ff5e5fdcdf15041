"""Results and instances as plain data of the format `booth-assign/1`."""

from __future__ import annotations

from typing import Any

from fairs.solver.model import (
    FLAGS,
    FORMAT,
    Application,
    Baseline,
    Booth,
    Infeasible,
    Instance,
    Move,
    Plan,
    Prices,
)


def result_to_dict(result: Plan | Infeasible) -> dict[str, Any]:
    if isinstance(result, Infeasible):
        return _infeasible_to_dict(result)
    return {
        "assignment": {key: list(booths) for key, booths in result.assignment.items()},
        "waitlist": list(result.waitlist),
        "objective": result.objective,
        "bound": result.bound,
        "placement": result.placement,
        "satisfaction": result.satisfaction,
        "gap": round(result.gap, 6),
        "seed": result.seed,
        "seconds": result.seconds,
        "work": result.work,
        "version": result.version,
        "baseline": _baseline_to_dict(result.baseline),
        "prices": _prices_to_dict(result.prices),
        "moves": [_move_to_dict(move) for move in result.moves],
    }


def instance_to_dict(instance: Instance) -> dict[str, Any]:
    w = instance.weights
    weights = {name: getattr(w, name) for name in w.__dataclass_fields__}
    for name in ("pref_booth", "pref_zone", "pref_type"):
        weights[name] = list(weights[name])
    weights["star_pct"] = {str(stars): pct for stars, pct in w.star_pct.items()}
    return {
        "format": FORMAT,
        "name": instance.name,
        "seed": instance.seed,
        "unit": "centipoint",
        "weights": weights,
        "halls": [
            {"id": h.id, "outdoor": h.outdoor, "entrances": [list(e) for e in h.entrances]}
            for h in instance.halls
        ],
        "zones": [
            {"id": z.id, "name": z.name, "allowed_groups": list(z.allowed_groups)}
            for z in instance.zones
        ],
        "booths": [_booth_to_dict(booth) for booth in instance.booths],
        "applications": [_application_to_dict(a) for a in instance.applications],
        "separate": [list(pair) for pair in instance.separate],
        "announced": {key: list(booths) for key, booths in instance.announced.items()},
    }


def _booth_to_dict(booth: Booth) -> dict[str, Any]:
    plain = {n: getattr(booth, n) for n in booth.__dataclass_fields__ if n != "flags"}
    return plain | {flag: flag in booth.flags for flag in FLAGS}


def _application_to_dict(application: Application) -> dict[str, Any]:
    values = {n: getattr(application, n) for n in application.__dataclass_fields__}
    data = {n: list(v) if isinstance(v, tuple) else v for n, v in values.items()}
    return data | {"lock": list(application.lock) or None}


def _infeasible_to_dict(result: Infeasible) -> dict[str, Any]:
    return {
        "infeasible": True,
        "version": result.version,
        "conflicts": [
            {
                "kind": str(conflict.kind),
                "applications": list(conflict.applications),
                "booths": list(conflict.booths),
                "needs": list(conflict.needs),
            }
            for conflict in result.conflicts
        ],
    }


def _baseline_to_dict(baseline: Baseline | None) -> dict[str, int] | None:
    if baseline is None:
        return None
    return {
        "objective": baseline.objective,
        "satisfaction": baseline.satisfaction,
        "placed": baseline.placed,
    }


def _move_to_dict(move: Move) -> dict[str, Any]:
    values = {name: getattr(move, name) for name in move.__dataclass_fields__}
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    return plain | {"kind": str(move.kind)}


def _prices_to_dict(prices: Prices | None) -> dict[str, dict[str, int]] | None:
    if prices is None:
        return None
    return {"applications": dict(prices.applications), "clusters": dict(prices.clusters)}
