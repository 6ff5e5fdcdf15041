"""The application's database role writes rows and can do nothing else."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import ActivityEntry, User
from accounts.services import record_activity
from config.runtime_role import append_only_tables, grant_runtime_role
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
ROLE = "hoicho_role_of_a_test"
FORBIDDEN = "42501"  # insufficient_privilege


@pytest.fixture
def runtime(db):
    """Statements run as the application does; the role ends with the test's transaction."""
    grant_runtime_role(ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


def refused(cursor, statement: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        cursor.execute(statement)
    assert isinstance(error.value.__cause__, psycopg.Error)
    return error.value.__cause__.sqlstate


def test_the_append_only_tables_are_those_of_the_design(db):
    assert append_only_tables() == [
        "accounts_activityentry",
        "accounts_activityredaction",
        "accounts_activityseal",
        "fairs_fairnessentry",
        "fairs_fairrule",
        "notifications_consententry",
        "venues_movement",
        *[name for name in append_only_tables() if name.startswith("venues_movement_")],
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE loot (id int)",
        "ALTER TABLE accounts_user ADD COLUMN x int",
        "DROP TABLE accounts_idempotencyrecord",
        "TRUNCATE accounts_idempotencyrecord",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NEW; END'",
        "ALTER TABLE accounts_activityentry DISABLE TRIGGER USER",
        "DROP TRIGGER activity_is_append_only ON accounts_activityentry",
        "CREATE ROLE other",
        "CREATE SCHEMA other",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'y', now())",
        "COPY accounts_user TO PROGRAM 'true'",
        "SET session_replication_role = 'replica'",
    ],
)
def test_it_cannot_change_what_holds_the_rows(runtime, statement):
    assert refused(runtime, statement) == FORBIDDEN


@pytest.mark.parametrize("what", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {}"])
def test_it_only_adds_to_append_only_tables(runtime, what):
    for table in append_only_tables():
        runtime.execute(
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = %s AND table_schema = current_schema()",
            [table],
        )
        column = runtime.fetchone()[0]
        statement = what.format(table, column, column) if "SET" in what else what.format(table)
        assert refused(runtime, statement) == FORBIDDEN, table


def test_it_writes_rows_and_audit_lines(runtime):
    user = UserFactory()
    record_activity(actor=user, verb="user.updated", obj=user)
    user.full_name = "Nguyễn An"
    user.save(update_fields=["full_name"])
    assert ActivityEntry.objects.filter(actor=user).exists()
    assert User.objects.get(pk=user.pk).full_name == "Nguyễn An"
    runtime.execute("SELECT venues_movement_partition('2031-03-01')")
    assert runtime.fetchone()[0] == "venues_movement_203103"


def test_giving_the_rights_again_changes_nothing(runtime):
    runtime.execute("RESET ROLE")
    grant_runtime_role(ROLE)
    runtime.execute(f"SET LOCAL ROLE {ROLE}")
    assert refused(runtime, "DELETE FROM accounts_activityentry") == FORBIDDEN


def test_every_append_only_table_refuses_to_be_emptied(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'truncate_is_refused'"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    tables = {name for name in append_only_tables() if not name.startswith("venues_movement_")}
    assert tables <= guarded
