"""Phases, eligibility, priority and the suggestion: pure rules."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exhibitors.rules import ProducerState
from fairs.rules import eligibility, priority, sentences
from fairs.rules.disclosure import note_for_applicant, state_for_applicant
from fairs.rules.phases import Phase, date_problems, phase, shift_by_weekday

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def at(day: int, hour: int = 12, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


OPEN, DEADLINE, MOVE_IN = at(1), at(20, 17), at(9, 8, 6)


@dataclass
class SomeFair:
    state: str = "PUBLISHED"
    opens_on: date = date(2026, 6, 10)
    closes_on: date = date(2026, 6, 14)
    apply_from: datetime = OPEN
    apply_until: datetime = DEADLINE
    grace_minutes: int = 60
    move_in_at: datetime | None = MOVE_IN
    decisions_announced_at: datetime | None = None
    min_stars: int = 3
    allowed_groups: list = field(default_factory=list)
    max_modules: int = 2

    @property
    def days(self):
        return [self.opens_on + timedelta(days=i) for i in range(5)]


@dataclass
class Cert:
    pk: int = 1
    stars: int = 4
    issued_on: date = date(2025, 1, 1)
    expires_on: date = date(2028, 1, 1)
    revoked_on: date | None = None
    decision_number: str = "1/QĐ"


def product(*certificates, group=1, name="Mật ong") -> eligibility.ProductFacts:
    return eligibility.ProductFacts(1, name, group, certificates)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(1, 11), Phase.ANNOUNCED),
        (at(1, 12), Phase.OPEN),
        (at(20, 17), Phase.OPEN),
        (at(20, 17) + timedelta(seconds=1), Phase.GRACE),
        (at(20, 18), Phase.GRACE),
        (at(20, 18) + timedelta(seconds=1), Phase.REVIEW),
        (at(9, 8, 6), Phase.SET_UP),
        (at(10, 0, 6), Phase.RUNNING),
        (at(14, 23, 6), Phase.RUNNING),
        (at(15, 0, 6), Phase.OVER),
    ],
)
def test_the_phase_follows_from_the_dates(moment, expected):
    assert phase(SomeFair(), moment) == expected


def test_stored_states_outweigh_the_dates_and_announcing_ends_the_review():
    for state in ("DRAFT", "POSTPONED", "CANCELLED", "CLOSED"):
        assert phase(SomeFair(state=state), at(5)) == state
    assert phase(SomeFair(decisions_announced_at=at(25)), at(26)) == Phase.DECIDED


def test_dates_that_make_no_sense_are_named():
    fair = SomeFair()
    wrong = date_problems(
        opens_on=fair.opens_on,
        closes_on=date(2026, 6, 1),
        apply_from=fair.apply_until,
        apply_until=fair.apply_from,
        move_in_at=at(12, 8, 6),
        confirm_by=at(12, 8, 6),
    )
    assert set(wrong) == {"closes_on", "apply_until", "move_in_at", "confirm_by"}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dates(date(2024, 1, 1), date(2028, 1, 1)), st.integers(-400, 400))
def test_a_shift_keeps_the_weekday_and_stays_within_half_a_week(start, away):
    shifted = start + shift_by_weekday(start, start + timedelta(days=away))
    assert shifted.weekday() == start.weekday()
    assert abs((shifted - (start + timedelta(days=away))).days) <= 3


def checks(**changes):
    values = {
        "fair": SomeFair(),
        "producer_state": ProducerState.VERIFIED,
        "products": [product(Cert())],
        "modules": 1,
        "quotas": [],
        "at": at(5),
    }
    return {c.code: c for c in eligibility.check_application(**{**values, **changes})}


def test_a_certified_product_in_time_is_eligible():
    found = checks()
    assert eligibility.is_eligible(list(found.values()))


@pytest.mark.parametrize(
    ("certificates", "problem"),
    [
        ((), "candidate"),
        ((Cert(expires_on=date(2026, 6, 13)),), "expires"),
        (
            (
                Cert(
                    revoked_on=date(2026, 6, 1),
                ),
            ),
            "revoked",
        ),
        ((Cert(issued_on=date(2026, 6, 11)),), "later"),
        ((Cert(stars=3),), "stars"),
    ],
)
def test_a_certificate_must_hold_on_every_day_of_the_fair(certificates, problem):
    fair = SomeFair(min_stars=4)
    verdict = eligibility.product_verdict(fair, product(*certificates))
    assert verdict.problem == problem
    assert not checks(fair=fair, products=[product(*certificates)])["certificates"].passed


def test_the_expiry_day_itself_still_counts():
    last = SomeFair().closes_on
    assert eligibility.product_verdict(SomeFair(), product(Cert(expires_on=last))).admitted


def test_candidates_may_take_part_only_where_no_stars_are_asked():
    assert checks(fair=SomeFair(min_stars=0), products=[product()])["products"].passed
    assert "certificates" not in checks(fair=SomeFair(min_stars=0), products=[product()])


def test_groups_modules_producer_and_window_each_refuse():
    fair = SomeFair(allowed_groups=[4])
    assert not checks(fair=fair)["groups"].passed
    assert not checks(modules=3)["modules"].passed
    assert not checks(producer_state=ProducerState.SUSPENDED)["producer"].passed
    assert not checks(at=at(25))["window"].passed
    assert not checks(products=[])["products"].passed


def test_a_full_quota_informs_but_does_not_refuse():
    full = eligibility.QuotaFacts(limit=2, accepted=2, group=1)
    found = checks(quotas=[full])
    assert not found["quota_group"].passed
    assert eligibility.is_eligible(list(found.values()))


def test_sentences_are_made_in_the_readers_language_from_stored_checks():
    fair = SomeFair(min_stars=4)
    stored = [c.stored() for c in checks(fair=fair, products=[product(Cert(stars=3))]).values()]
    restored = {c.code: c for c in eligibility.restore(stored)}
    texts = {}
    for language in ("vi", "en", "fr"):
        with translation.override(language):
            texts[language] = sentences.sentence(restored["certificates"])
    assert "Mật ong" in texts["vi"]
    assert len(set(texts.values())) == 3


def test_priority_adds_the_published_points():
    best = priority.Standing(5, False, True, True, True)
    assert priority.priority(best) == priority.MOST == 15
    assert priority.priority(replace(best, late=True)) == 11
    assert priority.priority(priority.Standing(None, True, False, False, False)) == 0
    assert priority.credit([40, 40, 40]) == 100
    assert priority.credit([40, -60]) == 0


def test_the_suggestion_skips_what_does_not_fit_and_goes_on():
    c = priority.Candidate
    accepted, waiting = priority.suggest(
        [c(1, 2, (7,)), c(2, 2, ()), c(3, 1, (7,)), c(4, 1, ())], capacity=3, room={7: 1}
    )
    assert (accepted, waiting) == ([1, 4], [2, 3])


def test_results_stay_hidden_from_applicants_until_announced():
    assert state_for_applicant("ELIGIBLE") == state_for_applicant("INELIGIBLE") == "SUBMITTED"
    assert note_for_applicant("INELIGIBLE", "secret") == ""
    assert note_for_applicant("REJECTED", "reason") == "reason"
