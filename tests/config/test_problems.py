"""Every code the API answers with has its page, in each language."""

import ast
import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from rest_framework import exceptions

from config.problems import PROBLEMS

ROOT = Path(__file__).resolve().parents[2]
APPS = ("common", "accounts", "notifications", "exhibitors", "venues", "fairs", "config")
DOORS = {"refusal", "_problem"}  # they write a problem document themselves
# Where a code is passed on that was given elsewhere.
PASSED_ON = {"error.code", "str(error.default_code)"}


def _name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _code_base() -> list[ast.AST]:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return [node for path in files for node in ast.walk(ast.parse(path.read_text()))]


def _refusals(nodes: list[ast.AST]) -> list[ast.ClassDef]:
    """The classes below DomainError and APIException, DomainError itself included."""
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    names = {"DomainError", "APIException"} | set(dir(exceptions))
    while more := {c.name for c in classes if names & set(map(_name, c.bases))} - names:
        names |= more
    return [c for c in classes if c.name in names]


def emitted() -> set[str]:
    """Codes given in classes and calls, those written into bodies, and the framework's own."""
    nodes = _code_base()
    refusals = _refusals(nodes)
    codes = {
        statement.value.value
        for refusal in refusals
        for statement in refusal.body
        if isinstance(statement, ast.Assign)
        and _name(statement.targets[0]) in ("code", "default_code")
    }
    makers = {refusal.name for refusal in refusals} | DOORS
    for node in nodes:
        if isinstance(node, ast.Call) and _name(node.func) in makers:
            for word in node.keywords:
                if word.arg == "code" and ast.unparse(word.value) not in PASSED_ON:
                    codes.add(ast.literal_eval(word.value))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            codes |= set(re.findall(r"^/problems/(\w+)/$", node.value))
    for found in vars(exceptions).values():
        if isinstance(found, type) and issubclass(found, exceptions.APIException):
            codes.add(found.default_code)
    return codes


def test_every_code_is_explained_and_no_other():
    assert emitted() - set(PROBLEMS) == set()
    assert set(PROBLEMS) - emitted() == set()


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_a_code_has_a_sentence_and_a_remedy_in_each_language(db, client, code):
    page = client.get(reverse("problem", kwargs={"code": code})).content.decode()
    said = re.findall(r'<section class="panel" lang="(\w+)">\n<h2>.*</h2><p>(.+)</p>', page)
    assert [language for language, _ in said] == ["vi", "en", "fr"]
    for language in ("vi", "en", "fr"):
        with translation.override(language):
            for sentence in (PROBLEMS[code].meaning, PROBLEMS[code].remedy):
                assert str(sentence).replace("'", "&#x27;") in page
    assert len({text for _, text in said}) == 3


@pytest.mark.parametrize("language", ["vi", "en", "fr"])
def test_the_readers_language_comes_first(db, client, language):
    client.cookies["django_language"] = language
    page = client.get("/problems/stale/").content.decode()
    assert re.search(r'<section class="panel" lang="(\w+)"', page).group(1) == language
    index = client.get("/problems/").content.decode()
    with translation.override(language):
        assert str(PROBLEMS["stale"].meaning) in index


def test_the_index_leads_to_every_page(db, client):
    page = client.get(reverse("problems")).content.decode()
    assert {*re.findall(r'href="/problems/(\w+)/"', page)} == set(PROBLEMS)


def test_a_refusal_leads_to_its_page(db, client, api):
    answers = [
        api().get("/api/v1/users/"),
        api().get("/api/v1/no-such-thing/"),
        api().delete("/api/v1/auth/token/"),
        api().post("/api/v1/auth/token/", {"email": "x"}, format="json"),
        api().post("/api/v1/auth/token/", "{", content_type="application/json"),
        api().post("/api/v1/auth/token/", "x", content_type="text/plain"),
    ]
    for answer in answers:
        body = answer.json()
        assert client.get(body["type"]).status_code == 200
        assert f"“{body['code']}”" in client.get(body["type"]).content.decode()


def test_an_unknown_code_is_no_page(db, client):
    assert client.get("/problems/no_such_code/").status_code == 404


def test_the_description_of_the_api_leads_there(db, client):
    assert "(/problems/)" in client.get(reverse("api:schema")).content.decode()
