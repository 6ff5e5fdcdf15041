"""Points of the published allocation rule; a fair may change single values."""

from collections.abc import Mapping
from typing import Any

# Centipoints: 100 = one point. A placement outweighs any satisfaction by construction.
DEFAULT_WEIGHTS: dict[str, Any] = {
    "place_base": 100_000,
    "place_priority": 20_000,
    "pref_booth": [4000, 3000, 2200, 1600, 1200],
    "pref_zone": [3000, 2000, 1200],
    "pref_type": [1200, 600],
    "want": 800,
    "quality": 2000,
    "fairness": 3000,
    "star_pct": {"0": 100, "1": 100, "2": 100, "3": 100, "4": 115, "5": 130},
    "cluster_pair": 4000,
    "competitor_pair": 3000,
    "move": 6000,
    "drop": 500_000,
}


def weights_of(changed: Mapping[str, Any]) -> dict[str, Any]:
    """The weights of a fair: the defaults with the values the fair changed."""
    known = {key: value for key, value in changed.items() if key in DEFAULT_WEIGHTS}
    return {**DEFAULT_WEIGHTS, **known}
