"""The house rules that no linter knows."""

import ast
import re
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
