"""A brute force optimum and a validator, both sharing nothing with the solver but its input.

They work on the raw JSON of an instance, as checker.py of the format does.
"""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]


def touch(a: Data, b: Data) -> bool:
    if (a["hall"], a["row"]) != (b["hall"], b["row"]):
        return False
    dx = min(a["x"] + a["w"], b["x"] + b["w"]) - max(a["x"], b["x"])
    dy = min(a["y"] + a["h"], b["y"] + b["h"]) - max(a["y"], b["y"])
    return bool((-0.05 <= dx <= 0.05 and dy >= 1) or (-0.05 <= dy <= 0.05 and dx >= 1))


class Oracle:
    def __init__(self, data: Data) -> None:
        self.data = data
        self.booths = {b["id"]: b for b in data["booths"]}
        self.apps = {a["id"]: a for a in data["applications"]}
        self.zones = {z["id"]: z["allowed_groups"] for z in data["zones"]}
        self.beside: dict[str, set[str]] = {b: set() for b in self.booths}
        for a in data["booths"]:
            for b in data["booths"]:
                if a["id"] != b["id"] and touch(a, b):
                    self.beside[a["id"]].add(b["id"])

    def allowed(self, app: Data, block: tuple[str, ...]) -> bool:
        booths = [self.booths[b] for b in block]
        first = booths[0]
        groups = self.zones.get(first["zone"]) or []
        return (
            all(b["available"] for b in booths)
            and len(set(block)) == len(block)
            and self._connected(block)
            and len({(b["zone"], b["type"]) for b in booths}) == 1
            and sum(b["modules"] for b in booths) == app["modules"]
            and (not groups or app["group"] in groups)
            and first["type"] in app["allowed_types"]
            and all(any(b[need] for b in booths) for need in app["needs"])
            and set(app["lock"] or []) <= set(block)
        )

    def _connected(self, block: tuple[str, ...]) -> bool:
        reached = {block[0]}
        while True:
            more = {b for b in block if self.beside[b] & reached} - reached
            if not more:
                return reached == set(block)
            reached |= more

    def blocks(self, app: Data) -> list[tuple[str, ...]]:
        found: set[tuple[str, ...]] = set()
        level = {(b,) for b in self.booths}
        for _ in range(4):
            found |= {block for block in level if self.allowed(app, block)}
            grown = {
                frozenset((*block, more))
                for block in level
                for booth in block
                for more in self.beside[booth] - set(block)
            }
            level = {tuple(sorted(block)) for block in grown}
        return sorted(found)

    def errors(self, plan: dict[str, Any]) -> list[str]:
        assignment = plan["assignment"]
        used = [b for block in assignment.values() for b in block]
        errors = []
        if len(set(used)) < len(used):
            errors.append("a booth is used twice")
        for key, block in assignment.items():
            if not self.allowed(self.apps[key], tuple(block)):
                errors.append(f"{key} may not have {block}")
        errors += [
            f"{a['id']} is locked but not placed"
            for a in self.data["applications"]
            if a["lock"] and a["id"] not in assignment
        ]
        pairs = self.pairs(assignment)
        errors += [f"rivals {p}" for p in self.data["separate"] if tuple(sorted(p)) in pairs]
        if plan["objective"] != self.objective(assignment):
            errors.append(f"objective is {self.objective(assignment)}")
        if plan["bound"] < plan["objective"]:
            errors.append("bound below objective")
        rest = [a for a in self.data["applications"] if a["id"] not in assignment]
        order = sorted(rest, key=lambda a: (-a["priority"], a["submitted"], a["id"]))
        if list(plan["waitlist"]) != [a["id"] for a in order]:
            errors.append("waitlist out of order")
        return errors

    def pairs(self, assignment: dict[str, Any]) -> set[tuple[str, str]]:
        holder = {b: key for key, block in assignment.items() for b in block}
        return {
            (min(key, holder[n]), max(key, holder[n]))
            for b, key in holder.items()
            for n in self.beside[b]
            if n in holder and holder[n] != key
        }

    def unary(self, app: Data, block: tuple[str, ...]) -> int:
        w = self.data["weights"]
        booths = [self.booths[b] for b in block]
        points = app["modules"] * (w["place_base"] + w["place_priority"] * app["priority"])
        likes = 0
        for rank, wish in enumerate(app["pref_booths"]):
            if wish in block and rank < len(w["pref_booth"]):
                likes += w["pref_booth"][rank]
                break
        for name, value in (("pref_zone", booths[0]["zone"]), ("pref_type", booths[0]["type"])):
            ranked = app[f"{name}s"]
            if value in ranked and ranked.index(value) < len(w[name]):
                likes += w[name][ranked.index(value)]
        likes += w["want"] * sum(any(b[f] for b in booths) for f in app["wants"])
        modules = sum(b["modules"] for b in booths)
        quality = sum(b["modules"] * b["quality"] for b in booths) // modules
        likes += (w["quality"] * 100 + w["fairness"] * app["credit"]) * quality // 10000
        return int(points + likes * w["star_pct"][str(app["stars"])] // 100)

    def pair(self, a: str, b: str) -> int:
        one, other = self.apps[a], self.apps[b]
        if one["cluster"] is not None and one["cluster"] == other["cluster"]:
            return int(self.data["weights"]["cluster_pair"])
        if one["product_type"] == other["product_type"]:
            return -int(self.data["weights"]["competitor_pair"])
        return 0

    def objective(self, assignment: dict[str, Any]) -> int:
        w = self.data["weights"]
        total = sum(self.unary(self.apps[k], tuple(block)) for k, block in assignment.items())
        total += sum(self.pair(a, b) for a, b in self.pairs(assignment))
        for key, old in self.data["announced"].items():
            if key in self.apps and key not in assignment:
                total -= w["drop"] * self.apps[key]["modules"]
            elif key in self.apps and set(assignment[key]) != set(old):
                total -= w["move"]
        return total

    def best(self) -> int | None:
        """The optimum by trying everything (None: infeasible); for tiny instances only."""
        apps = self.data["applications"]
        options = [self.blocks(a) for a in apps]
        rivals = {tuple(sorted(pair)) for pair in self.data["separate"]}
        best: int | None = None

        def descend(depth: int, plan: dict[str, tuple[str, ...]], used: frozenset[str]) -> None:
            nonlocal best
            if depth == len(apps):
                if not rivals & self.pairs(plan):
                    points = self.objective(plan)
                    best = points if best is None else max(best, points)
                return
            key = apps[depth]["id"]
            for block in options[depth]:
                if used.isdisjoint(block):
                    descend(depth + 1, plan | {key: block}, used | set(block))
            if not apps[depth]["lock"]:
                descend(depth + 1, plan, used)

        descend(0, {}, frozenset())
        return best


def left_out(data, assignment):
    """(applicant, block) of who waits although the block is empty and no rival stands beside."""
    oracle = Oracle(data)
    used = {booth for block in assignment.values() for booth in block}
    rivals = {tuple(sorted(pair)) for pair in data["separate"]}
    return [
        (key, block)
        for key, app in oracle.apps.items()
        if key not in assignment
        for block in oracle.blocks(app)
        if not used & set(block) and not oracle.pairs(assignment | {key: block}) & rivals
    ]
