"""Everything a start needs, in one process; each step costs little when nothing has changed."""

import gettext
import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial
from typing import Any

import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import trans_real

from config.assets import build
from config.beside import beside
from config.catalogues import compile_all
from config.runtime_role import grant_runtime_role

LOCK = 0x686F6963686F  # "hoicho": one preparation at a time for each database


class Command(BaseCommand):
    help = (
        "Compile translations, build and collect static files, migrate the database, load "
        "reference data and, with --demo, the demo story. Safe to repeat and to run twice at once."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="load the demo story as well")
        parser.add_argument("--tell", type=int, help="descriptor to write to once files are ready")
        part = parser.add_mutually_exclusive_group()
        part.add_argument("--files-only", action="store_true", help="no database is needed")
        part.add_argument("--database-only", action="store_true", help="no file is written")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["files_only"]:
            self._say(prepare_files())
            tell(options["tell"])
            return
        check_servers()
        with one_at_a_time():
            self._files_and_tables(options)
            if settings.DATABASE_RUNTIME_ROLE:
                grant_runtime_role(
                    settings.DATABASE_RUNTIME_ROLE, settings.DATABASE_RUNTIME_PASSWORD
                )
            self._load("load_reference")
            if options["demo"]:
                self._load("load_demo")

    def _files_and_tables(self, options: dict[str, Any]) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if options["database_only"]:
            self._migrate(len(plan))
        elif plan:  # a first start has work for two
            with beside(prepare_files) as files:
                files.add_done_callback(partial(_tell_if_done, options["tell"]))
                self._migrate(len(plan))
            self._say(files.result())
            forget_translations()
        else:
            self._say(prepare_files())
            tell(options["tell"])

    def _say(self, done: Sequence[str]) -> None:
        for sentence in done:
            self.stdout.write(sentence)

    def _migrate(self, count: int) -> None:
        if count:
            call_command("migrate", interactive=False, verbosity=0)
            self.stdout.write(f"{count} migrations applied")

    def _load(self, name: str) -> None:
        """Run a loading command, which itself knows what is already there."""
        if name in get_commands():
            call_command(name, stdout=self.stdout)


def tell(descriptor: int | None) -> None:
    """Let go on who waits for the files."""
    if descriptor is not None:
        os.write(descriptor, b"+")
        os.close(descriptor)


def _tell_if_done(descriptor: int | None, files: "Future[list[str]]") -> None:
    if files.exception() is None:  # else the failure is raised where the work was begun
        tell(descriptor)


def prepare_files() -> list[str]:
    """Catalogues, assets and static files, where they are not up to date; what was done."""
    done = []
    if count := compile_all(settings.BASE_DIR):
        done.append(f"{count} translation catalogues compiled")
        forget_translations()
    if build(settings.ASSETS_DIR):
        done.append("front-end assets built")
    # The plain storage of the tests serves files from where they are.
    if isinstance(staticfiles_storage, ManifestFilesMixin) and collect_static():
        done.append("static files collected")
    return done


def forget_translations() -> None:
    """Read the catalogues anew: this process looked for them before they were compiled.

    What Django's own reloader does when a catalogue changes; without it the demonstration of a
    first start would be written in English.
    """
    for cache in (gettext, trans_real):
        vars(cache)["_translations"].clear()
    vars(trans_real)["_default"] = None
    translation.activate(settings.LANGUAGE_CODE)


def check_servers() -> None:
    """Stop with a sentence naming the variable when the database or the broker cannot be used."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(f"DATABASE_URL: the database cannot be used: {reason}") from error
    try:
        with redis.Redis.from_url(settings.REDIS_URL) as server:
            server.ping()
    except (redis.RedisError, ValueError) as error:
        raise CommandError(f"REDIS_URL: the server cannot be used: {error}") from error


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for any other preparation of this database, and make others wait for ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def collect_static() -> bool:
    """Collect the static files unless the last collection had the same; whether it did."""
    stamp = settings.VAR_DIR / "static.stamp"
    key = _static_key()
    if stamp.exists() and stamp.read_text() == key:
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(key)
    return True


def _static_key() -> str:
    """Changes when a static file is added, removed or written to, or the settings change."""
    digest = hashlib.sha256(f"{settings.STATIC_URL} {settings.STORAGES['staticfiles']}".encode())
    for finder in get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            digest.update(f"{path} {storage.size(path)} ".encode())
            digest.update(storage.get_modified_time(path).isoformat().encode())
    return digest.hexdigest()
