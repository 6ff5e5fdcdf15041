"""Where a text stands in the database, and its replacement wherever it stands."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection
from psycopg import sql

# Tables in which rows are only added: facts that stay by law, and the audit trail, whose words
# have a way of their own (accounts_redact_activity).
GUARDED = """
    SELECT c.relname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    JOIN pg_class c ON c.oid = t.tgrelid WHERE p.proname LIKE '%%is\\_append\\_only'
"""
COLUMNS = """
    SELECT c.table_name, c.column_name, c.udt_name, c.character_maximum_length
    FROM information_schema.columns c
    JOIN pg_class r ON r.relname = c.table_name AND r.relnamespace = c.table_schema::regnamespace
    WHERE c.table_schema = current_schema() AND r.relkind IN ('r', 'p') AND NOT r.relispartition
        AND c.udt_name IN ('text', 'varchar', 'jsonb', '_text', '_varchar')
        AND c.is_generated = 'NEVER'
    ORDER BY c.table_name, c.ordinal_position
"""
BEFORE, AFTER = "[[:alnum:]_.+-]", r"[[:alnum:]_-]|\.[[:alnum:]]"


@dataclass(frozen=True)
class Trace:
    """Rows of one table that hold a text."""

    table: str
    rows: tuple[str, ...]  # primary keys


@dataclass(frozen=True)
class _Column:
    name: str
    kind: str
    limit: int | None


def _pattern(text: str) -> str:
    """A regular expression for `text` as a whole word: `an@…` does not stand in `tran@…`."""
    escaped = re.sub(r"([^\w\s@])", r"\\\1", text)
    return f"(?<!{BEFORE}){escaped}(?!{AFTER})"


def whole_word(text: str) -> re.Pattern[str]:
    """The same for Python."""
    return re.compile(rf"(?<![\w.+-]){re.escape(text)}(?![\w-]|\.\w)", re.IGNORECASE)


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _columns() -> dict[str, list[_Column]]:
    """The columns of our tables that hold text."""
    ours = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found: dict[str, list[_Column]] = {}
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, name, kind, limit in cursor.fetchall():
            if table in ours:
                found.setdefault(table, []).append(_Column(name, kind, limit))
    return found


def guarded_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(GUARDED)
        return {name for (name,) in cursor.fetchall()}


def _holds(columns: list[_Column]) -> sql.Composed:
    """A condition on a row; one parameter per column, in the order of `_patterns`."""
    tests = [sql.SQL("{}::text ~* %s").format(sql.Identifier(column.name)) for column in columns]
    return sql.SQL("(") + sql.SQL(" OR ").join(tests) + sql.SQL(")")


def _patterns(columns: list[_Column], text: str) -> list[str]:
    return [_pattern(_in_json(text) if c.kind == "jsonb" else text) for c in columns]


def find_traces(text: str) -> Iterator[Trace]:
    """Every table that holds `text` as a whole word, in whatever column and case."""
    models = apps.get_models(include_auto_created=True)
    keys = {m._meta.db_table: str(m._meta.pk.column) for m in models}
    with connection.cursor() as cursor:
        for table, columns in _columns().items():
            statement = sql.SQL("SELECT {}::text FROM {} WHERE {} ORDER BY 1").format(
                sql.Identifier(keys[table]), sql.Identifier(table), _holds(columns)
            )
            cursor.execute(statement.as_string(cursor.connection), _patterns(columns, text))
            rows = tuple(key for (key,) in cursor.fetchall())
            if rows:
                yield Trace(table, rows)


def replace_traces(text: str, by: str, *, beside: str | None = None) -> int:
    """Put `by` in the place of `text` wherever rows may change; how many rows changed.

    With `beside`, only in rows that hold this text as well.
    """
    kept, changed = guarded_tables(), 0
    with connection.cursor() as cursor:
        for table, columns in _columns().items():
            if table in kept:
                continue
            parts, values = [], []
            for column, pattern in zip(columns, _patterns(columns, text), strict=True):
                parts.append(_replacement(column))
                values += [pattern, by if column.kind != "jsonb" else _in_json(by)]
            conditions = [_holds(columns)] * (1 if beside is None else 2)
            statement = sql.SQL("UPDATE {} SET {} WHERE {}").format(
                sql.Identifier(table), sql.SQL(", ").join(parts), sql.SQL(" AND ").join(conditions)
            )
            values += _patterns(columns, text)
            if beside is not None:
                values += _patterns(columns, beside)
            cursor.execute(statement.as_string(cursor.connection), values)
            changed += cursor.rowcount
    return changed


def _replacement(column: _Column) -> sql.Composed:
    name = sql.Identifier(column.name)
    if column.kind == "jsonb":
        form = "{0} = regexp_replace({0}::text, %s, %s, 'gi')::jsonb"
    elif column.kind.startswith("_"):
        form = "{0} = regexp_replace({0}::text, %s, %s, 'gi')::text[]"
    elif column.limit:
        form = f"{{0}} = left(regexp_replace({{0}}, %s, %s, 'gi'), {int(column.limit)})"
    else:
        form = "{0} = regexp_replace({0}, %s, %s, 'gi')"
    return sql.SQL(form).format(name)
