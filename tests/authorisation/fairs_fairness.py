"""Matrix of comparison, reports of moves, explanations, chains, locks of parts, rule and ledger.

The world is that of fairs_plans.
"""

from typing import Any

from fairs.models import FairnessEntry, FairRule
from fairs.queries.fairness import rule_number
from fairs.rules.weights import SETTINGS, rule_of, values_of
from tests.authorisation.fairs_plans import (
    ABSENT,
    absent,
    case,
    code,
    of,
    office,
    organiser,
    roles,
    versioned,
)
from tests.authorisation.fairs_plans import state as plans_state
from tests.authorisation.matrix import Case, everybody

why = {"application": lambda w: w["placed"].pk}
nobody = {"application": lambda w: ABSENT}


def build(world: dict[str, Any]) -> None:
    """Nothing of its own."""


def state(world: dict[str, Any]) -> Any:
    return plans_state(world), FairRule.objects.count(), FairnessEntry.objects.count()


def changing(route: str, method: str, expect: dict[str, int], **more: Any) -> Case:
    return Case(route, method, expect, unchanged=state, **more)


def the_lock(world: dict[str, Any]) -> int:
    return world["locked"].locks.get().pk


def a_rule(world: dict[str, Any]) -> dict[str, Any]:
    """The form of the rule with one value changed."""
    rule = rule_of(world["plan_fair"].weights)
    entered = {
        f"{setting.name}_{place}": value // setting.scale
        for setting in SETTINGS
        for place, value in enumerate(values_of(setting.name, rule))
    }
    number = rule_number(world["plan_fair"])
    return {**entered, "want_0": 9, "number": number, "reason": "Thử"}


def pages() -> list[Case]:
    lists = ("plans_compare", "rule_edit", "ledger", "locks")
    found = [
        case(
            f"fairs:{name}",
            "GET",
            (organiser if name == "rule_edit" else office)(200, page=True),
            kwargs=of("plan_fair"),
            object="own",
        )
        for name in lists
    ]
    found += [
        case(
            f"fairs:{name}",
            "GET",
            (organiser if name == "rule_edit" else office)(404, page=True),
            kwargs=absent,
            object="absent",
        )
        for name in lists
    ]
    posts = {
        "plan_resolve": lambda w: {"seconds": 1, "seed": 1},
        "rule_edit": a_rule,
        "ledger": lambda w: {"application": w["placed"].pk, "points": "5", "reason": "Bù"},
        "locks": lambda w: {"remove": the_lock(w)},
    }
    for name, data in posts.items():
        found += [
            changing(
                f"fairs:{name}", "POST", organiser(302, page=True), kwargs=of("plan_fair"),
                data=data, object="own",
            ),
            changing(
                f"fairs:{name}", "POST",
                (office if name in ("ledger", "locks") else organiser)(404, page=True),
                kwargs=absent, data=lambda w: {}, object="absent",
            ),
        ]  # fmt: skip
    edits = {
        "plan_chain": (versioned(move=lambda w: f"{w['waiting'].code}={w['free_booth']}"), 302),
        "plan_undo": (versioned(), 200),  # the page again: there is nothing to undo
    }
    for name, (data, status) in edits.items():
        found += [
            changing(
                f"fairs:{name}", "POST", organiser(status, page=True), kwargs=of("plan"),
                data=data, object="own",
            ),
            changing(
                f"fairs:{name}", "POST", organiser(404, page=True), kwargs=absent, data=data,
                object="absent",
            ),
        ]  # fmt: skip
    return [
        *found,
        case("fairs:rule", "GET", everybody(200), kwargs=of("plan_fair"), object="own"),
        case("fairs:rule", "GET", everybody(404), kwargs=absent, object="absent"),
        case("fairs:plan_moves", "GET", office(200, page=True), kwargs=of("plan"), object="own"),
        case("fairs:plan_moves", "GET", office(404, page=True), kwargs=absent, object="absent"),
        case("fairs:plan_why", "GET", office(200, page=True), kwargs=of("plan", **why)),
        case(
            "fairs:plan_why", "GET", office(404, page=True), kwargs=of("plan", **nobody),
            object="absent",
        ),
        case(
            "fairs:plan_preview", "POST", organiser(404, page=True), kwargs=of("plan"),
            note="no application named",
        ),
    ]  # fmt: skip


def api() -> list[Case]:
    own = roles(401, 404, producer=200)
    return [
        case("api:fair-rule", "GET", everybody(200), kwargs=of("plan_fair"), object="own"),
        case("api:fair-rule", "GET", everybody(404), kwargs=absent, object="absent"),
        changing(
            "api:fair-rule", "PUT", organiser(200), kwargs=of("plan_fair"),
            data=lambda w: {
                "number": rule_number(w["plan_fair"]), "reason": "Thử", "settings": {"want": [900]}
            },
        ),
        changing(
            "api:fair-rule", "PUT", organiser(404), kwargs=absent, object="absent",
            data=lambda w: {"number": 0, "reason": "Thử", "settings": {"want": [900]}},
        ),
        case("api:ledger-list", "GET", office(200), kwargs=of("plan_fair"), object="own"),
        case("api:ledger-list", "GET", office(404), kwargs=absent, object="absent"),
        changing(
            "api:ledger-list", "POST", organiser(201), kwargs=of("plan_fair"),
            data=lambda w: {"application": w["placed"].code, "points": 5, "reason": "Bù"},
        ),
        changing(
            "api:ledger-list", "POST", organiser(404), kwargs=absent, object="absent",
            data=lambda w: {"application": w["placed"].code, "points": 5, "reason": "Bù"},
        ),
        changing(
            "api:plan-resolve", "POST", organiser(202), kwargs=of("plan_fair"),
            data=lambda w: {"seconds": 1},
        ),
        changing(
            "api:plan-resolve", "POST", organiser(404), kwargs=absent, object="absent",
            data=lambda w: {"seconds": 1},
        ),
        case("api:plan-moves", "GET", office(200), kwargs=of("plan"), object="own"),
        case("api:plan-moves", "GET", office(404), kwargs=absent, object="absent"),
        case(
            "api:plan-compare", "GET", office(200),
            kwargs=of("plan", other=lambda w: w["plan"].pk),
        ),
        case(
            "api:plan-compare", "GET", office(404), kwargs=of("plan", other=lambda w: ABSENT),
            object="absent",
        ),
        case("api:plan-explanation", "GET", office(200), kwargs=of("plan", **why)),
        case(
            "api:plan-explanation", "GET", office(404), kwargs=of("plan", **nobody),
            object="absent",
        ),
        case("api:my-place-why", "GET", own, kwargs=of("placed"), object="own"),
        case("api:my-place-why", "GET", roles(401, 404), kwargs=absent, object="absent"),
        case(
            "api:plan-preview", "GET", office(404), kwargs=of("plan"), note="no application named"
        ),
        changing(
            "api:plan-chain", "POST", organiser(200), kwargs=of("plan"),
            data=lambda w: {
                "version": w["plan"].version, "moves": {w["waiting"].code: [w["free_booth"]]}
            },
        ),
        changing(
            "api:plan-chain", "POST", organiser(404), kwargs=absent, object="absent",
            data=versioned(moves=lambda w: {code("waiting")(w): [w["free_booth"]]}),
        ),
        changing(
            "api:plan-undo", "POST", organiser(409), kwargs=of("plan"), data=versioned(),
            note="nothing to undo",
        ),
        changing(
            "api:plan-undo", "POST", organiser(404), kwargs=absent, data=versioned(),
            object="absent",
        ),
        changing(
            "api:plan-locks", "POST", organiser(201), kwargs=of("plan"),
            data=lambda w: {"scope": "BOOTH", "booth": w["free_booth"]},
        ),
        changing(
            "api:plan-locks", "POST", organiser(404), kwargs=absent, object="absent",
            data=lambda w: {"scope": "BOOTH", "booth": w["free_booth"]},
        ),
        changing("api:lock-open", "DELETE", organiser(204), kwargs=of("plan_fair", lock=the_lock)),
        changing(
            "api:lock-open", "DELETE", organiser(404), object="absent",
            kwargs=of("plan_fair", lock=lambda w: ABSENT),
        ),
    ]  # fmt: skip


CASES = [*pages(), *api()]
