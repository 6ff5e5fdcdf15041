"""The inner loop of the chain program, in the subset of Python which numba compiles."""

from __future__ import annotations

from typing import Any

import numpy as np

TOP = 8  # best labels at a boundary kept in order; at least four applicants, as each has two
GAPS = 3  # whoever comes next, and whoever else came before, two of them may be barred


def sweep(
    first_chain: int,
    last_chain: int,
    chain_length: Any,
    may_skip: Any,
    by_start: Any,
    by_end: Any,
    ending: Any,
    app: Any,
    cluster: Any,
    product: Any,
    value: Any,
    prices: Any,
    bonus: Any,
    penalty: float,
    gain: Any,
    previous: Any,
    before: Any,
    reach: Any,
    tail: Any,
) -> None:
    """The chain program of chains_dp for the chains first_chain to last_chain - 1, one by one.

    The last five arrays are filled, as far as they belong to these chains.

    Columns are sorted by chain and start: those starting at booth o of chain c are by_start[k] ..
    by_start[k + 1] with k = c * (steps + 1) + o, and those ending there ending[by_end[k] ..].
    Label 2 j is the best beginning that ends with column j, label 2 j + 1 the best with another
    applicant before j. previous[j] are the labels they continue (-1: none), before[j] the
    applicants of these; tail[c] is the last label of the best filling of chain c.
    """
    never = -1e15
    steps = reach.shape[0] - 1
    top = np.empty(TOP, dtype=np.float64)
    top_label = np.empty(TOP, dtype=np.int64)
    seen = np.full(len(bonus), -1, dtype=np.int64)
    head = np.full(len(bonus), -1, dtype=np.int64)
    lowest = 2 * by_start[first_chain * (steps + 1)]
    following = np.full(
        2 * by_start[last_chain * (steps + 1)] - lowest, -1, dtype=np.int64
    )  # by label, from the lowest on
    # beginnings that may leave the next booth empty, each with another last applicant
    gap = np.empty(GAPS, dtype=np.float64)
    gap_label = np.empty(GAPS, dtype=np.int64)
    for c in range(first_chain, last_chain):
        gaps = 1
        gap[0], gap_label[0] = 0.0, -1
        for o in range(chain_length[c] + 1):
            k = c * (steps + 1) + o
            count = 0
            for i in range(by_end[k], by_end[k + 1]):
                j = ending[i]
                m = cluster[app[j]]
                for label in range(2 * j, 2 * j + 2):
                    g = gain[j, label - 2 * j]
                    if g <= never / 2:
                        break
                    if m >= 0:
                        if seen[m] != k:
                            seen[m], head[m] = k, -1
                        following[label - lowest] = head[m]
                        head[m] = label
                    if count == TOP and g <= top[TOP - 1]:
                        continue
                    at = min(count, TOP - 1)
                    while at > 0 and top[at - 1] < g:
                        top[at], top_label[at] = top[at - 1], top_label[at - 1]
                        at -= 1
                    top[at], top_label[at] = g, label
                    count = min(count + 1, TOP)
            reach[o, c], tail[c] = never, -1
            if gaps > 0:
                reach[o, c], tail[c] = gap[0], gap_label[0]
            if count > 0 and top[0] > reach[o, c]:
                reach[o, c], tail[c] = top[0], top_label[0]
            for j in range(by_start[k], by_start[k + 1]):
                a = app[j]
                p, m = product[a], cluster[a]
                first, first_label, first_app = never, -1, -2
                second, second_label, second_app = never, -1, -2
                # an empty booth or nothing before it
                for i in range(gaps):
                    label = gap_label[i]
                    b = app[label >> 1] if label >= 0 else -1
                    if b == a:
                        continue
                    v = gap[i]
                    if v > first:
                        if b != first_app:
                            second, second_label, second_app = first, first_label, first_app
                        first, first_label, first_app = v, label, b
                    elif b != first_app and v > second:
                        second, second_label, second_app = v, label, b
                # somebody of the same cluster before it
                if m >= 0 and seen[m] == k:
                    label = head[m]
                    while label >= 0:
                        x = label >> 1
                        b = app[x]
                        if b != a and before[x, label & 1] != a:
                            v = gain[x, label & 1] + bonus[m]
                            if v > first:
                                if b != first_app:
                                    second, second_label = first, first_label
                                    second_app = first_app
                                first, first_label, first_app = v, label, b
                            elif b != first_app and v > second:
                                second, second_label, second_app = v, label, b
                        label = following[label - lowest]
                # anybody else, best first; the whole list only where its top did not suffice
                enough = count < TOP
                for i in range(count):
                    if top[i] <= second:
                        enough = True
                        break
                    label = top_label[i]
                    x = label >> 1
                    b = app[x]
                    if b == a or before[x, label & 1] == a or (m >= 0 and cluster[b] == m):
                        continue
                    v = top[i] - (penalty if product[b] == p else 0.0)
                    if v > first:
                        if b != first_app:
                            second, second_label, second_app = first, first_label, first_app
                        first, first_label, first_app = v, label, b
                    elif b != first_app and v > second:
                        second, second_label, second_app = v, label, b
                if not enough:
                    for i in range(by_end[k], by_end[k + 1]):
                        x = ending[i]
                        b = app[x]
                        if b == a or gain[x, 0] <= second or (m >= 0 and cluster[b] == m):
                            continue
                        side = 1 if before[x, 0] == a else 0
                        v = gain[x, side] - (penalty if product[b] == p else 0.0)
                        if v > first:
                            if b != first_app:
                                second, second_label, second_app = first, first_label, first_app
                            first, first_label, first_app = v, 2 * x + side, b
                        elif b != first_app and v > second:
                            second, second_label, second_app = v, 2 * x + side, b
                own = value[j] - prices[a]
                gain[j, 0], previous[j, 0], before[j, 0] = own + first, first_label, first_app
                gain[j, 1], previous[j, 1], before[j, 1] = own + second, second_label, second_app
                if first <= never / 2:
                    gain[j, 0] = never
                if second <= never / 2 or gain[j, 0] == never:
                    gain[j, 1] = never
            # on to the next booth, this one left empty
            if o < chain_length[c]:
                if not may_skip[o, c]:
                    gaps = 0
                    continue
                for i in range(count):
                    label, g = top_label[i], top[i]
                    b = app[label >> 1]
                    known = -1
                    for n in range(gaps):
                        if gap_label[n] >= 0 and app[gap_label[n] >> 1] == b:
                            known = n
                    if known >= 0:
                        if gap[known] >= g:
                            continue
                        at = known
                    elif gaps < GAPS:
                        at = gaps
                        gaps += 1
                    elif g > gap[GAPS - 1]:
                        at = GAPS - 1
                    else:
                        continue
                    while at > 0 and gap[at - 1] < g:
                        gap[at], gap_label[at] = gap[at - 1], gap_label[at - 1]
                        at -= 1
                    gap[at], gap_label[at] = g, label
