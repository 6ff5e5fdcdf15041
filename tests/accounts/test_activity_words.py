"""Whatever is written into the activity log can be read there, in each language."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from accounts.rules import kind_name, part_of, verb_name, verb_names
from accounts.services import record_activity
from exhibitors.rules import PRODUCER_CHANGES
from fairs.rules.states import (
    APPLICATION_CHANGES,
    FAIR_CHANGES,
    PLAN_CHANGES,
    SEMINAR_CHANGES,
)
from notifications.rules import MESSAGE_CHANGES, ConsentAct
from venues.rules import REVIEW_CHANGES

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "notifications", "exhibitors", "venues", "fairs")
VERB = re.compile(r"[a-z_]+\.[a-z_]+")
# Verbs made from a state or a model: what may stand in the gap of f"fair.{to.lower()}".
CHANGES = {
    "application.": APPLICATION_CHANGES,
    "fair.": FAIR_CHANGES,
    "message.": MESSAGE_CHANGES,
    "plan.": PLAN_CHANGES,
    "producer.": PRODUCER_CHANGES,
    "seminar.": SEMINAR_CHANGES,
    "month.": REVIEW_CHANGES,
    "consent.": {"": ConsentAct.values},
    "anomaly.": {"": ("ASKED", "CONFIRMED")},
    "amendment.": {"": ("GRANTED", "REFUSED")},
    "erasure.": {"": ("WITHDRAWN", "REFUSED", "DONE")},
}
PLACES = ("venue", "hall", "room")
# The object a line is about, by the first word of its verb.
ABOUT = {
    "amendment": "venues.showcasepoint",
    "anomaly": "venues.showcasepoint",
    "application": "fairs.application",
    "booth": "fairs.booth",
    "certificate": "exhibitors.certificate",
    "bounce": "notifications.bounce",
    "calendar": "venues.holiday",
    "campaign": "notifications.campaign",
    "consent": "notifications.consententry",
    "criteria": "venues.criteriascheme",
    "data": "accounts.user",
    "delivery": "venues.showcasepoint",
    "document": "notifications.document",
    "erasure": "accounts.erasurerequest",
    "fair": "fairs.fair",
    "fair_series": "fairs.fairseries",
    "fairness": "fairs.application",
    "hall": "venues.hall",
    "handover": "venues.showcasepoint",
    "job": "notifications.job",
    "ledger": "venues.showcasepoint",
    "line": "venues.showcasepoint",
    "lock": "fairs.application",
    "message": "notifications.message",
    "month": "venues.showcasepoint",
    "messages": "notifications.message",
    "outbox": "notifications.outboxswitch",
    "plan": "fairs.allocationplan",
    "point": "venues.showcasepoint",
    "producer": "exhibitors.producer",
    "product": "exhibitors.product",
    "recognitions": "exhibitors.recognitionimport",
    "report": "venues.showcasepoint",
    "rivals": "fairs.fair",
    "role": "accounts.user",
    "room": "venues.room",
    "second_factor": "accounts.user",
    "seminar": "fairs.seminar",
    "token": "accounts.user",
    "user": "accounts.user",
    "venue": "venues.venue",
    "webhook": "venues.webhook",
}


def _constants(node: ast.AST) -> set[str]:
    texts = {n.value for n in ast.walk(node) if isinstance(n, ast.Constant)}
    return {text for text in texts if isinstance(text, str) and VERB.fullmatch(text)}


def _made(node: ast.JoinedStr) -> set[str]:
    """The verbs an f-string can become."""
    first, last = node.values[0], node.values[-1]
    if isinstance(last, ast.Constant):  # f"{model}.edited"
        return {f"{place}{last.value}" for place in PLACES}
    table = CHANGES[ast.literal_eval(first)]
    return {f"{first.value}{state.lower()}" for states in table.values() for state in states}


def _of_module(tree: ast.AST) -> set[str]:
    verbs: set[str] = set()
    for call in ast.walk(tree):
        named = isinstance(call, ast.Call) and ast.unparse(call.func).endswith("record_activity")
        given = [word.value for word in call.keywords if word.arg == "verb"] if named else []
        for value in given:
            verbs |= _constants(value)
            made = [n for n in ast.walk(value) if isinstance(n, ast.JoinedStr)]
            if any(isinstance(n, ast.Name) and n.id == "verb" for n in ast.walk(value)):
                verbs |= _handed_on(tree)
                made += [n for n in ast.walk(tree) if _is_verb(n)]
            verbs |= {verb for text in made for verb in _made(text)}
    return verbs


def _is_verb(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) and re.fullmatch(
        r"f'(\{[\w.]+\}\.[a-z]+|[a-z]+\.\{[\w.()]+\})'", ast.unparse(node)
    )


def _handed_on(tree: ast.AST) -> set[str]:
    """Verbs given to a function that records them: any text of that shape in the module."""
    nouns = "|".join(ABOUT)
    return {text for text in _constants(tree) if re.fullmatch(rf"({nouns})\.[a-z_]+", text)}


def recorded() -> set[str]:
    """Every verb the code base can record, and those given by keyword to other functions."""
    verbs: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            tree = ast.parse(path.read_text())
            verbs |= _of_module(tree)
            for word in (n for n in ast.walk(tree) if isinstance(n, ast.keyword)):
                if word.arg == "verb":
                    verbs |= _constants(word.value)
    return verbs


@pytest.mark.parametrize("language", ["vi", "en", "fr"])
def test_every_recorded_verb_has_a_name(language):
    with translation.override(language):
        unnamed = {verb for verb in recorded() if verb_name(verb) == verb}
    assert unnamed == set()


def test_no_name_is_kept_for_a_verb_nobody_records():
    assert set(verb_names()) - recorded() == set()


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_the_names_are_translated_and_differ(language):
    with translation.override("en"):
        english = verb_names()
    with translation.override(language):
        names = verb_names()
    assert [verb for verb, name in names.items() if name == english[verb]] == []
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize("language", ["vi", "en", "fr"])
def test_the_object_of_every_line_has_a_name(language):
    with translation.override(language):
        for verb in recorded():
            kind = ABOUT[verb.partition(".")[0]]
            assert apps.get_model(kind)
            assert kind_name(kind).lower() != kind


def recorded_parts() -> set[str]:
    """Every key of the values written beside a verb, where the code spells it out."""
    keys: set[str] = set()
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                named = isinstance(call, ast.Call) and ast.unparse(call.func).endswith(
                    "record_activity"
                )
                words = call.keywords if named else []
                values = [w.value for w in words if w.arg in ("before", "after")]
                for value in (v for v in values if isinstance(v, ast.Dict)):
                    keys |= {k.value for k in value.keys if isinstance(k, ast.Constant)}
    return keys


def test_every_recorded_value_has_a_label():
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    fields = {field.name for model in models for field in model._meta.get_fields()}
    assert len(recorded_parts()) > 20
    assert {key for key in recorded_parts() if key not in fields and part_of(key) is None} == set()


def test_values_read_in_the_language_of_the_page(sign_in, organiser_user, plain_user):
    record_activity(
        actor=None,
        verb="seminar.answered",
        obj=plain_user,
        before={"day": "2026-11-01"},
        after={"response": "ACCEPTED", "invitation": 7, "day": "2026-11-24"},
    )
    page = sign_in(organiser_user).get("/activity/").content.decode()
    assert "Trả lời: Nhận lời" in page
    assert "01/11/2026 → 24/11/2026" in page
    assert "hệ thống" in page
    assert "nvitation: 7" not in page
