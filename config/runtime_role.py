"""The database role of the running application: it writes rows and can change nothing else.

The owner of the tables migrates; web, workers and beat connect as this role. It has no DDL, no
TRUNCATE, and on append-only tables neither UPDATE nor DELETE (docs/security.md, 41 and 44).
"""

from django.db import connection, transaction
from psycopg import sql

# Tables that a trigger of this kind protects; a new one is found by its trigger.
APPEND_ONLY = """
    SELECT DISTINCT c.oid::regclass::text, c.relname
    FROM pg_trigger t
    JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_class c ON c.oid = t.tgrelid
    WHERE p.proname LIKE '%%is\\_append\\_only' AND c.relnamespace = current_schema()::regnamespace
    ORDER BY 2
"""
# Roles belong to the whole server: another database's preparation may be making the same one.
NEW_ROLE = """
    DO $$ BEGIN CREATE ROLE {} LOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
"""
# Extensions may own tables as well; those are not ours to give.
OWN = """
    SELECT relname, relkind FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace
        AND relkind IN ('r', 'p', 'v', 'S')
        AND pg_has_role(current_user, relowner, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = pg_class.oid AND d.deptype = 'e')
    ORDER BY relname
"""


def append_only_tables() -> list[str]:
    """Names of the tables in which rows are only added."""
    with connection.cursor() as cursor:
        cursor.execute(APPEND_ONLY)
        return [name for _qualified, name in cursor.fetchall()]


@transaction.atomic
def grant_runtime_role(role: str, password: str = "") -> None:
    """Make the role where it is missing, and give it exactly what running needs.

    Called by the owner after each migration and safe to repeat. A server on which the owner may
    make no roles needs the role beforehand. With a `password` the role gets it.
    """
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        if cursor.rowcount == 0:
            _run(cursor, NEW_ROLE, name)
        if password:
            _run(cursor, "ALTER ROLE {} PASSWORD {}", name, sql.Literal(password))
        cursor.execute("SELECT current_schema()")
        schema = sql.Identifier(cursor.fetchone()[0])
        _run(cursor, "GRANT USAGE ON SCHEMA {} TO {}", schema, name)
        cursor.execute(OWN)
        found = cursor.fetchall()
        tables = _list([row[0] for row in found if row[1] != "S"])
        sequences = _list([row[0] for row in found if row[1] == "S"])
        _run(cursor, "GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}", tables, name)
        _run(cursor, "GRANT USAGE, SELECT ON SEQUENCE {} TO {}", sequences, name)
        kept = _list([*append_only_tables(), *_partitions(cursor), "django_migrations"])
        _run(cursor, "REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}", kept, name)
        _run(cursor, "REVOKE INSERT ON django_migrations FROM {}", name)


def _partitions(cursor) -> list[str]:
    """Partitions of append-only tables, which could be written to by their own names."""
    cursor.execute(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
        "JOIN pg_class p ON p.oid = i.inhparent WHERE p.relname = ANY(%s) AND c.relkind = 'r'",
        [append_only_tables()],
    )
    return [name for (name,) in cursor.fetchall()]


def _list(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _run(cursor, statement: str, *parts: sql.Composable) -> None:
    cursor.execute(sql.SQL(statement).format(*parts).as_string(cursor.connection))
