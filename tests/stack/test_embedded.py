"""The embedded servers: real processes on temporary folders."""

import os
import shutil
import signal
import socket

import psycopg
import pytest

from config.stack.errors import StackError
from config.stack.postgres import Postgres
from config.stack.processes import started_at, wait_until
from config.stack.valkey import Valkey

pytestmark = pytest.mark.services


@pytest.fixture
def started():
    """A function: start a service that is stopped after the test."""
    services = []

    def start(service):
        services.append(service)
        service.start()
        return service

    yield start
    for service in reversed(services):
        service.stop()


def postgres(home) -> Postgres:
    return Postgres(home, durable=False)


def execute(server: Postgres, query: str):
    with psycopg.connect(server.url, autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else None


def test_postgres_keeps_its_data_and_leaves_no_process(home, started):
    first = started(postgres(home))
    execute(first, "create table kept (n int); insert into kept values (7)")
    pid = first.pid
    first.stop()
    assert started_at(pid) is None
    assert execute(started(postgres(home)), "select n from kept") == [(7,)]


def test_postgres_sorts_and_folds_unicode_and_listens_on_no_port(home, started):
    server = started(postgres(home))
    assert execute(server, "select lower('ĐẶC SẢN')") == [("đặc sản",)]
    assert execute(server, "show listen_addresses") == [("",)]
    for name in ("btree_gist", "unaccent", "pg_trgm", "citext"):
        execute(server, f"create extension {name}")


def test_postgres_stops_with_clients_connected(home, started):
    server = started(postgres(home))
    with psycopg.connect(server.url):
        server.stop()
    assert not server.alive()


def test_the_data_are_private(home, started):
    server = started(postgres(home))
    assert server.data.stat().st_mode & 0o077 == 0


def test_a_stale_pid_file_naming_a_living_stranger_is_ignored(home, started):
    server = started(postgres(home))
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n5432\n\n\n")
    assert execute(started(postgres(home)), "select 1") == [(1,)]
    assert started_at(os.getpid())


def test_a_server_left_running_is_stopped_first(home, started):
    left = started(postgres(home))
    execute(left, "create table kept (n int)")
    assert execute(started(postgres(home)), "select count(*) from kept") == [(0,)]
    assert wait_until(lambda: not left.alive(), 10)


def test_a_killed_server_recovers(home, started):
    server = started(Postgres(home))
    execute(server, "create table kept (n int)")
    os.kill(server.pid, signal.SIGKILL)
    assert wait_until(lambda: not server.alive(), 10)
    assert execute(started(Postgres(home)), "select count(*) from kept") == [(0,)]


def test_a_half_made_cluster_is_made_again(home, started):
    server = postgres(home)
    unfinished = server.data.with_name("pg.new")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert execute(started(server), "select 1") == [(1,)]


def test_data_of_another_version_are_refused(home, started):
    server = started(postgres(home))
    server.stop()
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(StackError, match="was made by PostgreSQL 12"):
        postgres(home).start()


def test_a_long_path_gets_a_short_socket(home, started):
    deep = home / ("d" * 60) / ("e" * 60) / "có dấu và khoảng trắng"
    deep.mkdir(parents=True)
    server = started(postgres(deep))
    assert execute(server, "select 1") == [(1,)]
    server.stop()
    assert server.sockets == server.data or not server.sockets.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another account for PostgreSQL")
def test_root_in_a_private_folder_keeps_the_data_elsewhere(home, started):
    home.chmod(0o700)
    server = started(postgres(home))
    assert execute(server, "select 1") == [(1,)]
    assert server.account.uid != 0
    assert home not in server.data.parents
    assert home.stat().st_mode & 0o077 == 0
    server.stop()
    shutil.rmtree(server.data.parent)


def test_a_damaged_setting_is_reported_with_the_servers_words(home, started):
    server = started(postgres(home))
    server.stop()
    (server.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(StackError, match=r"did not start: .*"):
        postgres(home).start()


def talk(port: int, words: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(words + b"QUIT\r\n")
        answer = b""
        while part := connection.recv(1024):
            answer += part
        return answer


def test_valkey_asks_for_its_password(home, started):
    server = started(Valkey(home))
    assert b"NOAUTH" in talk(server.port, b"PING\r\n")
    assert b"+PONG" in talk(server.port, f"AUTH {server.password}\r\nPING\r\n".encode())


def test_valkey_comes_back_where_it_was(home, started):
    server = started(Valkey(home))
    url, pid = server.url, server.pid
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not server.alive(), 10)
    server.start()
    assert server.url == url
    server.stop()
    assert not server.alive()


def test_two_servers_do_not_meet(home, started):
    first, second = started(Valkey(home / "a")), started(Valkey(home / "b"))
    assert first.port != second.port
    assert b"WRONGPASS" in talk(first.port, f"AUTH {second.password}\r\n".encode())
