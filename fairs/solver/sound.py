"""What keeps a filling from being sound, and how to forbid it half by half."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fairs.solver.chains_dp import ChainProgram
from fairs.solver.columns import Bools, Ints
from fairs.solver.fillings import Fillings


def split(program: ChainProgram, fillings: Fillings, chains: Ints) -> tuple[Bools, Bools]:
    """For each of these chains, columns of the program to ban in the one and the other half."""
    bans = np.zeros((2, len(program.app)), dtype=bool)
    back = np.argsort(program.order)
    for chain in chains:
        ids = fillings.columns[chain]
        ids = ids[ids >= 0]
        used = back[np.searchsorted(program.columns.ids, ids)]
        apps = program.app[used]
        for right, left in _clashes(program, used, apps):
            if apps[right] == apps[left]:
                middle = (program.start[used[left]] + program.start[used[right]] + 1) // 2
                here = (program.chain == chain) & (program.app == apps[right])
                bans[0] |= here & (program.start < middle)
                bans[1] |= here & (program.start >= middle)
            else:
                bans[0, used[right]] = True
                bans[1, used[left]] = True
            break
    return bans[0], bans[1]


def _clashes(program: ChainProgram, used: Ints, apps: Ints) -> Iterator[tuple[int, int]]:
    """Pairs of places (right, left) that cannot stand together, repeated applicants first."""
    for right in range(len(used)):
        for left in range(right + 1, len(used)):
            if apps[left] == apps[right]:
                yield right, left
    for right in range(len(used) - 1):
        pair = apps[[right]], apps[[right + 1]]
        touch = program.start[used[right]] == program.end[used[right + 1]]
        if touch and program.columns.people.are_rivals(*pair)[0]:
            yield right, right + 1
