"""A weak proof is not quoted: the same on the page, over the API and in the files."""

import pytest
from django.urls import reverse

from fairs.queries.exports import plan_file
from fairs.queries.instances import build_input
from fairs.rules.proof import useful_gap
from fairs.services.plans import create_plan
from fairs.services.solving import progress_text, request_solve
from tests.factories.plans import fair_with, run_job


@pytest.mark.parametrize(
    ("gap", "quoted"),
    [
        (None, None),
        (0.0, 0.0),
        (0.0312, 0.0312),
        (0.999999, 0.999999),
        (1.0, None),
        (209748.0, None),
    ],
)
def test_a_gap_is_quoted_below_one_only(gap, quoted):
    assert useful_gap(gap) == quoted


def test_a_running_line_without_a_useful_bound_shows_no_percentage():
    assert "%" in progress_text(best=5_000_000, bound=5_100_000, gap=0.02)
    weak = progress_text(best=-300, bound=20_974_800, gap=209_751.0)
    assert "%" not in weak
    assert "-3" in weak.replace("−", "-")


def solved():
    fair, _applicants = fair_with(3)
    plan, job = request_solve(
        plan=(made := create_plan(fair=fair, actor=None)),
        version=made.version,
        actor=None,
        seconds=1,
    )
    run_job(job)
    plan.refresh_from_db()
    return fair, plan


@pytest.mark.django_db
@pytest.mark.parametrize(("gap", "shown"), [(0.0345, True), (5.4555, False)])
def test_page_api_and_file_keep_to_the_same_rule(organiser_user, sign_in, api, gap, shown):
    fair, plan = solved()
    plan.metrics["gap"] = gap
    plan.save()
    page = sign_in(organiser_user).get(reverse("fairs:plan", args=[plan.pk])).content.decode()
    assert ("3,45%" in page) is shown
    assert "545,55%" not in page
    assert ("chưa đạt được cận hữu ích" in page) is not shown
    client = api(organiser_user)
    detail = client.get(reverse("api:plan-detail", args=[plan.pk])).json()
    row = client.get(reverse("api:plan-list", args=[fair.pk])).json()["results"][0]
    expected = gap if shown else None
    assert detail["metrics"]["gap"] == row["metrics"]["gap"] == expected
    file = plan_file(plan, build_input(fair))
    assert file.get("gap") == expected
    assert file["bound"] == plan.metrics["bound"]
