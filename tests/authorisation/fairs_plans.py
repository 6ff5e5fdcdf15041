"""Matrix of plans, locks, rivals, letters and places."""

from typing import Any

from django.utils import timezone

from fairs.models import AllocationPlan, Assignment, Lock, RivalPair
from fairs.services.locks import declare_rivals, lock_place
from fairs.services.plans import create_plan
from fairs.services.publication import publish_plan
from tests.authorisation.matrix import ROLES, Case, everybody
from tests.factories.exhibitors import ProducerFactory, member
from tests.factories.fairs import FairFactory
from tests.factories.plans import applicant, plan_with, row_of, run_job

ABSENT = 987_654_321


def build(world: dict[str, Any]) -> None:
    users = world["users"]
    world.setdefault("producer", ProducerFactory())
    world.setdefault("other_producer", ProducerFactory())
    member(users["producer"], world["producer"])
    member(users["other_producer"], world["other_producer"])
    fair = world["plan_fair"] = FairFactory()
    own, other, rest, last = (
        applicant(fair, producer=producer)
        for producer in (
            world["producer"],
            world["other_producer"],
            ProducerFactory(),
            ProducerFactory(),
        )
    )
    row = row_of(fair)
    world["placed"], world["waiting"] = own, rest
    world["free_booth"] = row[4].number
    plan = plan_with(fair, {own: row[0].number, other: row[1].number})
    _plan, job = publish_plan(plan=plan, version=plan.version, actor=None, now=timezone.now())
    run_job(job)
    world["rivals"] = declare_rivals(fair=fair, first=own, second=last, actor=None)
    lock_place(application=other, booths=[row[1]], actor=None)
    world["locked"] = other
    world["plan"] = create_plan(fair=fair, actor=None, copy_of=plan)


def roles(anonymous: int, other: int, **some: int) -> dict[str, int]:
    return {r: some.get(r, anonymous if r == "anonymous" else other) for r in ROLES}


def office(status: int, *, page: bool = False, reviewer: int | None = None) -> dict[str, int]:
    """What the office gets; others are sent to sign in, or refused."""
    return roles(
        302 if page else 401,
        403,
        organiser=status,
        reviewer=status if reviewer is None else reviewer,
    )


def organiser(status: int, *, page: bool = False) -> dict[str, int]:
    return office(status, page=page, reviewer=403)


def of(name: str, /, **more: Any):
    return lambda world: {"pk": world[name].pk, **{k: v(world) for k, v in more.items()}}


def absent(world: dict[str, Any]) -> dict[str, Any]:
    return {"pk": ABSENT}


def versioned(**values: Any):
    def data(world: dict[str, Any]) -> dict[str, Any]:
        made = {k: v(world) if callable(v) else v for k, v in values.items()}
        return {"version": world["plan"].version, **made}

    return data


def code(name: str):
    return lambda world: world[name].code


def state(world: dict[str, Any]) -> Any:
    return (
        list(AllocationPlan.objects.order_by("pk").values_list("state", "version")),
        Assignment.objects.count(),
        Lock.objects.count(),
        RivalPair.objects.count(),
    )


def case(route: str, method: str, expect: dict[str, int], **more: Any) -> Case:
    return Case(route, method, expect, unchanged=state if method != "GET" else None, **more)


def pages() -> list[Case]:
    own = roles(302, 404, producer=200)
    found = [
        case("fairs:plans", "GET", office(200, page=True), kwargs=of("plan_fair"), object="own"),
        case("fairs:plans", "GET", office(404, page=True), kwargs=absent, object="absent"),
        case("fairs:plan_create", "POST", organiser(302, page=True), kwargs=of("plan_fair")),
        case(
            "fairs:plan_create", "POST", organiser(404, page=True), kwargs=absent, object="absent"
        ),
        case("fairs:rivals", "GET", office(200, page=True), kwargs=of("plan_fair"), object="own"),
        case("fairs:rivals", "GET", office(404, page=True), kwargs=absent, object="absent"),
        case(
            "fairs:rivals",
            "POST",
            organiser(302, page=True),
            kwargs=of("plan_fair"),
            data=lambda w: {"remove": w["rivals"].pk},
        ),
        case("fairs:plan", "GET", office(200, page=True), kwargs=of("plan"), object="own"),
        case("fairs:plan", "GET", office(404, page=True), kwargs=absent, object="absent"),
        case(
            "fairs:plan_file",
            "GET",
            office(200, page=True),
            kwargs=of("plan", name=lambda w: "plan.json"),
        ),
        case(
            "fairs:plan_letter",
            "GET",
            office(200, page=True),
            kwargs=of("plan", application=lambda w: w["placed"].pk),
            object="own",
        ),
        case(
            "fairs:plan_letter",
            "GET",
            office(404, page=True),
            kwargs=of("plan", application=lambda w: w["waiting"].pk),
            object="absent",
        ),
        case("fairs:exhibitors", "GET", everybody(200), kwargs=of("plan_fair"), object="own"),
        case("fairs:exhibitors", "GET", everybody(404), kwargs=absent, object="absent"),
        case("fairs:my_places", "GET", roles(302, 200)),
        case("fairs:my_place", "GET", own, kwargs=of("placed"), object="own"),
        case("fairs:my_place", "GET", roles(302, 404), kwargs=absent, object="absent"),
        case("fairs:my_place_letter", "GET", own, kwargs=of("placed"), object="own"),
        case("fairs:my_place_letter", "GET", roles(302, 404), kwargs=absent, object="absent"),
        case(
            "fairs:my_place_confirm",
            "POST",
            roles(302, 404, producer=302),
            kwargs=of("placed"),
            object="own",
        ),
        case("fairs:my_place_confirm", "POST", roles(302, 404), kwargs=absent, object="absent"),
    ]
    changes = {
        "plan_assign": versioned(application=code("waiting"), booth=lambda w: w["free_booth"]),
        "plan_swap": versioned(first=code("placed"), second=code("locked")),
        "plan_unassign": versioned(application=code("placed")),
        "plan_lock": versioned(application=code("placed")),
        "plan_solve": versioned(seconds=1, seed=1),
        "plan_refresh": versioned(),
        "plan_publish": versioned(),
        "plan_discard": versioned(),
        "plan_letters": versioned(),
    }
    refused = {"plan_swap": 200, "plan_letters": 200}  # the page again, with the reason
    for name, data in changes.items():
        status = refused.get(name, 302)
        found += [
            case(
                f"fairs:{name}",
                "POST",
                organiser(status, page=True),
                kwargs=of("plan"),
                data=data,
                object="own",
            ),
            case(
                f"fairs:{name}",
                "POST",
                organiser(404, page=True),
                kwargs=absent,
                data=data,
                object="absent",
            ),
        ]
    return found


def api() -> list[Case]:
    found = []
    for name in ("plan-list", "lock-list", "rival-list", "letter-list"):
        found += [
            case(f"api:{name}", "GET", office(200), kwargs=of("plan_fair"), object="own"),
            case(f"api:{name}", "GET", office(404), kwargs=absent, object="absent"),
        ]
    posts = {
        "plan-list": (lambda w: {"name": "B"}, 201),
        "lock-list": (
            lambda w: {"application": w["waiting"].code, "booths": [w["free_booth"]]},
            201,
        ),
        "rival-list": (
            lambda w: {"first": w["placed"].code, "second": w["waiting"].code},
            201,
        ),
        "letter-list": (lambda w: {}, 202),
    }
    for name, (data, status) in posts.items():
        found += [
            case(f"api:{name}", "POST", organiser(status), kwargs=of("plan_fair"), data=data),
            case(f"api:{name}", "POST", organiser(404), kwargs=absent, data=data, object="absent"),
        ]
    for name in ("plan-detail", "plan-instance", "plan-file"):
        found += [
            case(f"api:{name}", "GET", office(200), kwargs=of("plan"), object="own"),
            case(f"api:{name}", "GET", office(404), kwargs=absent, object="absent"),
        ]
    changes = {
        "plan-solve": ("POST", versioned(seconds=1), 202),
        "plan-assignments": (
            "PUT",
            versioned(application=code("waiting"), booths=lambda w: [w["free_booth"]]),
            200,
        ),
        "plan-swap": ("POST", versioned(first=code("placed"), second=code("locked")), 409),
        "plan-refresh": ("POST", versioned(), 200),
        "plan-publish": ("POST", versioned(), 200),
        "plan-discard": ("POST", lambda w: {}, 200),
    }
    for name, (method, data, status) in changes.items():
        found += [
            case(f"api:{name}", method, organiser(status), kwargs=of("plan"), data=data),
            case(f"api:{name}", method, organiser(404), kwargs=absent, data=data, object="absent"),
        ]
    return [
        *found,
        Case("api:plan-check", "GET", office(404), kwargs=of("plan"), note="no application named"),
        case(
            "api:lock-detail",
            "DELETE",
            organiser(204),
            kwargs=of("plan_fair", application=lambda w: w["locked"].pk),
        ),
        case(
            "api:lock-detail",
            "DELETE",
            organiser(404),
            kwargs=of("plan_fair", application=lambda w: ABSENT),
            object="absent",
        ),
        case(
            "api:rival-detail",
            "DELETE",
            organiser(204),
            kwargs=of("plan_fair", pair=lambda w: w["rivals"].pk),
        ),
        case(
            "api:rival-detail",
            "DELETE",
            organiser(404),
            kwargs=of("plan_fair", pair=lambda w: ABSENT),
            object="absent",
        ),
        case("api:my-place-list", "GET", roles(401, 200)),
        case("api:my-place-letter", "GET", roles(401, 404), kwargs=absent, object="absent"),
        case(
            "api:my-place-confirm",
            "POST",
            roles(401, 404, producer=200),
            kwargs=of("placed"),
            object="own",
        ),
        case("api:my-place-confirm", "POST", roles(401, 404), kwargs=absent, object="absent"),
    ]


CASES = [*pages(), *api()]
