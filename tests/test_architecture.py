"""The house rules that no linter knows."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
APPS = ("config", "fairs", "venues", "exhibitors", "notifications", "accounts", "common")
FIRST_PARTY = re.compile(rf"^({'|'.join(APPS)})(\.|$)")


def sources(*apps: str) -> list[Path]:
    return [
        path
        for app in apps or APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    ]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return []


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_first_party_import_inside_a_function(path):
    if path.name == "apps.py":
        pytest.skip("AppConfig.ready is where Django wants imports")
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                for name in imported(inner):
                    assert not FIRST_PARTY.match(name), f"{path}:{inner.lineno} imports {name}"


def test_only_the_project_imports_its_settings_package():
    for path in sources(*(app for app in APPS if app != "config")):
        for node in ast.walk(ast.parse(path.read_text())):
            for name in imported(node):
                assert not re.match(r"^config(\.|$)", name), f"{path} imports {name}"


def test_no_app_uses_another_apps_doors():
    for app in APPS:
        for path in sources(app):
            for node in ast.walk(ast.parse(path.read_text())):
                for name in imported(node):
                    match = re.match(r"^(\w+)\.(api|pages)(\.|$)", name)
                    if match and match.group(1) in set(APPS) - {"common"} and app != "config":
                        assert match.group(1) == app, f"{path} imports {name}"


def test_templates_have_no_inline_script_or_style():
    for app in APPS:
        for path in (ROOT / app).rglob("templates/**/*.html"):
            if "/mail/" in str(path):
                continue  # mail readers know no style sheets
            text = path.read_text()
            assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:", text), path
            assert not re.search(r"<script(?![^>]*\ssrc=)", text), path


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


WHAT_A_PROCESS_KNOWS = """
import importlib, pkgutil, sys
import django
django.setup()
importlib.import_module("config.urls")
from notifications import kinds
known = set(kinds._documents), set(kinds._links), set(kinds._ways)
for app in {apps!r}:
    package = importlib.import_module(app)
    for module in pkgutil.walk_packages(package.__path__, app + "."):
        if not {outside!r} & set(module.name.split(".")):
            importlib.import_module(module.name)
late = [set(now) - before for now, before in zip(
    (kinds._documents, kinds._links, kinds._ways), known)]
sys.exit(str(late) if any(late) else 0)
"""


def test_a_web_process_can_name_every_kind_of_paper_and_job():
    """What only a worker's modules registered would have no name on a page."""
    outside = {"migrations", "settings", "stack", "management", "__main__"}
    program = WHAT_A_PROCESS_KNOWS.format(apps=APPS, outside=outside)
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
