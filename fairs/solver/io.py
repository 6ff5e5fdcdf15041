"""Read and write `booth-assign/1` files; every error names the field at fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from fairs.solver.model import (
    FLAGS,
    FORMAT,
    MAX_MODULES,
    Application,
    Booth,
    Hall,
    Infeasible,
    Instance,
    Plan,
    Prices,
    Weights,
    Zone,
)
from fairs.solver.nodes import POINTS_LIMIT, Node, load
from fairs.solver.output import result_to_dict

T = TypeVar("T", Hall, Zone, Booth, Application)


def read_instance(path: str | Path) -> Instance:
    return parse_instance(load(Path(path)))


def read_plan(path: str | Path) -> dict[str, tuple[str, ...]]:
    """The assignment of a plan file, whatever else it claims."""
    return read_stored_plan(path)[0]


def read_stored_plan(path: str | Path) -> tuple[dict[str, tuple[str, ...]], Prices | None]:
    """The assignment of a plan file and the prices behind its bound, if it has any."""
    data = Node(load(Path(path)), "plan")
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


def read_claimed_bound(path: str | Path) -> int | None:
    """The bound a plan file claims, if it claims any; nothing is proven by reading it."""
    claimed = Node(load(Path(path)), "plan").get("bound")
    return None if claimed is None or claimed.value is None else claimed.integer(-(2**62), 2**62)


def write_result(result: Plan | Infeasible, path: str | Path) -> None:
    Path(path).write_text(
        json.dumps(result_to_dict(result), ensure_ascii=False, indent=1, sort_keys=True) + "\n",
        encoding="utf-8",
    )


def parse_instance(data: object) -> Instance:
    root = Node(data, "instance")
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


def _unique(node: Node, parse: Callable[[Node], T]) -> tuple[T, ...]:
    seen: set[str] = set()
    parsed = []
    for child in node.list():
        item = parse(child)
        if item.id in seen:
            child["id"].fail(f"{item.id!r} is used twice")
        seen.add(item.id)
        parsed.append(item)
    return tuple(parsed)


def _hall(node: Node) -> Hall:
    return Hall(
        id=node["id"].text(),
        outdoor=node["outdoor"].boolean(),
        entrances=tuple(_point(point) for point in node["entrances"].list()),
    )


def _point(node: Node) -> tuple[float, float]:
    if len(node.list()) != 2:
        node.fail("must be a pair of metres")
    x, y = node.list()
    return x.metres(), y.metres()


def _zone(node: Node) -> Zone:
    return Zone(
        id=node["id"].text(),
        name=node["name"].text(),
        allowed_groups=node["allowed_groups"].texts(),
    )


def _booth(node: Node) -> Booth:
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


def _application(node: Node) -> Application:
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


def _weights(node: Node) -> Weights:
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


def _star_pct(key: str, node: Node) -> tuple[int, int]:
    if not (key.isascii() and key.isdigit() and len(key) <= 2):
        node.fail("must be named by a number of stars")
    return int(key), node.integer(0, 10_000)


def _pair(node: Node) -> tuple[str, str]:
    if len(node.list()) != 2:
        node.fail("must be a pair of application ids")
    first, second = sorted(node.texts())
    if first == second:
        node.fail("names the same application twice")
    return first, second


def _check_references(
    root: Node,
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
