"""One rule says what an e-mail address is, and every door asks it."""

import ast

import pytest
from django import forms as django_forms
from django.utils import timezone
from rest_framework import serializers

from common.addresses import plain_address
from common.drf.fields import EmailField as ApiField
from common.errors import InvalidInput
from common.forms import EmailField as FormField
from exhibitors.services.producers import update_producer
from tests.factories.accounts import organiser
from tests.factories.exhibitors import ProducerFactory
from tests.test_architecture import ROOT, sources

GOOD = ["an@example.org", "nguyen.an+ocop@mail.example.vn", "  an@example.org ", "a@ví-dụ.vn"]
BAD = [
    "",
    "an",
    "an@example",
    "an@localhost",
    "a@[127.0.0.1]",
    "a@[IPv6:::1]",
    "a@10.0.0.1",
    "a@10.0.0.10",
    "an@example.org,binh@example.org",
    "an@example.org;binh@example.org",
    "An <an@example.org>",
    '"an"@example.org',
    "an@example.org\nBcc: binh@example.org",
    "an@example.org\u2028x",
    "a n@example.org",
    "x" * 65 + "@example.org",
    "an@" + "x" * 250 + ".org",
]


@pytest.mark.parametrize("address", GOOD)
def test_an_address_of_a_person_is_taken_at_every_door(address):
    class Form(django_forms.Form):
        email = FormField()

    class Body(serializers.Serializer):
        email = ApiField()

    assert plain_address(address) == address.strip()
    assert Form({"email": address}).is_valid()
    assert Body(data={"email": address}).is_valid()


@pytest.mark.parametrize("address", BAD)
def test_what_is_not_one_address_is_refused_at_every_door(address):
    class Form(django_forms.Form):
        email = FormField()

    class Body(serializers.Serializer):
        email = ApiField()

    assert plain_address(address) is None
    assert "email" in Form({"email": address}).errors
    body = Body(data={"email": address})
    assert not body.is_valid()
    assert "email" in body.errors


@pytest.mark.django_db
def test_a_producer_cannot_have_the_address_of_a_machine(api):
    producer, actor = ProducerFactory(email="office@example.org"), organiser()
    reply = api(actor).patch(
        f"/api/v1/producers/{producer.pk}/",
        {"email": "a@[127.0.0.1]", "version": producer.version},
    )
    assert reply.status_code == 400
    assert "ten@example.org" in str(reply.json()["errors"]["email"])
    with pytest.raises(InvalidInput) as refusal:
        update_producer(
            producer=producer,
            version=producer.version,
            actor=actor,
            organiser=True,
            now=timezone.now(),
            email="a@[127.0.0.1]",
        )
    assert set(refusal.value.fields) == {"email"}
    producer.refresh_from_db()
    assert producer.email == "office@example.org"


def test_no_door_has_a_rule_of_its_own():
    own = {"common/addresses.py", "common/forms.py", "common/drf/fields.py"}
    for path in sources():
        name = str(path.relative_to(ROOT))
        if name in own or "/models" in name:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            where = f"{name}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.ImportFrom):
                assert "validate_email" not in {alias.name for alias in node.names}, where
            if isinstance(node, ast.Attribute) and node.attr == "EmailField":
                raise AssertionError(f"{where} uses a field that takes more than one address")
