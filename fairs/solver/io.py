"""Read and write `booth-assign/1` files; every error names the field at fault."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from fairs.solver.model import (
    FLAGS,
    FORMAT,
    MAX_MODULES,
    Application,
    Baseline,
    Booth,
    Hall,
    Infeasible,
    Instance,
    InstanceError,
    Move,
    Plan,
    Prices,
    Weights,
    Zone,
)

POINTS_LIMIT = 10**9
METRES_LIMIT = 10**6
TEXT_LIMIT = 200
_MISSING = object()
T = TypeVar("T", Hall, Zone, Booth, Application)


def read_instance(path: str | Path) -> Instance:
    return parse_instance(_load(Path(path)))


def read_plan(path: str | Path) -> dict[str, tuple[str, ...]]:
    """The assignment of a plan file, whatever else it claims."""
    return read_stored_plan(path)[0]


def read_stored_plan(path: str | Path) -> tuple[dict[str, tuple[str, ...]], Prices | None]:
    """The assignment of a plan file and the prices behind its bound, if it has any."""
    data = _Node(_load(Path(path)), "plan")
    assignment = {
        key: booths
        for key, node in data["assignment"].items()
        if (booths := node.texts())  # an empty list means "not placed"
    }
    stored = data.get("prices")
    if stored is None or stored.value is None:
        return assignment, None
    return assignment, Prices(
        applications={k: v.integer(0, 10**12) for k, v in stored["applications"].items()},
        clusters={k: v.integer(0, 10**12) for k, v in stored["clusters"].items()},
    )


def write_result(result: Plan | Infeasible, path: str | Path) -> None:
    Path(path).write_text(
        json.dumps(result_to_dict(result), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        encoding="utf-8",
    )


def parse_instance(data: object) -> Instance:
    root = _Node(data, "instance")
    if root["format"].text() != FORMAT:
        root["format"].fail(f"must be {FORMAT!r}")
    zones = _unique(root["zones"], _zone)
    weights = _weights(root["weights"])
    booths = _unique(root["booths"], _booth)
    applications = _unique(root["applications"], _application)
    _check_references(root, weights, zones, booths, applications)
    return Instance(
        name=root["name"].text(),
        seed=root["seed"].integer(-(2**63), 2**63),
        weights=weights,
        halls=_unique(root["halls"], _hall),
        zones=zones,
        booths=booths,
        applications=applications,
        separate=tuple(_pair(node) for node in root["separate"].list()),
        announced={key: node.texts() for key, node in root["announced"].items()},
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


class _Node:
    """A JSON value which knows its own path, so that an error can name it."""

    __slots__ = ("path", "value")

    def __init__(self, value: object, path: str) -> None:
        self.value = value
        self.path = path

    def fail(self, message: str) -> NoReturn:
        raise InstanceError(self.path, message)

    def _dict(self) -> Mapping[str, object]:
        if not isinstance(self.value, dict):
            self.fail("must be an object")
        return self.value

    def __getitem__(self, key: str) -> _Node:
        value = self._dict().get(key, _MISSING)
        if value is _MISSING:
            raise InstanceError(f"{self.path}.{key}", "is missing")
        return _Node(value, f"{self.path}.{key}")

    def get(self, key: str) -> _Node | None:
        return self[key] if key in self._dict() else None

    def items(self) -> list[tuple[str, _Node]]:
        return [(k, _Node(v, f"{self.path}.{k}")) for k, v in self._dict().items()]

    def list(self) -> list[_Node]:
        if not isinstance(self.value, list):
            self.fail("must be a list")
        return [_Node(v, f"{self.path}[{i}]") for i, v in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value or len(self.value) > TEXT_LIMIT:
            self.fail(f"must be a text of 1 to {TEXT_LIMIT} characters")
        return self.value

    def optional_text(self) -> str | None:
        return None if self.value is None else self.text()

    def texts(self) -> tuple[str, ...]:
        return tuple(node.text() for node in self.list())

    def flags(self) -> tuple[str, ...]:
        for node in self.list():
            if node.value not in FLAGS:
                node.fail(f"must be one of {', '.join(FLAGS)}")
        return self.texts()

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail("must be true or false")
        return self.value

    def integer(self, low: int = 0, high: int = POINTS_LIMIT) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.fail("must be a whole number")
        if not low <= self.value <= high:
            self.fail(f"must be between {low} and {high}")
        return self.value

    def metres(self, low: float = -METRES_LIMIT) -> float:
        value = self.value
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.fail("must be a number")
        if not math.isfinite(value) or not low <= value <= METRES_LIMIT:
            self.fail(f"must be between {low} and {METRES_LIMIT} metres")
        return float(value)


def _load(path: Path) -> object:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except OSError as error:
        raise InstanceError(str(path), f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise InstanceError(str(path), "is not UTF-8") from error
    except RecursionError as error:
        raise InstanceError(str(path), "is nested too deeply") from error
    except InstanceError:
        raise
    except ValueError as error:  # JSONDecodeError, or a number of thousands of digits
        raise InstanceError(str(path), f"is not JSON ({error})") from error


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InstanceError(twice, "appears twice in one object")
    return data


def _no_constant(name: str) -> NoReturn:
    raise InstanceError(name, "is not a number")


def _unique(node: _Node, parse: Callable[[_Node], T]) -> tuple[T, ...]:
    seen: set[str] = set()
    parsed = []
    for child in node.list():
        item = parse(child)
        if item.id in seen:
            child["id"].fail(f"{item.id!r} is used twice")
        seen.add(item.id)
        parsed.append(item)
    return tuple(parsed)


def _hall(node: _Node) -> Hall:
    return Hall(
        id=node["id"].text(),
        outdoor=node["outdoor"].boolean(),
        entrances=tuple(_point(point) for point in node["entrances"].list()),
    )


def _point(node: _Node) -> tuple[float, float]:
    if len(node.list()) != 2:
        node.fail("must be a pair of metres")
    x, y = node.list()
    return x.metres(), y.metres()


def _zone(node: _Node) -> Zone:
    return Zone(
        id=node["id"].text(),
        name=node["name"].text(),
        allowed_groups=node["allowed_groups"].texts(),
    )


def _booth(node: _Node) -> Booth:
    return Booth(
        id=node["id"].text(),
        hall=node["hall"].text(),
        row=node["row"].text(),
        x=node["x"].metres(),
        y=node["y"].metres(),
        w=node["w"].metres(low=0.01),
        h=node["h"].metres(low=0.01),
        modules=node["modules"].integer(1, 1000),
        type=node["type"].text(),
        zone=node["zone"].optional_text(),
        quality=node["quality"].integer(0, 100),
        available=node["available"].boolean(),
        flags=frozenset(flag for flag in FLAGS if node[flag].boolean()),
    )


def _application(node: _Node) -> Application:
    return Application(
        id=node["id"].text(),
        modules=node["modules"].integer(1, MAX_MODULES),
        group=node["group"].text(),
        product_type=node["product_type"].text(),
        stars=node["stars"].integer(0, 10),
        cluster=node["cluster"].optional_text(),
        allowed_types=node["allowed_types"].texts(),
        needs=node["needs"].flags(),
        wants=node["wants"].flags(),
        pref_booths=node["pref_booths"].texts(),
        pref_zones=node["pref_zones"].texts(),
        pref_types=node["pref_types"].texts(),
        priority=node["priority"].integer(-1000, 1000),
        credit=node["credit"].integer(0, 100),
        submitted=node["submitted"].integer(-POINTS_LIMIT, POINTS_LIMIT),
        lock=() if node["lock"].value is None else tuple(dict.fromkeys(node["lock"].texts())),
    )


def _weights(node: _Node) -> Weights:
    def ranks(name: str) -> tuple[int, ...]:
        return tuple(child.integer() for child in node[name].list())

    return Weights(
        place_base=node["place_base"].integer(),
        place_priority=node["place_priority"].integer(),
        pref_booth=ranks("pref_booth"),
        pref_zone=ranks("pref_zone"),
        pref_type=ranks("pref_type"),
        want=node["want"].integer(),
        quality=node["quality"].integer(),
        fairness=node["fairness"].integer(),
        star_pct=dict(_star_pct(key, child) for key, child in node["star_pct"].items()),
        cluster_pair=node["cluster_pair"].integer(),
        competitor_pair=node["competitor_pair"].integer(),
        move=node["move"].integer(),
        drop=node["drop"].integer(),
    )


def _star_pct(key: str, node: _Node) -> tuple[int, int]:
    if not (key.isascii() and key.isdigit() and len(key) <= 2):
        node.fail("must be named by a number of stars")
    return int(key), node.integer(0, 10_000)


def _pair(node: _Node) -> tuple[str, str]:
    if len(node.list()) != 2:
        node.fail("must be a pair of application ids")
    first, second = sorted(node.texts())
    if first == second:
        node.fail("names the same application twice")
    return first, second


def _check_references(
    root: _Node,
    weights: Weights,
    zones: tuple[Zone, ...],
    booths: tuple[Booth, ...],
    applications: tuple[Application, ...],
) -> None:
    known = {zone.id for zone in zones}
    for node, booth in zip(root["booths"].list(), booths, strict=True):
        if booth.zone is not None and booth.zone not in known:
            node["zone"].fail(f"{booth.zone!r} is not a zone of this instance")
    for node, application in zip(root["applications"].list(), applications, strict=True):
        if application.stars not in weights.star_pct:
            node["stars"].fail(f"weights.star_pct has no {application.stars}")
