"""What an allocation was made from, as digests: whether it changed since, and where."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import orjson

from fairs.models import Application
from fairs.solver.model import Instance
from fairs.solver.output import instance_to_dict

Fingerprint = dict[str, Any]


def input_hash(fingerprint: Fingerprint) -> str:
    """Digest of a fingerprint: equal input, equal hash."""
    return hashlib.sha256(orjson.dumps(fingerprint, option=orjson.OPT_SORT_KEYS)).hexdigest()


def changes_since(before: Fingerprint, after: Fingerprint) -> dict[str, list[str]]:
    """What differs between two inputs: names of booths and application codes, by kind."""
    found: dict[str, list[str]] = {}
    for kind in ("booths", "applications"):
        old, new = before.get(kind, {}), after.get(kind, {})
        found[f"{kind}_added"] = sorted(new.keys() - old.keys())
        found[f"{kind}_removed"] = sorted(old.keys() - new.keys())
        found[f"{kind}_changed"] = sorted(k for k in old.keys() & new.keys() if old[k] != new[k])
    for kind in ("weights", "zones", "halls", "rivals"):
        known = kind in before  # else made by an earlier version, which did not tell them apart
        found[kind] = [kind] if known and before[kind] != after[kind] else []
    return {kind: names for kind, names in found.items() if names}


def fingerprint_of(
    instance: Instance, applications: Mapping[str, Application], kept_free: Collection[str] = ()
) -> Fingerprint:
    """Digests of each part; locks (booths kept free among them) and published places are checked
    on their own."""
    data = instance_to_dict(instance)
    own = ("lock", "submitted")
    return {
        "booths": {
            b["id"]: _digest({**b, "available": True} if b["id"] in kept_free else b)
            for b in data["booths"]
        },
        "applications": {
            a["id"]: _digest(
                {k: v for k, v in a.items() if k not in own}
                | {"at": str(applications[a["id"]].submitted_at)}
            )
            for a in data["applications"]
        },
        "weights": _digest(data["weights"]),
        "zones": _digest(data["zones"]),
        "halls": _digest(data["halls"]),
        "rivals": _digest(data["separate"]),
    }


def _digest(value: Any) -> str:
    blob = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(blob).hexdigest()[:12]
