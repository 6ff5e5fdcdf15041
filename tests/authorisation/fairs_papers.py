"""Matrix of papers: the organiser makes them, a producer has its own, others have none."""

from typing import Any

from django.utils import timezone

from fairs.services.papers import make_own_paper
from notifications.models import Document, Job
from tests.authorisation.fairs_plans import ABSENT, absent, of, organiser, roles
from tests.authorisation.matrix import Case

ORDER = {"kind": "hall_plan", "language": "vi", "handover": "MERGED"}
SHEET = {**ORDER, "kind": "attendance"}
PASS = {"kind": "move_in_pass", "language": "vi"}


def build(world: dict[str, Any]) -> None:
    world["own_paper"] = make_own_paper(
        application=world["placed"], kind="receipt", language="vi", actor=None, now=timezone.now()
    )


def state(world: dict[str, Any]) -> Any:
    return Document.objects.count(), Job.objects.count()


def case(route: str, method: str, expect: dict[str, int], **more: Any) -> Case:
    return Case(route, method, expect, unchanged=state if method != "GET" else None, **more)


def own(anonymous: int, status: int) -> dict[str, int]:
    """The producer's members and the organisers; reviewers see the application, not papers."""
    return roles(anonymous, 404, producer=status, organiser=status, reviewer=403)


def paper(world: dict[str, Any]) -> dict[str, Any]:
    return {"pk": world["placed"].pk, "document": world["own_paper"].pk}


def no_paper(world: dict[str, Any]) -> dict[str, Any]:
    return {"pk": world["placed"].pk, "document": ABSENT}


def _scope(page: str, make: str, api: str, name: str, order: dict[str, str]) -> list[Case]:
    """The doors of a fair's or a seminar's papers."""
    lists = [(page, "GET", 200), (make, "POST", 302)] if page else [(make, "POST", 302)]
    found = []
    for route, method, status in lists:
        found += [
            case(
                route,
                method,
                organiser(status, page=True),
                kwargs=of(name),
                data=lambda w: order,
                object="own",
            ),
            case(
                route,
                method,
                organiser(404, page=True),
                kwargs=absent,
                data=lambda w: order,
                object="absent",
            ),
        ]
    for method, status in (("GET", 200), ("POST", 202)):
        found += [
            case(api, method, organiser(status), kwargs=of(name), data=lambda w: order),
            case(
                api,
                method,
                organiser(404),
                kwargs=absent,
                data=lambda w: order,
                object="absent",
            ),
        ]
    return found


CASES = [
    *_scope("fairs:papers", "fairs:papers_make", "api:fair-paper-list", "plan_fair", ORDER),
    *_scope("", "fairs:seminar_papers", "api:seminar-paper-list", "seminar", SHEET),
    case(
        "fairs:results", "GET",
        roles(302, 403, organiser=200, reviewer=200), kwargs=of("plan_fair"), object="own",
    ),
    case("fairs:results", "GET", roles(302, 404), kwargs=absent, object="absent"),
    *(
        case(
            "fairs:results_excel", "GET",
            roles(302, 403, organiser=200, reviewer=200), kwargs=of("plan_fair"), object="own",
        ),
        case("fairs:results_excel", "GET", roles(302, 404), kwargs=absent, object="absent"),
        case(
            "fairs:results_record", "GET",
            roles(302, 403, organiser=200), kwargs=of("plan_fair"), object="own",
        ),
        case("fairs:results_record", "GET", roles(302, 404), kwargs=absent, object="absent"),
        case(
            "fairs:results_record", "POST",
            roles(302, 403, organiser=200), kwargs=of("plan_fair"), object="own",
        ),
        case(
            "api:fair-results", "GET",
            roles(401, 403, organiser=200, reviewer=200), kwargs=of("plan_fair"), object="own",
        ),
        case("api:fair-results", "GET", roles(401, 404), kwargs=absent, object="absent"),
        case(
            "api:fair-results", "PUT", roles(401, 403, organiser=409), kwargs=of("plan_fair"),
            data=lambda w: {"visits": [], "version": w["plan_fair"].version}, object="own",
        ),
        case("api:fair-results", "PUT", roles(401, 404), kwargs=absent, object="absent"),
    ),
    case(
        "fairs:application_papers", "POST", own(302, 302),
        kwargs=of("placed"), data=lambda w: PASS, object="own",
    ),
    case(
        "fairs:application_papers", "POST", roles(302, 404),
        kwargs=absent, data=lambda w: PASS, object="absent",
    ),
    case("fairs:application_paper", "GET", own(302, 200), kwargs=paper, object="own"),
    case(
        "fairs:application_paper", "GET", own(302, 404), kwargs=no_paper, object="absent",
    ),
    case("api:application-paper-list", "GET", own(401, 200), kwargs=of("placed"), object="own"),
    case("api:application-paper-list", "GET", roles(401, 404), kwargs=absent, object="absent"),
    case(
        "api:application-paper-list", "POST", own(401, 201),
        kwargs=of("placed"), data=lambda w: PASS, object="own",
    ),
    case(
        "api:application-paper-list", "POST", roles(401, 404),
        kwargs=absent, data=lambda w: PASS, object="absent",
    ),
    case("api:application-paper", "GET", own(401, 200), kwargs=paper, object="own"),
    case("api:application-paper", "GET", own(401, 404), kwargs=no_paper, object="absent"),
]  # fmt: skip
