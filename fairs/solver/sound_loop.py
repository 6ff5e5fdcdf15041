"""The best sound filling of each chain, in the subset of Python which numba compiles.

The chain program lets an applicant return and rivals touch. Where its best filling does so, the
best one which does not is sought here from the right end of the chain on, the most promising column
first: what the program says of the beginnings still to come bounds every part of a filling.
"""

from __future__ import annotations

from typing import Any

import numpy as np

SLOTS = 2**13  # parts of fillings remembered; a power of two
EMPTY, NONE = -1, -2  # in place of a column: a booth left empty, and nothing at all
UNTRIED = 1e18


def _rivals(a: int, b: int, rival_from: Any, rival_of: Any) -> bool:
    found = False
    for i in range(rival_from[a], rival_from[a + 1]):
        found = found or rival_of[i] == b
    return found


def _traced(
    label: int,
    previous: Any,
    app: Any,
    start: Any,
    end: Any,
    rival_from: Any,
    rival_of: Any,
    picked: Any,
) -> bool:
    """Write the filling that ends with this label to `picked`; whether it is sound."""
    count, fair = 0, True
    picked[:] = -1
    while label >= 0:
        j = label >> 1
        for i in range(count):
            if app[picked[i]] == app[j]:
                fair = False
        if count > 0:
            right = picked[count - 1]
            if start[right] == end[j] and _rivals(app[j], app[right], rival_from, rival_of):
                fair = False
        picked[count] = j
        count += 1
        label = previous[j, label & 1]
    return fair


def settle(
    first_chain: int,
    last_chain: int,
    limit: int,
    chain_length: Any,
    may_skip: Any,
    by_end: Any,
    ending: Any,
    app: Any,
    start: Any,
    end: Any,
    cluster: Any,
    product: Any,
    value: Any,
    prices: Any,
    bonus: Any,
    penalty: float,
    rival_from: Any,
    rival_of: Any,
    marks: Any,
    gain: Any,
    previous: Any,
    before: Any,
    reach: Any,
    tail: Any,
    best: Any,
    picked: Any,
) -> None:
    """Fill best[c] and picked[c] (columns from right to left, -1 padded) after a sweep.

    best[c] bounds every sound filling of chain c. It is the value of picked[c] and picked[c] is
    sound, unless more than `limit` columns would have to be tried: then best[c] is what was left
    open, and picked[c] the best sound filling met, or that of the sweep if there was none. With a
    limit of 0 both are those of the sweep.

    `marks` are random numbers, one for each applicant in the filling, one for each that stands
    last, one for each booth: two parts of fillings with the same people, the same last one and the
    same booths to go are told by them, and only the dearer goes on.
    """
    never = -1e15
    steps = reach.shape[0] - 1
    people = len(rival_from) - 1
    # by depth: the column chosen, where the part ends, what it is worth, who is in it, what was
    # tried last and up to which bound
    chosen = np.full(steps + 2, NONE, dtype=np.int64)
    at = np.zeros(steps + 2, dtype=np.int64)
    worth = np.zeros(steps + 2, dtype=np.float64)
    mark = np.zeros(steps + 2, dtype=np.int64)
    tried = np.empty(steps + 2, dtype=np.float64)
    tried_column = np.empty(steps + 2, dtype=np.int64)
    ranked = np.empty(0, dtype=ending.dtype)  # the columns of a chain by their end, best first
    ranked_for = np.full(steps + 1, -1, dtype=np.int64)  # which chain, by booth
    keys = np.zeros(SLOTS, dtype=np.int64)
    known = np.zeros(SLOTS, dtype=np.float64)
    known_for = np.full(SLOTS, -1, dtype=np.int64)
    for c in range(first_chain, last_chain):
        length = chain_length[c]
        best[c] = reach[length, c]
        fair = _traced(tail[c], previous, app, start, end, rival_from, rival_of, picked[c])
        if fair or limit == 0:
            continue
        base = by_end[c * (steps + 1)]
        size = by_end[c * (steps + 1) + length + 1] - base
        if len(ranked) < size:
            ranked = np.empty(size, dtype=ending.dtype)
        found, spent, depth = never, 0, 0
        at[0] = length
        tried[0], tried_column[0] = UNTRIED, NONE
        while depth >= 0:
            # the most promising continuation not tried yet: its bound, its column and pair points
            o, v = at[depth], worth[depth]
            if o == 0 and v > found:
                found = v
                picked[c, :] = -1
                count = 0
                for d in range(depth):
                    if chosen[d] >= 0:
                        picked[c, count] = chosen[d]
                        count += 1
            right = chosen[depth - 1] if depth > 0 else EMPTY
            most, column, pair = never, NONE, 0.0
            if o > 0 and may_skip[o - 1, c]:
                u = v + reach[o - 1, c]
                if u < tried[depth] or (u == tried[depth] and tried_column[depth] < EMPTY):
                    most, column = u, EMPTY
            k = c * (steps + 1) + o
            low, high = by_end[k] - base, by_end[k + 1] - base
            if ranked_for[o] != c and high > low:
                ranked_for[o] = c
                those = ending[by_end[k] : by_end[k + 1]]
                ranked[low:high] = those[np.argsort(-gain[those, 0])]
            mates = 0.0
            if right >= 0 and cluster[app[right]] >= 0:
                mates = max(0.0, bonus[cluster[app[right]]])
            for i in range(low, high):
                j = ranked[i]
                g = gain[j, 0]
                if g <= never / 2 or v + g + mates <= found or v + g + mates < most:
                    break
                a = app[j]
                used, used_before = False, False
                for d in range(depth):
                    if chosen[d] >= 0:
                        used = used or app[chosen[d]] == a
                        used_before = used_before or app[chosen[d]] == before[j, 0]
                if used:
                    continue
                if used_before:
                    g = gain[j, 1]
                beside = 0.0
                if right >= 0:
                    b = app[right]
                    if cluster[a] >= 0 and cluster[a] == cluster[b]:
                        beside = bonus[cluster[a]]
                    elif product[a] == product[b]:
                        beside = -penalty
                u = v + beside + g
                # among equal bounds in the order of the columns
                if u < most or (u == most and j > column):
                    continue
                if u > tried[depth] or (u == tried[depth] and j <= tried_column[depth]):
                    continue
                if right >= 0 and _rivals(a, app[right], rival_from, rival_of):
                    continue
                most, column, pair = u, j, beside
            if spent >= limit and most > found:
                found = tried[0] if depth > 0 else most
                break
            if most <= found or most <= never / 2:
                depth -= 1
                continue
            spent += 1
            tried[depth], tried_column[depth] = most, column
            chosen[depth] = column
            deeper = depth + 1
            if column == EMPTY:
                at[deeper], worth[deeper], mark[deeper] = o - 1, v, mark[depth]
                key = mark[depth] ^ marks[2 * people + o - 1]
            else:
                a = app[column]
                at[deeper] = start[column]
                worth[deeper] = v + pair + value[column] - prices[a]
                mark[deeper] = mark[depth] ^ marks[a]
                key = mark[deeper] ^ marks[people + a] ^ marks[2 * people + start[column]]
            slot = key & (SLOTS - 1)
            same = known_for[slot] == c and keys[slot] == key
            if same and known[slot] >= worth[deeper]:
                continue
            known_for[slot], keys[slot], known[slot] = c, key, worth[deeper]
            tried[deeper], tried_column[deeper] = UNTRIED, NONE
            depth = deeper
        if found > never / 2:
            best[c] = min(best[c], found)
