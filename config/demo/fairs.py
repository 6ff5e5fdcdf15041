"""Three fairs: one takes applications, one is under review, one is announced."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from exhibitors.models import Producer
from exhibitors.rules import ProductGroup
from fairs.models import Application, Booth, Fair, FairSeries, Zone
from fairs.queries.applications import products_of, verdicts
from fairs.rules.states import ApplicationState, FairState
from fairs.services.applications import NotEligible, save_draft, submit_application
from fairs.services.decisions import accept_suggested, announce_decisions
from fairs.services.fairs import create_fair, create_series
from fairs.services.layout import HallPlan, draw_hall
from fairs.services.lifecycle import change_state
from fairs.services.locks import lock_place
from fairs.services.plans import create_plan, load_input
from fairs.services.publication import publish_plan
from fairs.services.review import review_application
from fairs.services.seminar_demo import load_demo_seminars
from fairs.services.solving import request_solve, store_solution
from fairs.solver import solve
from venues.models import Venue

SERIES = {
    "name_vi": "Tuần hàng OCOP Hà Nội",
    "name_en": "Hanoi OCOP product week",
    "name_fr": "Semaine des produits OCOP de Hanoi",
}
GROUPS = ProductGroup
WORK = 200  # enough for a proven optimum, and the same plan on every machine


@dataclass(frozen=True)
class Scene:
    """One fair of the story; days are counted from today."""

    names: tuple[str, str, str]
    venue: str
    opens: int
    length: int
    apply_from: int
    apply_until: int
    rows: int
    per_row: int
    zones: tuple[tuple[int, int], ...]
    applicants: int
    reviewed: int = 0
    announced: bool = False


SCENES = (
    Scene(
        (
            "Tuần hàng OCOP phố đi bộ Trịnh Công Sơn (trình diễn)",
            "OCOP week, Trịnh Công Sơn walking street (demonstration)",
            "Semaine OCOP, rue piétonne Trịnh Công Sơn (démonstration)",
        ),
        "Phố đi bộ Trịnh Công Sơn",
        opens=45, length=5, apply_from=-5, apply_until=20, rows=10, per_row=10,
        zones=((GROUPS.FOOD, 4), (GROUPS.BEVERAGES, 1), (GROUPS.HANDICRAFTS, 3)),
        applicants=12,
    ),
    Scene(
        (
            "Hội chợ đặc sản làng nghề và OCOP (trình diễn)",
            "Craft village and OCOP speciality fair (demonstration)",
            "Foire des spécialités des villages de métier et OCOP (démonstration)",
        ),
        "Bảo tàng Hà Nội",
        opens=30, length=4, apply_from=-40, apply_until=-2, rows=10, per_row=10,
        zones=((GROUPS.FOOD, 4), (GROUPS.BEVERAGES, 1), (GROUPS.HANDICRAFTS, 4)),
        applicants=130, reviewed=60,
    ),
    Scene(
        (
            "Tuần hàng OCOP Đống Đa (trình diễn)",
            "OCOP week in Đống Đa (demonstration)",
            "Semaine OCOP de Đống Đa (démonstration)",
        ),
        "Công viên Văn hóa Đống Đa",
        opens=10, length=5, apply_from=-70, apply_until=-30, rows=5, per_row=10,
        zones=((GROUPS.FOOD, 2), (GROUPS.HANDICRAFTS, 1)),
        applicants=60, reviewed=60, announced=True,
    ),
)  # fmt: skip


def at(day: date, hour: int) -> datetime:
    """That hour in Vietnam."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def load_fairs(*, people: dict[str, User], now: datetime) -> int:
    """The fairs that are not there yet, each complete or not at all; returns how many were made."""
    missing = missing_scenes()
    for number in missing:
        rng = random.Random(number)  # noqa: S311 - a story, not a secret
        with transaction.atomic():
            _play(SCENES[number], people, now, rng)
    return len(missing)


def missing_scenes() -> list[int]:
    """The places in SCENES of the fairs that are not there yet."""
    there = set(Fair.objects.filter(is_demo=True).values_list("name_vi", flat=True))
    return [number for number, scene in enumerate(SCENES) if scene.names[0] not in there]


def _play(scene: Scene, people: dict[str, User], now: datetime, rng: random.Random) -> None:
    organiser = people["organiser"]
    today = timezone.localdate(now)
    early = at(today + timedelta(scene.apply_from - 3), 9)
    fair = _fair(scene, organiser, today, early)
    _apply(scene, fair, people, today, rng)
    if scene.reviewed:
        reviewed_at = at(today + timedelta(scene.apply_until + 1), 9)
        _review(fair, scene.reviewed, people["reviewer"], reviewed_at)
    if scene.announced:
        decided = at(today + timedelta(scene.apply_until + 5), 9)
        _announce(fair, organiser, people["producer"], decided)
        load_demo_seminars(fair=fair, actor=organiser, now=now)


def _fair(scene: Scene, organiser: User, today: date, early: datetime) -> Fair:
    opens = today + timedelta(scene.opens)
    closes = opens + timedelta(scene.length - 1)
    values: dict[str, Any] = {
        "series": _series(organiser),
        "name_vi": scene.names[0],
        "name_en": scene.names[1],
        "name_fr": scene.names[2],
        "venue": Venue.objects.get(name__contains=scene.venue),
        "opens_on": opens,
        "closes_on": closes,
        "move_in_at": at(opens - timedelta(1), 8),
        "apply_from": at(today + timedelta(scene.apply_from), 8),
        "apply_until": at(today + timedelta(scene.apply_until), 17),
        "confirm_by": at(opens - timedelta(3), 17),
        "contact_email": "organiser@example.org",
    }
    fair = create_fair(values=values, actor=organiser, now=early)
    Fair.objects.filter(pk=fair.pk).update(is_demo=True)
    hall = HallPlan(
        name="Khu gian hàng",
        width_m=Decimal(scene.per_row * 3 + 16),
        depth_m=Decimal(scene.rows * 5 + 12),
        rows=scene.rows,
        booths_per_row=scene.per_row,
        zone_rows=tuple((int(group), rows) for group, rows in scene.zones),
        water_every=3,
    )
    draw_hall(fair=fair, plan=hall, actor=organiser)
    fair.refresh_from_db()
    return change_state(obj=fair, to=FairState.PUBLISHED, actor=organiser, now=early)


def _series(organiser: User) -> Any:
    found = FairSeries.objects.filter(name_vi=SERIES["name_vi"]).first()
    return found or create_series(**SERIES, actor=organiser)


def _apply(
    scene: Scene, fair: Fair, people: dict[str, User], today: date, rng: random.Random
) -> None:
    """Applications by producers whose certificates hold on the days; the others are refused."""
    producers = _candidates(people["producer"], first=scene.announced, rng=rng)
    booths = list(Booth.objects.filter(fair=fair).order_by("-quality", "id"))
    zones = {z.pk: z for z in Zone.objects.filter(fair=fair)}
    window = (scene.apply_until - scene.apply_from) if scene.apply_until < 0 else 5
    sent = 0
    for producer in producers:
        if sent == scene.applicants:
            break
        moment = at(today + timedelta(scene.apply_from + sent * window // scene.applicants), 10)
        valid = {v.product.id for v in verdicts(fair, producer) if v.admitted}
        products = [p for p in products_of(producer) if p.pk in valid]
        if not products:
            continue
        group = products[0].group
        own = [pk for pk, zone in zones.items() if group in zone.allowed_groups]
        open_to = [b for b in booths if not b.zone_id or _accepts(zones[b.zone_id], group)]
        wished = rng.sample(open_to[: max(6, len(open_to) // 3)], k=min(3, len(open_to)))
        values = {
            "modules": 2 if rng.random() < 0.15 else 1,
            "products": [p.pk for p in products[:6]],
            "needs": ["power"] if group == GROUPS.FOOD and rng.random() < 0.4 else [],
            "wants": ["corner"] if rng.random() < 0.3 else [],
            "wished_booths": [b.pk for b in wished],
            "wished_zones": own[:2],
        }
        try:
            with transaction.atomic():
                application = save_draft(
                    fair=fair, producer=producer, values=values, actor=None, now=moment
                )
                submit_application(application=application, consent=True, actor=None, now=moment)
        except NotEligible:
            continue
        sent += 1


def _candidates(user: User, *, first: bool, rng: random.Random) -> Sequence[Producer]:
    """Producers with demonstration certificates; the account's own one first, or left out."""
    rows = list(
        Producer.objects.filter(products__certificates__is_demo=True).distinct().order_by("code")
    )
    own = {m.producer_id for m in user.producers.filter(until=None)}
    others = [p for p in rows if p.pk not in own]
    rng.shuffle(others)
    return [p for p in rows if p.pk in own] + others if first else others


def _accepts(zone: Zone, group: int) -> bool:
    return not zone.allowed_groups or group in zone.allowed_groups


def _review(fair: Fair, count: int, reviewer: User, now: datetime) -> None:
    rows = Application.objects.filter(fair=fair, state=ApplicationState.SUBMITTED).order_by("id")
    for application in rows[:count]:
        review_application(
            application=application,
            verdict=ApplicationState.ELIGIBLE,
            version=application.version,
            actor=reviewer,
            now=now,
        )


def _announce(fair: Fair, organiser: User, producer: User, now: datetime) -> None:
    accept_suggested(fair=fair, actor=organiser, now=now)
    announce_decisions(fair=fair, actor=organiser, now=now)
    _promise_booth(fair, organiser, producer)
    plan = create_plan(fair=fair, actor=organiser, name="Trình diễn")
    plan, _job = request_solve(plan=plan, version=plan.version, actor=organiser, seconds=3)
    data = load_input(fair)
    store_solution(plan=plan, data=data, result=solve(data.instance, seed=1, work_limit=WORK))
    plan.refresh_from_db()
    publish_plan(plan=plan, version=plan.version, actor=organiser, now=now)


def _promise_booth(fair: Fair, organiser: User, producer: User) -> None:
    """The producer's account has its first wish for certain: a booth and a letter to look at."""
    own = Application.objects.get(fair=fair, producer__members__user=producer)
    wished = Booth.objects.filter(pk__in=own.wished_booths[:1])
    lock_place(application=own, booths=list(wished), actor=organiser, reason="Trình diễn")
