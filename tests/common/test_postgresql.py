"""A kept connection whose server went away is replaced before anybody meets it."""

import os

import psycopg
import pytest
from django.db import close_old_connections, connection

pytestmark = pytest.mark.django_db(transaction=True)


def process() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_a_connection_the_server_ended_is_replaced_without_an_error():
    before = process()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        (gone,) = other.execute("SELECT pg_terminate_backend(%s, 20000)", [before]).fetchone()
    assert gone
    close_old_connections()  # as before each request and each task
    assert process() != before


def test_a_connection_in_order_is_kept():
    before = process()
    close_old_connections()
    assert process() == before
