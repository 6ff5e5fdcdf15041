"""docker-compose.yml: valid, closed to the outside, and its commands work as written.

The commands run here on the services of the tests with production settings, which shows what a
container would do without a Docker engine.
"""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import jsonschema
import psycopg
import pytest
import yaml

from config.stack.folder import ROOT
from config.stack.processes import Child, wait_until
from config.stack.valkey import free_port

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
APP_SERVICES = ("web", "worker", "mail", "beat", "migrate")
VARIABLE = re.compile(r"\$\{(\w+)(?::([?-])([^}]*))?\}")
ENV_FILE = {
    "SITE_HOST": "hoicho.test",
    "SECRET_KEY": "k" * 64,
    "POSTGRES_PASSWORD": "x",
    "POSTGRES_APP_PASSWORD": "x",
    "REDIS_PASSWORD": "x",
    "EMAIL_HOST": "127.0.0.1",
    "DEFAULT_FROM_EMAIL": "office@hoicho.test",
    "ORGANISING_OFFICE": "Office",
}


def test_it_follows_the_compose_specification():
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(COMPOSE, json.loads(schema.read_text()))


def test_only_the_proxy_is_published():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    public = {name for name, network in COMPOSE["networks"].items() if not network.get("internal")}
    reaching_out = {n for n, s in SERVICES.items() if public & set(s["networks"])}
    assert reaching_out == {"proxy", "mail"}  # mail has to reach the relay


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_hardened(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not str(service["user"]).startswith("0")
    assert "privileged" not in service
    assert "/var/run/docker.sock" not in str(service.get("volumes"))


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_lasting_service_has_a_health_check(name):
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_every_variable_is_in_the_example_and_every_secret_is_required():
    text = (ROOT / "docker-compose.yml").read_text()
    example = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    used = VARIABLE.findall(text)
    assert {name for name, _, _ in used} <= example
    required = {name for name, mark, _ in used if mark == "?"}
    assert required == set(ENV_FILE)


def test_no_secret_is_written_down():
    example = (ROOT / ".env.example").read_text()
    assert re.findall(r"^(?:\w*PASSWORD|SECRET_KEY)=(.+)$", example, re.MULTILINE) == []


def test_the_proxy_reaches_what_the_web_service_offers():
    caddyfile = (ROOT / "config" / "proxy" / "Caddyfile").read_text()
    assert "reverse_proxy web:8000" in caddyfile
    assert caddyfile.count("{") == caddyfile.count("}")
    for _, inner in (port.split(":") for port in SERVICES["proxy"]["ports"]):
        assert re.search(rf"http_port {inner}|https_port {inner}", caddyfile)
    assert "Strict-Transport-Security" in caddyfile


def filled_in(value: str) -> str:
    """A value with the variables of ENV_FILE or their defaults, as Compose fills them in."""

    def replace(match):
        name, mark, rest = match.groups()
        return ENV_FILE.get(name, rest if mark == "-" else "")

    return VARIABLE.sub(replace, value).replace("$$", "$")


@pytest.fixture(scope="module")
def production():
    """A folder and variables as the containers have them, on the services of the tests."""
    home = Path(os.environ["HOICHO_VAR"]) / f"compose-{os.getpid()}"
    home.mkdir()
    (home / "assets").symlink_to(Path(os.environ["HOICHO_VAR"]) / "assets")
    name = f"compose_{os.getpid()}"
    address, _, options = os.environ["DATABASE_URL"].partition("?")
    url = f"{address.rsplit('/', 1)[0]}/{name}{'?' if options else ''}{options}"
    # A name without a value is passed on only where ENV_FILE sets it.
    given = {k: v for k, v in SERVICES["web"]["environment"].items() if v is not None}
    variables = {k: filled_in(str(v)) for k, v in given.items()}
    parts = urlsplit(url)
    server = parts.netloc.rpartition("@")[2]
    application = SERVICES["web"]["environment"]["DATABASE_URL"]
    assert re.match(r"postgres://hoicho_app:", application)
    variables |= {
        "DATABASE_URL": parts._replace(netloc=f"hoicho_app:x@{server}").geturl(),
        "REDIS_URL": os.environ["REDIS_URL"],
        "DJANGO_SETTINGS_MODULE": "config.settings.prod",
        "HOICHO_VAR": str(home),
        "PORT": str(free_port()),
        "WEB_HOST": "127.0.0.1",
        "WEB_CONCURRENCY": "1",
        "BEAT_SCHEDULE": str(home / "celerybeat-schedule"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
    }
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"create database {name}")
        run(["python", "manage.py", "prepare", "--files-only"], variables)
        yield variables
        connection.execute(f"drop database {name} with (force)")


def as_owner(variables) -> dict[str, str]:
    """The variables of `migrate`: what it has besides those of the others, on the tests' server."""
    own = SERVICES["migrate"]["environment"]
    more = {name: filled_in(own[name]) for name in own if name.startswith("DATABASE_RUNTIME")}
    assert set(more) == {"DATABASE_RUNTIME_ROLE", "DATABASE_RUNTIME_PASSWORD"}
    name = urlsplit(variables["DATABASE_URL"]).path
    owner = urlsplit(os.environ["DATABASE_URL"])._replace(path=name).geturl()
    return {**variables, **more, "DATABASE_URL": owner}


def run(command, variables) -> None:
    answer = subprocess.run(
        command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def command_of(name, variables) -> list[str]:
    """The command as written; only beat's file is moved out of the shared /tmp."""
    words = [filled_in(word) for word in SERVICES[name]["command"]]
    return [re.sub(r"^/tmp/celerybeat-schedule$", variables["BEAT_SCHEDULE"], w) for w in words]


@pytest.mark.services
def test_the_commands_and_health_checks_work_as_written(production):
    run(command_of("migrate", production), as_owner(production))
    for name in ("web", "worker", "mail", "beat"):
        child = Child(name, command_of(name, production), env=production, cwd=ROOT)
        check = SERVICES[name]["healthcheck"]["test"]
        assert check[0] == "CMD"

        def well(child=child, check=check):
            assert child.alive(), f"{child.name} ended with {child.exit_code}"
            answer = subprocess.run(
                check[1:], cwd=ROOT, env=production, capture_output=True, check=False
            )
            return answer.returncode == 0

        assert subprocess.run(check[1:], cwd=ROOT, env=production, check=False).returncode != 0
        child.start()
        try:
            assert wait_until(well, 60), f"{name} does not become healthy"
        finally:
            child.stop()
        assert child.exit_code == 0, name


def test_the_image_builds_what_the_services_run():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "--require-hashes" in dockerfile
    assert re.search(r"^USER 10001", dockerfile, re.MULTILINE)
    assert {SERVICES[name]["user"] for name in APP_SERVICES} == {"10001:10001"}
    copied = re.findall(r"^COPY (?!--from)(\S+)", dockerfile, re.MULTILINE)
    assert all(source == "." or (ROOT / source).exists() for source in copied)
