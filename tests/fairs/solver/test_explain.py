from fairs.solver import explain, forced, parse_instance, solve
from fairs.solver.reasons import ChangeKind, ReasonKind, TermKind
from tests.fairs.solver.samples import application, booth, hall, sample


def explained(data, assignment, key):
    (one,) = explain(parse_instance(data), assignment, application=key)
    return one


def reasons(data, assignment, key):
    return {r.booths: r.reason.kind for r in explained(data, assignment, key).refusals}


def row(count, **more):
    return [booth(f"B{n}", 3.0 * n, quality=90 - 10 * n, **more) for n in range(count)]


def test_terms_add_up_to_the_points_of_the_applicant():
    solution = {k: tuple(v) for k, v in sample("tiny-optima")["tiny-b"]["solution"].items()}
    one = explained(sample("tiny-b"), solution, "a4")
    kinds = {term.kind: term.points for term in one.terms}
    assert kinds[TermKind.PREF_ZONE] == 3000
    assert one.points == sum(kinds.values())


def test_reasons_come_in_the_published_order():
    ids = [
        application("me", priority=1, submitted=5, needs=["power"]),
        application("locked", lock=["B1"]),
        application("announced"),
        application("stronger", priority=2),
        application("weaker", priority=0),
    ]
    booths = [
        booth("B0", 0.0, quality=95),
        *(booth(f"B{n}", 3.0 * n, power=True, quality=80) for n in range(1, 6)),
    ]
    booths[5]["quality"] = 10
    data = hall(booths, ids, announced={"announced": ["B2"]})
    assignment = {
        "locked": ("B1",),
        "announced": ("B2",),
        "stronger": ("B3",),
        "weaker": ("B4",),
        "me": ("B5",),
    }
    assert reasons(data, assignment, "me") == {
        ("B0",): ReasonKind.NEED,
        ("B1",): ReasonKind.LOCK,
        ("B2",): ReasonKind.ANNOUNCED,
        ("B3",): ReasonKind.MORE_RIGHT,
        ("B4",): ReasonKind.WHOLE_PLAN,
    }


def test_a_free_booth_beside_a_rival_is_explained():
    ids = [application("me"), application("rival")]
    data = hall(row(4), ids, separate=[["me", "rival"]])
    assert reasons(data, {"rival": ("B0",), "me": ("B3",)}, "me")[("B1",)] == ReasonKind.RIVALS


def test_a_wished_booth_without_room_for_the_size_is_explained():
    ids = [application("me", modules=2, pref_booths=["C"])]
    data = hall([*row(2), booth("C", 99.0)], ids)
    assert reasons(data, {"me": ("B0", "B1")}, "me") == {("C",): ReasonKind.SIZE}


def test_waitlisted_learn_the_nearest_change():
    ids = [application("big", modules=2), application("sits")]
    one = explained(hall(row(2), ids), {"sits": ("B0",)}, "big")
    assert (one.change.kind, one.change.modules) == (ChangeKind.FEWER_MODULES, 1)
    thirsty = [application("thirsty", needs=["water"])]
    one = explained(hall(row(1), thirsty), {}, "thirsty")
    assert (one.change.kind, one.change.need) == (ChangeKind.WITHOUT_NEED, "water")


def test_the_loss_of_the_whole_plan_is_never_overstated():
    instance = parse_instance(sample("tiny-b"))
    plan = solve(instance, work_limit=300)
    checked = 0
    for one in explain(instance, plan.assignment, prices=plan.prices):
        for refusal in one.refusals:
            if refusal.reason.kind == ReasonKind.WHOLE_PLAN:
                other = solve(forced(instance, one.application, refusal.booths), work_limit=300)
                assert plan.objective - other.objective >= refusal.reason.points
                checked += 1
    assert checked
