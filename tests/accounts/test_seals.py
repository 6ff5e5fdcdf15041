"""The chain of the audit trail: what was tampered with is found and named."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import ActivityEntry
from accounts.services import check_activity, record_activity, seal_activity
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
TABLES = ("accounts_activityentry", "accounts_activityseal")


def lines(count=3):
    user = UserFactory()
    written = [
        record_activity(actor=user, verb="user.updated", obj=user, after={"full_name": f"N{n}"})
        for n in range(count)
    ]
    seal_activity(now=timezone.now())
    return written


def tamper(statement, *values):
    """What somebody does who owns the database and stops at no trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = 'replica'")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = 'origin'")


def faults(**more):
    return check_activity(now=timezone.now(), **more).faults


def test_an_honest_trail_has_no_faults_and_is_sealed_once():
    written = lines()
    found = check_activity(now=timezone.now())
    assert (found.lines, found.unsealed, found.faults) == (ActivityEntry.objects.count(), 0, [])
    assert found.lines >= len(written)
    assert seal_activity(now=timezone.now()) == 0


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("verb", "user.closed", "altered"),
        ("object_id", "1000000", "altered"),
        ("at", "2020-01-01T00:00:00Z", "altered"),
        ("actor_label", "somebody@example.org", "reworded"),
        ("reason", "because", "reworded"),
        ("after", '{"full_name": "N9"}', "reworded"),
    ],
)
def test_a_changed_line_is_named(column, value, code):
    entry = lines()[1]
    statement = f"UPDATE accounts_activityentry SET {column} = %s WHERE id = %s"  # noqa: S608
    tamper(statement, value, entry.pk)
    assert faults() == [(entry.pk, code)]


def test_a_removed_line_is_noticed_at_the_next_one():
    _first, second, third = lines()
    tamper("DELETE FROM accounts_activityseal WHERE entry_id = %s", second.pk)
    tamper("DELETE FROM accounts_activityentry WHERE id = %s", second.pk)
    assert (third.pk, "missing") in faults()


def test_a_cut_end_is_noticed_by_who_noted_it():
    entry = lines()[-1]
    end = check_activity(now=timezone.now())
    noted = (end.position, end.digest)
    assert faults(expected=noted) == []
    tamper("DELETE FROM accounts_activityseal WHERE entry_id = %s", entry.pk)
    tamper("DELETE FROM accounts_activityentry WHERE id = %s", entry.pk)
    assert faults() == []
    assert faults(expected=noted) == [(0, "cut")]


def test_a_line_that_stays_outside_the_chain_is_noticed():
    lines()
    entry = record_activity(actor=None, verb="user.created", obj=UserFactory())
    later = timezone.now() + timedelta(days=2)
    assert check_activity(now=timezone.now()).faults == []
    assert check_activity(now=later).faults == [(entry.pk, "late")]


def test_lines_are_sealed_in_portions():
    user = UserFactory()
    for _ in range(5):
        record_activity(actor=None, verb="user.created", obj=user)
    total = ActivityEntry.objects.count()
    counts = []
    while count := seal_activity(now=timezone.now(), limit=2):
        counts.append(count)
    assert sum(counts) == total
    assert faults() == []


@pytest.mark.parametrize("table", TABLES)
def test_the_trail_is_not_emptied_by_hand(table):
    lines()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL hoicho.may_truncate = 'off'")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(f"TRUNCATE {table} CASCADE")
    assert faults() == []


def test_the_command_prints_the_end_and_fails_on_a_fault():
    entry = lines()[0]
    said = io.StringIO()
    call_command("check_activity", stdout=said)
    end = said.getvalue().split("End: ")[1].strip()
    call_command("check_activity", expect=end, stdout=io.StringIO())
    tamper("UPDATE accounts_activityentry SET verb = 'x' WHERE id = %s", entry.pk)
    errors = io.StringIO()
    with pytest.raises(CommandError, match="1 faults"):
        call_command("check_activity", stdout=io.StringIO(), stderr=errors)
    assert f"line {entry.pk}: its facts" in errors.getvalue()
    with pytest.raises(CommandError, match="POSITION:DIGEST"):
        call_command("check_activity", expect="nonsense")
