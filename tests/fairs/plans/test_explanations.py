"""Explanations in sentences: true, in three languages, nothing private to exhibitors."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from fairs.models import Booth, Fair
from fairs.queries.explanations import explanation_of, in_words, names_for, own_explanation
from fairs.queries.instances import build_input
from fairs.queries.plan_words import plan_sentences
from fairs.queries.reason_words import change_words, reason_words, term_words
from fairs.services.locks import declare_rivals, lock_place
from fairs.services.places import release_places
from fairs.services.plans import create_plan
from fairs.services.publication import publish_plan
from fairs.services.solving import request_solve
from fairs.solver.reasons import ChangeKind, ReasonKind, TermKind
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import member
from tests.factories.plans import applicant, fair_with, plan_with, published, row_of, run_job

pytestmark = pytest.mark.django_db


def words(plan, application, *, own=False):
    coded = explanation_of(plan, build_input(plan.fair), application.code)
    return in_words(coded, application.producer.name, names_for(plan.fair, [coded]), own=own)


def only(fair, *booths) -> None:
    """Block every other booth of the fair."""
    keep = [booth.pk for booth in booths]
    Booth.objects.filter(fair=fair).exclude(pk__in=keep).update(
        state="BLOCKED", blocked_reason="Không dùng"
    )


@pytest.mark.parametrize("language", ["vi", "fr", "en"])
def test_every_code_of_the_solver_has_words_in_every_language(language):
    with translation.override(language):
        general = {term_words("?"), reason_words("?", own=True), change_words("?")}
        made = [term_words(kind) for kind in TermKind]
        made += [reason_words(kind, own=own) for kind in ReasonKind for own in (True, False)]
        made += [change_words(kind) for kind in ChangeKind]
    assert not general & set(made)


def test_a_met_wish_is_told_with_its_points():
    fair, _ = fair_with(0)
    row = row_of(fair)
    a = applicant(fair, "HTX A", wished_booths=[row[3].pk, row[2].pk])
    plan = plan_with(fair, {a: row[2].number})
    told = words(plan, a)
    assert row[2].number in told.head
    weight = build_input(fair).instance.weights.pref_booth[1]
    line = next(text for text in told.terms if row[2].number in text)
    assert "2" in line
    assert str(weight // 100) in line


def test_a_wished_booth_held_with_more_right_names_its_holder_to_the_office_only():
    fair, _ = fair_with(0)
    row = row_of(fair)
    strong = applicant(fair, "HTX mạnh", priority=12)
    weak = applicant(fair, "HTX yếu", priority=1, wished_booths=[row[0].pk])
    plan = plan_with(fair, {strong: row[0].number, weak: row[3].number})
    (place, reason), *_rest = words(plan, weak).refused
    assert row[0].number in place
    assert "HTX mạnh" in reason
    own = words(plan, weak, own=True)
    assert row[0].number in own.refused[0][0]
    assert "HTX mạnh" not in " ".join(own.lines())


def test_rivals_and_locks_stay_private():
    fair, _ = fair_with(0)
    row = row_of(fair)
    a = applicant(fair, "HTX A", wished_booths=[row[1].pk, row[5].pk], priority=5)
    rival, locked = applicant(fair, "HTX đối thủ"), applicant(fair, "HTX khóa")
    declare_rivals(fair=fair, first=a, second=rival, actor=None)
    lock_place(application=locked, booths=[row[5]], actor=None)
    plan = plan_with(fair, {rival: row[0].number, locked: row[5].number, a: row[3].number})
    office = " ".join(words(plan, a).lines())
    assert "HTX đối thủ" in office
    assert "HTX khóa" in office
    own = " ".join(words(plan, a, own=True).lines())
    assert "HTX đối thủ" not in own
    assert "HTX khóa" not in own
    assert row[1].number in own


def test_who_waits_learns_what_would_place_them():
    fair, _ = fair_with(0)
    row = row_of(fair)
    only(fair, row[0], row[1])
    one, big = applicant(fair, "HTX một"), applicant(fair, "HTX hai", modules=2)
    plan = plan_with(fair, {one: row[0].number})
    told = words(plan, big)
    assert "HTX hai" in told.head
    assert row[1].number in told.change


def test_the_whole_plan_is_told_in_sentences_with_its_proof():
    fair, _ = fair_with(3)
    plan, job = request_solve(
        plan=(made := create_plan(fair=fair, actor=None)), version=made.version, actor=None,
        seconds=1, seed=7,
    )  # fmt: skip
    run_job(job)
    plan.refresh_from_db()
    text = " ".join(plan_sentences(plan))
    assert "0%" in text
    assert "7" in text
    assert plan_sentences(create_plan(fair=fair, actor=None))[0]


def test_an_exhibitor_reads_why_after_publication_and_not_before(sign_in, api):
    fair, _ = fair_with(0)
    row = row_of(fair)
    a = applicant(fair, "HTX A", wished_booths=[row[0].pk])
    producer_user = UserFactory()
    member(producer_user, a.producer)
    plan = plan_with(fair, {a: row[0].number})
    assert own_explanation(a) is None
    assert api(producer_user).get(reverse("api:my-place-why", args=[a.pk])).status_code == 404
    plan, _job = publish_plan(plan=plan, version=plan.version, actor=None, now=timezone.now())
    answer = api(producer_user).get(reverse("api:my-place-why", args=[a.pk])).json()
    assert answer["booths"] == [row[0].number]
    page = sign_in(producer_user).get(reverse("fairs:my_place", args=[a.pk])).content.decode()
    for sentence in answer["sentences"]:
        assert sentence in page


def test_an_explanation_is_that_of_the_day_of_publication():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan, _job = published(fair, {a: row[0].number, b: row[1].number})
    before = words(plan, a)
    Fair.objects.filter(pk=fair.pk).update(weights={"quality": 0})
    release_places(application=b, actor=None, now=timezone.now())
    plan.refresh_from_db()
    assert words(plan, a) == before


def test_the_office_page_explains_placed_and_waiting(organiser_user, sign_in):
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    plan = plan_with(fair, {a: row[0].number})
    office = sign_in(organiser_user)
    for application in (a, b):
        page = office.get(reverse("fairs:plan_why", args=[plan.pk, application.pk]))
        assert words(plan, application).head in page.content.decode()
