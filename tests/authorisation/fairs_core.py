"""Matrix of fairs, floor plans, applications, review and decisions."""

from typing import Any

from fairs.models import Application, Booth, Fair, FairSeries
from fairs.rules.states import ApplicationState, FairState
from tests.authorisation.matrix import Case, everybody
from tests.factories.exhibitors import ProducerFactory, ProductFactory, member
from tests.factories.fairs import ApplicationFactory, FairFactory, FairVenueFactory, eligible

ABSENT = 987654321


def build(world: dict[str, Any]) -> None:
    """Fairs in two states; applications of two producers."""
    users = world["users"]
    for name in ("producer", "other_producer"):
        world.setdefault(name, ProducerFactory())
        member(users[name], world[name])
    world.setdefault("venue", FairVenueFactory())
    world["fair"] = FairFactory(venue=world["venue"])
    world["open_fair"] = FairFactory(hall=False)
    world["draft_fair"] = FairFactory(state=FairState.DRAFT)
    world["booth"] = world["fair"].booths.first()
    world["fair_hall"] = world["draft_fair"].halls.get()
    world["application"] = ApplicationFactory(fair=world["fair"], producer=world["producer"])
    world["fair_draft"] = ApplicationFactory(
        fair=FairFactory(hall=False), producer=world["producer"], state=ApplicationState.DRAFT
    )
    world["eligible"] = eligible(world["fair"], producer=ProducerFactory())
    world["fair_product"] = ProductFactory(producer=world["producer"])


def fair(world):
    return {"pk": world["fair"].pk}


def draft_fair(world):
    return {"pk": world["draft_fair"].pk}


def open_fair(world):
    return {"pk": world["open_fair"].pk}


def absent(world):
    return {"pk": ABSENT}


def hall(world):
    return {"pk": world["draft_fair"].pk, "hall": world["fair_hall"].pk}


def booth(world):
    return {"pk": world["booth"].pk}


def application(world):
    return {"pk": world["application"].pk}


def own_draft(world):
    return {"pk": world["fair_draft"].pk}


def judged(world):
    return {"pk": world["eligible"].pk}


def states(world):
    return list(Application.objects.order_by("pk").values_list("state", "decision", "version"))


def fairs(world):
    return list(Fair.objects.order_by("pk").values_list("state", "version"))


def booths(world):
    return list(Booth.objects.order_by("pk").values_list("pk", "state", "version"))


def only(status: int, refused: int = 403, anonymous: int = 302, **others: int) -> dict[str, int]:
    """Organisers get `status`, everybody else is refused."""
    return everybody(refused, anonymous=anonymous, organiser=status, **others)


def office(status: int, refused: int = 403, anonymous: int = 302) -> dict[str, int]:
    return only(status, refused, anonymous, reviewer=status)


ENTERED = {
    "name_vi": "Hội chợ mới",
    "opens_on": "2030-05-10",
    "closes_on": "2030-05-12",
    "apply_from": "2030-01-01T08:00:00+07:00",
    "apply_until": "2030-03-01T17:00:00+07:00",
}
HALL = {"name": "Nhà B", "width_m": "40", "depth_m": "30", "rows": 2, "booths_per_row": 4}

PAGES = [
    Case("fairs:fairs", "GET", everybody(200)),
    Case("fairs:past", "GET", everybody(200)),
    Case("fairs:fair_new", "GET", only(200)),
    Case("fairs:fair_new", "POST", only(200), unchanged=fairs),
    Case("fairs:series_new", "GET", only(200)),
    Case("fairs:fair", "GET", everybody(200), "own", fair),
    Case("fairs:fair", "GET", office(200, 404, 404), "foreign", draft_fair),
    Case("fairs:fair", "GET", everybody(404), "absent", absent),
    Case("fairs:fair_edit", "GET", only(200), "own", fair),
    Case("fairs:fair_edit", "GET", only(200, 404, reviewer=403), "foreign", draft_fair),
    Case("fairs:fair_edit", "POST", only(200), "own", fair, unchanged=fairs),
    Case("fairs:manage", "GET", office(200), "own", fair),
    Case("fairs:manage", "GET", office(200, 404), "foreign", draft_fair),
    Case(
        "fairs:fair_state", "POST", only(302, anonymous=302), "own", fair,
        lambda w: {"to": "CANCELLED", "reason": "x"}, unchanged=fairs,
    ),
    Case("fairs:fair_clone", "GET", only(200), "own", fair),
    Case(
        "fairs:fair_clone", "POST", only(200), "own", fair,
        lambda w: {"name_vi": "Mới", "opens_on": "2031-05-10"}, unchanged=fairs,
    ),
    Case("fairs:quotas", "GET", only(200), "own", fair),
    Case(
        "fairs:quotas", "POST", only(302), "own", fair, lambda w: {"group_1": "3"}, unchanged=fairs
    ),
    Case("fairs:floor_plan", "GET", everybody(200), "own", fair),
    Case("fairs:floor_plan", "GET", office(200, 404, 404), "foreign", draft_fair),
    Case("fairs:hall_new", "GET", only(200), "own", fair),
    Case("fairs:hall_new", "POST", only(200), "own", fair, unchanged=booths),
    Case("fairs:hall_edit", "GET", only(200, 404, reviewer=403), "foreign", hall),
    Case(
        "fairs:hall_edit", "GET", only(404), "absent",
        lambda w: {"pk": w["fair"].pk, "hall": w["fair_hall"].pk},
    ),
    Case(
        "fairs:hall_remove", "POST", only(302, 404, reviewer=403), "foreign", hall,
        unchanged=booths,
    ),
    Case("fairs:booth", "GET", only(200), "own", booth),
    Case(
        "fairs:booth", "POST", only(302), "own", booth,
        lambda w: {"blocked": "on", "reason": "x", "quality": "1", "version": "1"},
        unchanged=booths,
    ),
    Case("fairs:booth", "GET", everybody(404, anonymous=302), "absent", absent),
    Case(
        "fairs:apply", "GET",
        everybody(403, anonymous=302, producer=200, other_producer=200), "own", open_fair,
    ),
    Case(
        "fairs:apply", "POST",
        everybody(403, anonymous=302, producer=302, other_producer=302), "own", open_fair,
        lambda w: {"action": "save", "modules": "1"}, unchanged=states,
    ),
    Case("fairs:apply_for", "GET", only(200), "own", open_fair),
    Case("fairs:apply_for", "GET", only(200, 404, reviewer=403), "foreign", draft_fair),
    Case("fairs:apply_for", "POST", only(200), "own", open_fair, unchanged=states),
    Case("fairs:applications", "GET",
         everybody(403, anonymous=302, producer=200, other_producer=200, reviewer=200,
                   organiser=200)),
    Case(
        "fairs:application", "GET",
        everybody(404, anonymous=302, producer=200, reviewer=302, organiser=302), "own",
        application,
    ),
    Case(
        "fairs:application", "GET", everybody(404, anonymous=302, producer=200), "foreign",
        own_draft, note="a draft is the producer's own",
    ),
    Case("fairs:application", "GET", everybody(404, anonymous=302), "absent", absent),
    Case(
        "fairs:withdraw", "POST",
        everybody(404, anonymous=302, producer=302, reviewer=403, organiser=302), "own",
        application, lambda w: {"reason": "Báo qua điện thoại"}, unchanged=states,
    ),
    Case("fairs:review", "GET", office(200), "own", fair),
    Case("fairs:decisions", "GET", office(200), "own", fair),
    Case("fairs:accept_suggested", "POST", only(302), "own", fair, unchanged=states),
    Case("fairs:announce", "POST", only(302), "own", fair, unchanged=states),
    Case(
        "fairs:judge", "POST",
        everybody(404, anonymous=302, producer=403, reviewer=302, organiser=302), "own",
        application, lambda w: {"verdict": "ELIGIBLE", "version": "1"}, unchanged=states,
    ),
    Case(
        "fairs:reopen", "POST", everybody(404, anonymous=302, reviewer=302, organiser=302),
        "foreign", judged, lambda w: {"version": "1"}, unchanged=states,
    ),
    Case(
        "fairs:on_time", "POST",
        everybody(404, anonymous=302, producer=403, reviewer=403, organiser=302), "own",
        application, lambda w: {"version": "1", "reason": "x"}, unchanged=states,
    ),
    Case(
        "fairs:decide", "POST", everybody(404, anonymous=302, reviewer=403, organiser=302),
        "foreign", judged, lambda w: {"decision": "ACCEPT", "version": "1"}, unchanged=states,
    ),
]  # fmt: skip

API = [
    Case("api:fair-series-list", "GET", everybody(200)),
    Case(
        "api:fair-series-list", "POST", only(201, anonymous=401),
        data=lambda w: {"name_vi": "Loạt mới"},
        unchanged=lambda w: FairSeries.objects.count(),
    ),
    Case("api:fair-list", "GET", everybody(200)),
    Case(
        "api:fair-list", "POST", only(201, anonymous=401),
        data=lambda w: {**ENTERED, "venue": w["venue"].pk}, unchanged=fairs,
    ),
    Case("api:fair-detail", "GET", everybody(200), "own", fair),
    Case("api:fair-detail", "GET", office(200, 404, 404), "foreign", draft_fair),
    Case("api:fair-detail", "GET", everybody(404), "absent", absent),
    Case(
        "api:fair-detail", "PATCH", only(200, anonymous=401), "own", fair,
        lambda w: {"name_en": "x", "version": w["fair"].version}, unchanged=fairs,
    ),
    Case(
        "api:fair-state", "POST", only(200, anonymous=401), "own", fair,
        lambda w: {"state": "CANCELLED", "reason": "x"}, unchanged=fairs,
    ),
    Case(
        "api:fair-clone", "POST", only(201, anonymous=401), "own", fair,
        lambda w: {"name_vi": "Mới", "opens_on": "2031-05-10"}, unchanged=fairs,
    ),
    Case("api:fair-quotas", "GET", everybody(200, anonymous=401), "own", fair),
    Case(
        "api:fair-quotas", "PUT", only(200, anonymous=401), "own", fair,
        lambda w: {"quotas": [{"group": 1, "limit": 3}]}, unchanged=fairs,
    ),
    Case("api:fair-layout", "GET", everybody(200), "own", fair),
    Case("api:fair-layout", "GET", office(200, 404, 404), "foreign", draft_fair),
    Case(
        "api:fair-layout", "POST", only(201, anonymous=401), "own", fair, lambda w: HALL,
        unchanged=booths,
    ),
    Case(
        "api:booth-detail", "PATCH", only(200, anonymous=401), "own", booth,
        lambda w: {"quality": 1, "version": 1}, unchanged=booths,
    ),
    Case("api:booth-detail", "PATCH", everybody(404, anonymous=401), "absent", absent),
    Case(
        "api:fair-eligibility", "GET",
        everybody(403, anonymous=401, producer=200, other_producer=200), "own", fair,
    ),
    Case(
        "api:fair-wishes", "GET",
        everybody(403, anonymous=401, producer=200, other_producer=200), "own", fair,
    ),
    Case(
        "api:fair-wishes", "GET",
        everybody(404, anonymous=401, reviewer=403, organiser=403), "foreign", draft_fair,
    ),
    Case(
        "api:fair-on-behalf", "POST", only(201, anonymous=401), "own", open_fair,
        lambda w: {
            "producer": w["producer"].pk, "given_by": "x", "how": "PHONE", "given_on": "2026-01-01",
        },
        unchanged=states,
    ),
    Case(
        "api:fair-on-behalf", "POST", only(404, anonymous=401), "absent",
        lambda w: {"pk": w["open_fair"].pk},
        lambda w: {"producer": ABSENT, "given_by": "x", "how": "PHONE", "given_on": "2026-01-01"},
        unchanged=states,
    ),
    Case("api:application-list", "GET", everybody(200, anonymous=401)),
    Case(
        "api:application-list", "POST", everybody(404, anonymous=401, producer=201),
        data=lambda w: {"fair": w["open_fair"].pk, "producer": w["producer"].pk},
        unchanged=states,
    ),
    Case(
        "api:application-detail", "GET",
        everybody(404, anonymous=401, producer=200, reviewer=200, organiser=200), "own",
        application,
    ),
    Case(
        "api:application-detail", "GET", everybody(404, anonymous=401, producer=200), "foreign",
        own_draft, note="a draft is the producer's own",
    ),
    Case("api:application-detail", "GET", everybody(404, anonymous=401), "absent", absent),
    Case(
        "api:application-detail", "PATCH", everybody(404, anonymous=401, producer=200), "own",
        own_draft, lambda w: {"modules": 2, "version": 1}, unchanged=states,
    ),
    Case(
        "api:application-submit", "POST", everybody(404, anonymous=401, producer=200), "own",
        own_draft, lambda w: {"consent": True}, unchanged=states,
    ),
    Case(
        "api:application-withdraw", "POST",
        everybody(404, anonymous=401, producer=200, reviewer=403, organiser=200), "own",
        application, lambda w: {"reason": "Báo qua điện thoại"}, unchanged=states,
    ),
    Case(
        "api:application-review", "POST",
        everybody(404, anonymous=401, producer=403, reviewer=200, organiser=200), "own",
        application, lambda w: {"verdict": "ELIGIBLE", "version": 1}, unchanged=states,
    ),
    Case(
        "api:application-reopen", "POST",
        everybody(404, anonymous=401, reviewer=200, organiser=200), "foreign", judged,
        lambda w: {"version": 1}, unchanged=states,
    ),
    Case(
        "api:application-decide", "POST",
        everybody(404, anonymous=401, reviewer=403, organiser=200), "foreign", judged,
        lambda w: {"decision": "ACCEPT", "version": 1}, unchanged=states,
    ),
    Case(
        "api:fair-announce", "POST", only(409, anonymous=401), "own", fair, unchanged=states,
        note="nothing decided yet",
    ),
]  # fmt: skip

CASES = PAGES + API
