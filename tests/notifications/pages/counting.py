"""Counting what a page asks the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def statements(client, url):
    """How many SQL statements a page takes."""
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)
