"""What explanations claim, tried out: a concession named opens the place, nothing is made up."""

import pytest
from django.utils.translation import override

from exhibitors.rules import ProductGroup
from fairs.models import Application, Booth, Zone
from fairs.queries.checks import check_place
from fairs.queries.explanations import explanation_of, in_words, names_for
from fairs.queries.instances import build_input
from fairs.services.plan_locks import lock_booth
from fairs.services.plans import create_plan, load_input, occupancy_of
from fairs.services.solving import request_solve
from tests.factories.plans import applicant, fair_with, plan_with, row_of, run_job

pytestmark = pytest.mark.django_db
ZONES = ((ProductGroup.FOOD, 1), (ProductGroup.HANDICRAFTS, 1))


def coded(plan, application):
    return explanation_of(plan, build_input(plan.fair), application.code)


def sentences(plan, application, *, own=False):
    one = coded(plan, application)
    return in_words(one, application.producer.name, names_for(plan.fair, [one]), own=own)


def would_do(plan, application, booths) -> bool:
    data = load_input(plan.fair)
    return check_place(occupancy_of(plan, data), application.code, booths).allowed


def full(fair, *free):
    """A draft in which every booth is taken, by food in its zone, except these."""
    others = Booth.objects.filter(fair=fair).exclude(pk__in=[b.pk for b in free]).order_by("id")
    groups = {booth: ProductGroup(booth.zone.allowed_groups[0]) for booth in others}
    return plan_with(fair, {applicant(fair, group=g): b.number for b, g in groups.items()})


def fewer_modules(application):
    Application.objects.filter(pk=application.pk).update(modules=1)


def without_the_need(application):
    Application.objects.filter(pk=application.pk).update(needs=[])


def opened_zone(application):
    Zone.objects.filter(fair=application.fair).update(allowed_groups=[])


@pytest.mark.parametrize(
    ("wants", "free", "kind", "concede"),
    [
        ({"modules": 2}, "A", "FEWER_MODULES", fewer_modules),
        ({"needs": ["water"]}, "A", "WITHOUT_NEED", without_the_need),
        ({}, "B", "OTHER_ZONE", opened_zone),
    ],
)
def test_the_concession_named_to_the_waiting_opens_the_place_named(wants, free, kind, concede):
    fair, _none = fair_with(0, zone_rows=ZONES)
    Booth.objects.filter(fair=fair).update(water=False)
    place = row_of(fair, free)[2]
    plan = full(fair, place)
    waiting = applicant(fair, "HTX chờ", **wants)
    change = coded(plan, waiting)["change"]
    assert (change["kind"], change["booths"]) == (kind, (place.number,))
    assert place.number in sentences(plan, waiting, own=True).change
    assert not would_do(plan, waiting, change["booths"])
    concede(waiting)
    assert would_do(plan, waiting, change["booths"])


def test_no_concession_is_named_where_none_helps_or_none_is_needed():
    fair, _none = fair_with(0, zone_rows=ZONES)
    place = row_of(fair, "A")[0]
    plan = full(fair, place)
    waiting = applicant(fair, "HTX chờ", modules=1)
    assert coded(plan, waiting)["change"]["kind"] == "FREE"
    assert would_do(plan, waiting, (place.number,))
    lock_booth(plan=plan, booth=place, actor=None)
    assert coded(plan, waiting)["change"]["kind"] == "NONE"


def test_a_wished_booth_nobody_may_have_is_not_called_too_small():
    fair, _none = fair_with(0)
    row = row_of(fair)
    Booth.objects.filter(pk=row[0].pk).update(state="BLOCKED", blocked_reason="Sửa mái")
    wishing = applicant(fair, "HTX A", wished_booths=[row[0].pk])
    plan = plan_with(fair, {wishing: row[3].number})
    (refusal, *_rest) = coded(plan, wishing)["refusals"]
    assert (refusal["booths"], refusal["reason"]["kind"]) == ((row[0].number,), "UNAVAILABLE")


@pytest.mark.parametrize("language", ["vi", "en", "fr"])
def test_places_closed_by_a_rule_are_counted_apart_and_told_last(language):
    rows = ((ProductGroup.FOOD, 2), (ProductGroup.HANDICRAFTS, 1))
    fair, _none = fair_with(0, rows=3, zone_rows=rows)
    plan = full(fair)
    wished = row_of(fair, "C")[0]
    waiting = applicant(fair, "HTX chờ", modules=1, wished_booths=[wished.pk])
    own_zone = Booth.objects.filter(fair=fair, zone=row_of(fair, "A")[0].zone).count()
    others = Booth.objects.filter(fair=fair).count() - own_zone
    kinds = [refusal["reason"]["kind"] for refusal in coded(plan, waiting)["refusals"]]
    assert kinds == ["ZONE", *["MORE_RIGHT"] * (len(kinds) - 1)]
    with override(language):
        opened, closed = sentences(plan, waiting).more
    assert number_in(opened) == own_zone - (len(kinds) - 1)
    assert number_in(closed) == others - 1


def number_in(sentence: str) -> int:
    return int("".join(character for character in sentence if character.isdigit()))


def test_a_plan_made_by_hand_claims_nothing_about_other_distributions():
    fair, _none = fair_with(0)
    row = row_of(fair)
    a, b = applicant(fair, "HTX A", wished_booths=[row[0].pk, row[1].pk]), applicant(fair, "HTX B")
    plan = plan_with(fair, {a: row[4].number, b: row[1].number})
    reasons = dict(sentences(plan, a).refused)
    free = next(text for place, text in reasons.items() if row[0].number in place)
    held = next(text for place, text in reasons.items() if row[1].number in place)
    assert "thủ công" in free
    assert "còn trống" in free
    assert "HTX B" in held
    assert "cách xếp" not in free + held
    plan, job = request_solve(
        plan=(made := create_plan(fair=fair, actor=None)), version=made.version, actor=None,
        seconds=1,
    )  # fmt: skip
    run_job(job)
    plan.refresh_from_db()
    assert "thủ công" not in " ".join(sentences(plan, b).lines())
