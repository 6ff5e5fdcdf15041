"""The floor: a bare WSGI program, one SQL statement that makes the JSON. DATABASE_URL names it."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import psycopg

LIST = """SELECT coalesce(json_agg(row_to_json(page)), '[]')::text FROM (
    SELECT * FROM {table} ORDER BY id LIMIT 50) page"""
ONE = "SELECT row_to_json(row)::text FROM (SELECT * FROM {table} WHERE id = %s) row"
MADE = """INSERT INTO bench_floor (name, note) VALUES ('Mật ong', 'x')
    RETURNING row_to_json(bench_floor)::text"""
TABLES = {
    "applications": "fairs_application",
    "products": "exhibitors_product",
    "producers": "exhibitors_producer",
    "points": "venues_showcasepoint",
}
_local = threading.local()


def connection() -> psycopg.Connection:
    found: psycopg.Connection | None = getattr(_local, "connection", None)
    if found is None:
        found = _local.connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return found


def answer(method: str, path: str) -> bytes:
    """/products/ and /products/7/ are read; a POST anywhere makes a row."""
    noun, _, pk = path.strip("/").partition("/")
    if method == "POST":
        row = connection().execute(MADE).fetchone()
    elif pk:
        row = connection().execute(ONE.format(table=TABLES[noun]).encode(), [int(pk)]).fetchone()
    else:
        row = connection().execute(LIST.format(table=TABLES[noun]).encode()).fetchone()
    return str(row[0] if row else "null").encode()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    body = answer(environ["REQUEST_METHOD"], environ["PATH_INFO"])
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
