"""The `prepare` command: repeatable, quick the second time, and safe to run twice at once."""

import io
import os
import subprocess
import sys

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from config.management.commands.prepare import collect_static
from config.stack.folder import ROOT


@pytest.fixture
def empty_database():
    """The URL of a new database on the server of the tests."""
    url, _, rest = os.environ["DATABASE_URL"].partition("?")
    server, name = url.rsplit("/", 1)[0], f"prepare_{os.getpid()}"
    query = f"?{rest}" if rest else ""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"drop database if exists {name}")
        connection.execute(f"create database {name}")
        yield f"{server}/{name}{query}"
        connection.execute(f"drop database {name} with (force)")


def start(url, *arguments):
    return subprocess.Popen(
        [sys.executable, "manage.py", "prepare", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.services
def test_two_preparations_at_once_migrate_once(empty_database):
    both = [start(empty_database, "--database-only") for _ in range(2)]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("migrations applied" in text for text in said) == 1, said


@pytest.mark.django_db
def test_a_second_preparation_has_nothing_to_do():
    output = io.StringIO()
    call_command("prepare", database_only=True, stdout=output)
    assert "migrations" not in output.getvalue()


def test_the_files_need_no_database():
    call_command("prepare", files_only=True, stdout=io.StringIO())


@pytest.mark.django_db
def test_a_broker_that_does_not_answer_is_named(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(CommandError, match="REDIS_URL: the server cannot be used"):
        call_command("prepare", database_only=True)


def test_static_files_are_collected_only_when_they_change(settings, tmp_path):
    vendor = tmp_path / "source"
    vendor.mkdir()
    (vendor / "page.css").write_text("a { color: red }")
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.ASSETS_DIR = vendor
    settings.STATICFILES_DIRS = [vendor]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "config.staticfiles.ManifestStorage"},
    }
    assert collect_static()
    assert not collect_static()
    names = {path.name for path in (tmp_path / "static").glob("page.*")}
    assert len([name for name in names if name.endswith(".css")]) == 2  # plain, and with its hash
    (vendor / "page.css").write_text("a { color: green }")
    assert collect_static()
