"""The inner loop of the annealing, in the subset of Python which numba compiles.

Places are booth numbers along the chains; an applicant's block is given by its first booth, since
its modules then fix how many booths it takes. Without numba the same loop runs as plain Python.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

LOST = -(2**30)  # value of a block that is not allowed
LOG = 256  # changes one move may make


def _random(state: Any) -> float:
    """Uniform in [0, 1): xorshift of 32 bits, the same compiled or not."""
    x = state[0]
    x ^= (x << 13) & 0xFFFFFFFF
    x ^= x >> 17
    x ^= (x << 5) & 0xFFFFFFFF
    state[0] = x
    return float(x / 4294967296.0)


def _pair(a: int, b: int, cluster: Any, product: Any, points: Any) -> int:
    if cluster[a] >= 0 and cluster[a] == cluster[b]:
        return int(points[0])
    if product[a] == product[b]:
        return int(-points[1])
    return 0


def _around(
    a: int, start: int, size: int, owner: Any, joined: Any, cluster: Any, product: Any, points: Any
) -> int:
    """Pair points of an applicant with its present neighbours."""
    total = 0
    if joined[start] and owner[start - 1] >= 0:
        total += _pair(a, owner[start - 1], cluster, product, points)
    end = start + size
    if end < len(owner) and joined[end] and owner[end] >= 0:
        total += _pair(a, owner[end], cluster, product, points)
    return total


def _fits(
    a: int, start: int, size: int, owner: Any, joined: Any, rival_from: Any, rival_of: Any
) -> bool:
    """Whether the booths are empty and no rival stands beside them."""
    for place in range(start, start + size):
        if owner[place] >= 0:
            return False
    return _peaceful(a, start, size, owner, joined, rival_from, rival_of)


def _peaceful(
    a: int, start: int, size: int, owner: Any, joined: Any, rival_from: Any, rival_of: Any
) -> bool:
    for i in range(rival_from[a], rival_from[a + 1]):
        if joined[start] and owner[start - 1] == rival_of[i]:
            return False
        end = start + size
        if end < len(owner) and joined[end] and owner[end] == rival_of[i]:
            return False
    return True


def anneal(
    steps: int,
    hot: float,
    cold: float,
    state: Any,
    value: Any,
    sizes: Any,
    modules: Any,
    joined: Any,
    cluster: Any,
    product: Any,
    points: Any,
    rival_from: Any,
    rival_of: Any,
    locked: Any,
    by_app_from: Any,
    by_app: Any,
    by_app_value: Any,
    by_place_from: Any,
    by_place: Any,
    by_place_value: Any,
    open_places: Any,
    members: Any,
    doors: Any,
    position: Any,
    best: Any,
    totals: Any,
) -> None:
    """`steps` moves cooling from `hot` to `cold`; `position` and `best` change in place.

    value[a, p]: points of applicant a from booth p on; sizes[m, p]: booths of m modules from p on;
    joined[p]: booth p - 1 stands beside p. by_app lists each applicant's promising first booths,
    by_place the applicants promising for a block from each booth, most promising first. They hold
    nothing but places with open_places[p] (whole chains) and applicants who wait or stand there,
    the members: others stay as they are. A move begins with one of the members or one of the
    doors, booths in whose list there is somebody; neither may be empty. by_app_value and
    by_place_value repeat the points of each item, since the table of all values is too large to
    stay near the processor.
    totals = [objective of position, objective of best].
    """
    places, people = len(joined), len(modules)
    owner = np.full(places, -1, dtype=np.int32)
    held = np.zeros(people, dtype=np.int32)  # points where each stands
    for a in range(people):
        if position[a] >= 0:
            held[a] = value[a, position[a]]
            for place in range(position[a], position[a] + sizes[modules[a], position[a]]):
                owner[place] = a
    log_app = np.zeros(LOG, dtype=np.int32)
    log_old = np.zeros(LOG, dtype=np.int32)
    log_held = np.zeros(LOG, dtype=np.int32)
    evicted = np.zeros(16, dtype=np.int32)
    current, top = totals[0], totals[1]
    ratio = math.log(cold / hot) / max(steps, 1)
    for step in range(steps):
        # choose an applicant and a block for it
        if _random(state) < 0.5:
            a = members[int(_random(state) * len(members))]
            low, high = by_app_from[a], by_app_from[a + 1]
            if low == high or locked[a]:
                continue
            at = low + int((high - low) * _random(state) * _random(state))
            start, points_there = by_app[at], by_app_value[at]
        else:
            start = doors[int(_random(state) * len(doors))]
            low, high = by_place_from[start], by_place_from[start + 1]
            if low == high:
                continue
            at = low + int((high - low) * _random(state) * _random(state))
            a, points_there = by_place[at], by_place_value[at]
            if locked[a]:
                continue
        old = position[a]
        size = sizes[modules[a], start]
        if old == start:
            continue
        # who stands there now
        count = 0
        blocked = False
        for place in range(start, start + size):
            b = owner[place]
            if b >= 0 and b != a and (count == 0 or evicted[count - 1] != b):
                evicted[count] = b
                count += 1
                if locked[b]:
                    blocked = True
        if blocked:
            continue
        change = 0
        logged = 0
        # clear: the applicant itself, then those in its way
        old_size = 0
        if old >= 0:
            old_size = sizes[modules[a], old]
            change -= held[a] + _around(a, old, old_size, owner, joined, cluster, product, points)
            for place in range(old, old + old_size):
                owner[place] = -1
        log_app[logged], log_old[logged], log_held[logged] = a, old, held[a]
        logged += 1
        position[a] = -1
        first_hole, last_hole = start, start + size
        for i in range(count):
            b = evicted[i]
            at = position[b]
            b_size = sizes[modules[b], at]
            change -= held[b] + _around(b, at, b_size, owner, joined, cluster, product, points)
            for place in range(at, at + b_size):
                owner[place] = -1
            log_app[logged], log_old[logged], log_held[logged] = b, at, held[b]
            logged += 1
            position[b] = -1
            first_hole = min(first_hole, at)
            last_hole = max(last_hole, at + b_size)
        feasible = _peaceful(a, start, size, owner, joined, rival_from, rival_of)
        if feasible:
            change += points_there + _around(
                a, start, size, owner, joined, cluster, product, points
            )
            for place in range(start, start + size):
                owner[place] = a
            position[a], held[a] = start, points_there
            # those evicted look for a place: in the hole left behind, near by, or anywhere good
            for i in range(count):
                b = evicted[i]
                gain, where, points_at = 0, -1, 0
                for trial in range(16):
                    if trial < 4:
                        if old < 0:
                            continue
                        p = old + trial - (1 if old_size <= 1 else 0)
                    elif trial < 10:
                        p = first_hole - 3 + trial - 4
                        if trial >= 7:
                            p = last_hole - 2 + trial - 7
                    else:
                        low, high = by_app_from[b], by_app_from[b + 1]
                        if low == high:
                            continue
                        at = low + int((high - low) * _random(state) * _random(state))
                        p = by_app[at]
                    # whether the booth is empty is known sooner than what it is worth
                    if p < 0 or p >= places or not open_places[p] or owner[p] >= 0:
                        continue
                    here = by_app_value[at] if trial >= 10 else value[b, p]
                    if here == LOST:
                        continue
                    b_size = sizes[modules[b], p]
                    if not _fits(b, p, b_size, owner, joined, rival_from, rival_of):
                        continue
                    worth = here + _around(b, p, b_size, owner, joined, cluster, product, points)
                    if where < 0 or worth > gain:
                        gain, where, points_at = worth, p, here
                if where >= 0 and gain > 0:
                    b_size = sizes[modules[b], where]
                    for place in range(where, where + b_size):
                        owner[place] = b
                    position[b], held[b] = where, points_at
                    change += gain
            # the waiting look at the holes
            for side in range(2):
                if side == 0:
                    if old < 0:
                        continue
                    low_hole, high_hole = old, old + old_size
                else:
                    low_hole, high_hole = first_hole, last_hole
                for hole in range(low_hole, high_hole):
                    if owner[hole] >= 0 or logged >= LOG - 2:
                        continue
                    gain, where, who, points_at = 0, -1, -1, 0
                    for trial in range(12):
                        p = hole - (trial & 1)
                        if p < 0 or (p != hole and not joined[hole]):
                            continue
                        low, high = by_place_from[p], by_place_from[p + 1]
                        if low == high:
                            continue
                        at = low + int((high - low) * _random(state) * _random(state))
                        b = by_place[at]
                        if position[b] >= 0 or locked[b]:
                            continue
                        b_size = sizes[modules[b], p]
                        if p + b_size <= hole:
                            continue
                        if not _fits(b, p, b_size, owner, joined, rival_from, rival_of):
                            continue
                        here = by_place_value[at]
                        worth = here + _around(
                            b, p, b_size, owner, joined, cluster, product, points
                        )
                        if where < 0 or worth > gain:
                            gain, where, who, points_at = worth, p, b, here
                    if where >= 0 and gain > 0:
                        b_size = sizes[modules[who], where]
                        known = False
                        for i in range(logged):
                            if log_app[i] == who:
                                known = True
                        if not known:
                            log_app[logged], log_old[logged] = who, -1
                            log_held[logged] = held[who]
                            logged += 1
                        for place in range(where, where + b_size):
                            owner[place] = who
                        position[who], held[who] = where, points_at
                        change += gain
        temperature = hot * math.exp(ratio * step)
        if feasible and (change >= 0 or _random(state) < math.exp(change / temperature)):
            current += change
            if current > top:
                top = current
                for i in range(len(members)):
                    best[members[i]] = position[members[i]]
            continue
        for i in range(logged):
            b = log_app[i]
            if position[b] >= 0:
                for place in range(position[b], position[b] + sizes[modules[b], position[b]]):
                    owner[place] = -1
                position[b] = -1
        for i in range(logged):
            b = log_app[i]
            position[b], held[b] = log_old[i], log_held[i]
            if log_old[i] >= 0:
                for place in range(log_old[i], log_old[i] + sizes[modules[b], log_old[i]]):
                    owner[place] = b
    totals[0], totals[1] = current, top
