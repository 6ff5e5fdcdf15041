"""What each allowed block is worth to an applicant on its own, for many blocks at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fairs.solver.blocks import Board
from fairs.solver.model import FLAGS, Application
from fairs.solver.scoring import placement

Ints = NDArray[np.integer[Any]]


class BlockTable:
    """The blocks of the board as arrays, and the value of many blocks for one applicant."""

    def __init__(self, hall: Board) -> None:
        self.hall = hall
        blocks = hall.blocks
        self.zone_number = {zone.id: i for i, zone in enumerate(hall.instance.zones)}
        self.type_number: dict[str, int] = {}
        for booth in hall.order:
            self.type_number.setdefault(booth.type, len(self.type_number))
        self.first = np.array([b.first for b in blocks], dtype=np.int64)
        self.last = np.array([b.last for b in blocks], dtype=np.int64)
        self.chain = np.array([b.chain for b in blocks], dtype=np.int64)
        zones = [-1 if b.zone is None else self.zone_number[b.zone] for b in blocks]
        self.zone = np.array(zones, dtype=np.int64)
        self.type = np.array([self.type_number[b.type] for b in blocks], dtype=np.int64)
        self.quality = np.array([b.quality for b in blocks], dtype=np.int64)
        masks = [_mask(b.flags) for b in blocks]
        self.flags = np.array(masks, dtype=np.int64)
        self.locked = np.zeros(len(hall.order), dtype=bool)
        for application in hall.instance.applications:
            for booth_id in application.lock:
                self.locked[hall.number[booth_id]] = True
        before = np.concatenate([[0], np.cumsum(self.locked)])
        self.locks = (
            before[self.last + 1] - before[self.first] if len(blocks) else np.zeros(0, np.int64)
        )
        modules = np.array([b.modules for b in blocks], dtype=np.int64)
        self.sized = {m: np.flatnonzero(modules == m) for m in range(1, 5)}

    def of(self, application: Application) -> tuple[Ints, Ints]:
        """The blocks allowed to the applicant, and its value on each."""
        index = self._allowed(application)
        return index, self._values(application, index)

    def _allowed(self, application: Application) -> Ints:
        index = self.sized[application.modules]
        accepts = [zone.accepts(application.group) for zone in self.hall.instance.zones]
        in_zone = np.array([*accepts, True])[self.zone[index]]
        suits = np.array([t in application.allowed_types for t in self.type_number], dtype=bool)
        needs = _mask(application.needs)
        allowed = in_zone & ((self.flags[index] & needs) == needs)
        if len(index):
            allowed &= suits[self.type[index]]
        allowed &= self.locks[index] == len(application.lock)
        for booth in application.lock:
            number = self.hall.number[booth]
            allowed &= (self.first[index] <= number) & (number <= self.last[index])
        return index[allowed]

    def _values(self, application: Application, index: Ints) -> Ints:
        weights = self.hall.instance.weights
        points = self._wished_booths(application, index)
        zones = _ranked(application.pref_zones, weights.pref_zone, self.zone_number)
        types = _ranked(application.pref_types, weights.pref_type, self.type_number)
        points += zones[self.zone[index]] + types[self.type[index]]
        for flag in application.wants:
            points += weights.want * ((self.flags[index] >> FLAGS.index(flag)) & 1)
        merit = weights.quality * 100 + weights.fairness * application.credit
        points += merit * self.quality[index] // 10000
        points = points * weights.star_pct[application.stars] // 100
        points += placement(application, weights)
        announced = self.hall.instance.announced.get(application.id)
        if announced is not None:
            kept = self.hall.block_of(announced)
            stays = index == (-1 if kept is None else kept.index)
            points += weights.drop * application.modules - weights.move * ~stays
        return points

    def _wished_booths(self, application: Application, index: Ints) -> Ints:
        points = np.zeros(len(index), dtype=np.int64)
        ranking = zip(application.pref_booths, self.hall.instance.weights.pref_booth, strict=False)
        for booth, worth in reversed(list(ranking)):
            number = self.hall.number.get(booth)
            if number is not None:
                points[(self.first[index] <= number) & (number <= self.last[index])] = worth
        return points


def _mask(flags: frozenset[str] | tuple[str, ...]) -> int:
    return sum(1 << FLAGS.index(flag) for flag in set(flags))


def _ranked(wishes: tuple[str, ...], worth: tuple[int, ...], number: dict[str, int]) -> Ints:
    """Points by number of the zone or type; the last entry stands for none (-1)."""
    points = np.zeros(len(number) + 1, dtype=np.int64)
    for wish, value in reversed(list(zip(wishes, worth, strict=False))):
        if wish in number:
            points[number[wish]] = value
    return points
