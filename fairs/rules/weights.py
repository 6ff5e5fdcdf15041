"""The published allocation rule: points of a plan and credit of earlier fairs; a fair may change
single values, and each version of its rule is kept.

Points are centipoints (100 = one point); percentages and credit are plain numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

# A placement outweighs any satisfaction by construction (see `least_place`).
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
DEFAULT_CREDIT: dict[str, int] = {
    "credit_refused": 40,
    "credit_poor_place": 20,
    "credit_newcomer": 20,
    "credit_months": 24,
}
DEFAULT_RULE: dict[str, Any] = {**DEFAULT_WEIGHTS, **DEFAULT_CREDIT}
MOST_POINTS = 100_000  # points, not centipoints


@dataclass(frozen=True)
class Setting:
    """One value of the rule with its explanation; `scale` is how many stored units make one."""

    name: str
    label: object
    help: object
    scale: int = 100
    most: int = MOST_POINTS


SETTINGS = (
    Setting(
        "place_base",
        _("A place, per module"),
        _("What counts most: as many modules as possible are given."),
    ),
    Setting(
        "place_priority",
        _("A place, per point of priority and module"),
        _("Who has more priority is placed rather than somebody with less."),
    ),
    Setting(
        "pref_booth",
        _("Wished booth, by rank"),
        _("The first wished booth that the place holds counts, by its rank among the wishes."),
    ),
    Setting("pref_zone", _("Wished zone, by rank"), _("The zone of the place, by its rank.")),
    Setting("pref_type", _("Wished type, by rank"), _("The type of the booths, by its rank.")),
    Setting(
        "want",
        _("Each piece of equipment wished for"),
        _("Corner, power, water and the like, where wished and offered. What is needed is a rule."),
    ),
    Setting(
        "quality",
        _("Quality of the place"),
        _("For a place of quality 100; others in proportion."),
    ),
    Setting(
        "fairness",
        _("Credit of earlier fairs"),
        _("Added for a place of quality 100 and a credit of 100: who was served badly before gets "
          "better places."),
    ),
    Setting(
        "star_pct",
        _("Satisfaction by stars, in per cent"),
        _("What the points of wishes, equipment and quality count for 3, 4 and 5 stars."),
        scale=1,
        most=1000,
    ),
    Setting(
        "cluster_pair",
        _("Two of one village or commune side by side"),
        _("Craft villages stand together and are found as one."),
    ),
    Setting(
        "competitor_pair",
        _("Two with the same kind of product side by side (deducted)"),
        _("Unless they are of one village or commune."),
    ),
    Setting(
        "move",
        _("Moving a place already told (deducted)"),
        _("A told place changes only for a gain above this."),
    ),
    Setting(
        "drop",
        _("Losing a place already told, per module (deducted)"),
        _("High, so that nobody loses a told place while there is another way."),
    ),
    Setting(
        "credit_refused",
        _("Credit for a fair without a place"),
        _("For each earlier fair where an accepted or waiting producer got no place."),
        scale=1,
        most=100,
    ),
    Setting(
        "credit_poor_place",
        _("Credit for a poor place"),
        _("Where no wish was met and the place was among the lowest quarter in quality."),
        scale=1,
        most=100,
    ),
    Setting(
        "credit_newcomer",
        _("Credit for newcomers"),
        _("For the first fair of a series a producer takes part in."),
        scale=1,
        most=100,
    ),
    Setting(
        "credit_months",
        _("Months for which credit counts"),
        _("Entries about older fairs stay in the ledger and no longer count."),
        scale=1,
        most=120,
    ),
)  # fmt: skip
STARS = ("3", "4", "5")


def rule_of(changed: Mapping[str, Any]) -> dict[str, Any]:
    """The whole rule of a fair: the defaults with the values the fair changed."""
    known = {key: value for key, value in changed.items() if key in DEFAULT_RULE}
    return {**DEFAULT_RULE, **known}


def weights_of(changed: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a fair's rule that plans are computed with."""
    return {key: value for key, value in rule_of(changed).items() if key in DEFAULT_WEIGHTS}


def values_of(name: str, rule: Mapping[str, Any]) -> list[int]:
    """The stored values of one setting, one or one a rank (stars: of 3, 4 and 5)."""
    value = rule[name]
    if name == "star_pct":
        return [value[stars] for stars in STARS]
    return list(value) if isinstance(value, list | tuple) else [value]


def with_values(name: str, values: list[int]) -> Any:
    """One setting as it is stored, from its values."""
    if name == "star_pct":
        low = dict.fromkeys(DEFAULT_WEIGHTS["star_pct"], 100)
        return {**low, **dict(zip(STARS, values, strict=True))}
    return values if isinstance(DEFAULT_RULE[name], list) else values[0]


def least_place(rule: Mapping[str, Any]) -> int:
    """Centipoints a module must be worth so that no satisfaction outweighs a placement."""
    wishes = max(rule["pref_booth"]) + max(rule["pref_zone"]) + max(rule["pref_type"])
    own = wishes + 6 * rule["want"] + rule["quality"] + rule["fairness"]
    bonus = max(100, *rule["star_pct"].values())
    beside = 2 * max(rule["cluster_pair"], rule["competitor_pair"])
    return own * bonus // 100 + 2 * beside + rule["move"]
