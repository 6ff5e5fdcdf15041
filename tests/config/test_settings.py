"""A wrong value in the environment stops the start with one sentence that names it."""

import os
import string
import subprocess
import sys

import pytest

from config.stack.folder import ROOT

GOOD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": string.ascii_letters,
    "ALLOWED_HOSTS": "hoicho.example.org",
    "SITE_URL": "https://hoicho.example.org",
    "DATABASE_URL": "postgres://hoicho@127.0.0.1/hoicho",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_HOST": "127.0.0.1",
    "DEFAULT_FROM_EMAIL": "office@example.org",
    "ORGANISING_OFFICE": "Office",
}


def check(*options: str, **variables: str) -> subprocess.CompletedProcess:
    path = {"PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "manage.py", "check", *options],
        cwd=ROOT,
        env=path | GOOD | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check():
    answer = check("--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SECRET_KEY", "", "is not set"),
        ("SECRET_KEY", "short", "is too short"),
        ("ALLOWED_HOSTS", "", "is not set"),
        ("DATABASE_URL", "not-an-address", "must name a PostgreSQL database"),
        ("DATABASE_URL", "postgres://a@b:99999/c", "cannot be read"),
        ("REDIS_URL", "http://127.0.0.1", "must start with redis://"),
        ("SITE_URL", "hoicho.example.org", "must be an address"),
        ("CSRF_TRUSTED_ORIGINS", "hoicho.example.org", "must be an address"),
        ("OUTBOX_BATCH", "many", "must be a whole number"),
        ("OUTBOX_TASK_SECONDS", "soon", "must be a number"),
        ("EMAIL_USE_TLS", "yess", "must be true or false"),
        ("EMAIL_PORT", "smtp", "must be a whole number"),
    ],
)
def test_a_wrong_value_is_named_in_one_sentence(variable, value, sentence):
    answer = check(**{variable: value})
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"Configuration: {variable} ")
    assert sentence in answer.stderr
    assert len(answer.stderr.strip().splitlines()) == 1
