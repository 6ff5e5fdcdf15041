"""Every fault at once: nothing lost, nothing twice, nothing falsely marked as sent."""

import pytest

from tests.notifications.faults import AFTER_THE_DOT, BEFORE_THE_DOT, run

pytestmark = pytest.mark.services


def test_messages_survive_kills_restarts_and_a_misbehaving_mail_server():
    outcome = run(count=200, each=1, kills=3, restarts=1, seed=91, limit=240)
    assert (outcome.kills, outcome.broker_restarts, outcome.database_restarts) == (3, 1, 1)
    assert set(outcome.played) == {*BEFORE_THE_DOT, *AFTER_THE_DOT, "connection-421"}, outcome
    assert (outcome.lost, outcome.duplicates, outcome.falsely_sent) == (0, 0, 0), outcome
    assert outcome.unfinished == 0, outcome
    assert outcome.refused == 2, outcome
    assert outcome.uncertain <= outcome.uncertain_allowed, outcome
    assert outcome.sent + outcome.refused + outcome.uncertain == 200
