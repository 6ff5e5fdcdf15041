"""The prices which relax the coupling of the chains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairs.solver.columns import Floats


@dataclass(slots=True)
class Duals:
    """Non-negative prices of each use of an applicant and of each pair in a cluster."""

    apps: Floats
    clusters: Floats
    bound: float = np.inf

    def mixed(self, other: Duals, share: float) -> Duals:
        """`share` of these prices and the rest of the other ones (no bound is known for them)."""
        return Duals(
            share * self.apps + (1 - share) * other.apps,
            share * self.clusters + (1 - share) * other.clusters,
        )

    def of(self, present: Floats) -> Duals:
        """The prices of those present (1.0 or 0.0); their bound is not known."""
        return Duals(self.apps * present, self.clusters.copy())
