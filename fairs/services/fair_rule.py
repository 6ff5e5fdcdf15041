"""The points a fair's plans are computed with: a named, versioned setting."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput, StaleVersion
from common.formats import number
from common.locks import short_lock_timeout
from fairs.models import Fair, FairRule
from fairs.queries.fairness import rule_number
from fairs.rules.weights import (
    DEFAULT_RULE,
    SETTINGS,
    least_place,
    rule_of,
    values_of,
    with_values,
)
from fairs.services.plans import lock_fair


@transaction.atomic
def set_rule(
    *,
    fair: Fair,
    values: Mapping[str, list[int]],
    number_read: int,
    reason: str,
    actor: User | None,
) -> FairRule:
    """A new version of the fair's rule from all values of each setting, in stored units.

    Plans not yet published become stale and say so; published ones keep the rule they were made
    with. Raises StaleVersion when another version was made since `number_read`, PlanClosed for a
    fair that is over, and InvalidInput for missing, negative or too large values, for a place
    worth less than all satisfaction together, for no change and for no reason.
    """
    short_lock_timeout()
    fair = lock_fair(fair)
    current = rule_number(fair)
    if number_read != current:
        raise StaleVersion
    before = rule_of(fair.weights)
    rule = _checked(values)
    if not reason.strip():
        raise InvalidInput(fields={"reason": [_("Say why; the versions of the rule show it.")]})
    changed = [name for name in rule if rule[name] != before[name]]
    if not changed:
        raise InvalidInput(fields={"reason": [_("No value was changed.")]})
    made = FairRule.objects.create(
        fair=fair, number=current + 1, values=rule, reason=reason.strip()[:300], created_by=actor
    )
    fair.weights = {name: value for name, value in rule.items() if value != DEFAULT_RULE[name]}
    fair.save(update_fields=["weights"])
    record_activity(
        actor=actor,
        verb="fair.rule_set",
        obj=fair,
        before={"rule": current},
        after={"rule": made.number},
        reason=reason.strip(),
    )
    return made


def _checked(values: Mapping[str, list[int]]) -> dict[str, Any]:
    rule: dict[str, Any] = {}
    problems: dict[str, list[Any]] = {}
    for setting in SETTINGS:
        given = list(values.get(setting.name, ()))
        length, most = len(values_of(setting.name, DEFAULT_RULE)), setting.most * setting.scale
        if len(given) != length:
            problems[setting.name] = [_("Give %(n)s values.") % {"n": length}]
        elif not all(0 <= value <= most for value in given):
            problems[setting.name] = [_("Between 0 and %(most)s.") % {"most": number(setting.most)}]
        else:
            rule[setting.name] = with_values(setting.name, given)
    if not problems and rule["place_base"] <= (least := least_place(rule)):
        text = _(
            "A place must be worth more than everything else together: more than %(least)s points."
        )
        problems["place_base"] = [text % {"least": number(least // 100)}]
    if problems:
        raise InvalidInput(fields=problems)
    return rule
