"""An application as the API shows it: what a producer and what the office may read."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import is_office
from common.drf.views import etag
from fairs.access import application_abilities, get_application_to_view
from fairs.api.eligibility import CheckRow, check_rows
from fairs.models import Application
from fairs.queries.corrections import material_changes
from fairs.rules.disclosure import note_for_applicant, state_for_applicant
from fairs.rules.eligibility import restore
from fairs.rules.states import (
    EDITABLE_APPLICATIONS,
    REVIEWED_APPLICATIONS,
    ApplicationState,
    ConsentWay,
    Decision,
)

OWN = (
    "id", "code", "fair_id", "producer_id", "state", "modules", "late", "submitted_at", "version",
)  # fmt: skip
OFFICE = (*OWN, "decision", "priority", "credit")
EXAMPLE = {
    "id": 12,
    "code": "HC3-7K4Q2M",
    "fair": 3,
    "producer": 5,
    "producer_name": "HTX ví dụ",
    "state": "SUBMITTED",
    "modules": 1,
    "late": False,
    "submitted_at": "2026-11-24T09:00:00+07:00",
    "version": 3,
}


class ApplicationRow(serializers.Serializer):
    """The office alone gets `decision`, `priority` and `credit`; who may edit, `version`."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    fair = serializers.IntegerField()
    producer = serializers.IntegerField()
    producer_name = serializers.CharField()
    state = serializers.ChoiceField(choices=ApplicationState.choices)
    modules = serializers.IntegerField()
    late = serializers.BooleanField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(allow_null=True)
    decision = serializers.ChoiceField(choices=Decision.choices, required=False, allow_blank=True)
    priority = serializers.IntegerField(required=False)
    credit = serializers.IntegerField(required=False)


class ItemRow(serializers.Serializer):
    product = serializers.IntegerField()
    name = serializers.CharField()
    stars = serializers.IntegerField(allow_null=True)
    decision_number = serializers.CharField()


class ChangeRow(serializers.Serializer):
    field = serializers.CharField()
    label = serializers.CharField()
    old = serializers.CharField()
    new = serializers.CharField()


class OnBehalfRow(serializers.Serializer):
    """Who of the producer agreed that an organiser applies, how and when."""

    given_by = serializers.CharField()
    how = serializers.ChoiceField(choices=ConsentWay.choices)
    given_on = serializers.DateField()


class ApplicationDetailRow(ApplicationRow):
    """`changes` (office only): material fields changed since changes were asked for, or null."""

    needs = serializers.ListField(child=serializers.CharField())
    wants = serializers.ListField(child=serializers.CharField())
    wished_booths = serializers.ListField(child=serializers.IntegerField())
    wished_zones = serializers.ListField(child=serializers.IntegerField())
    wished_types = serializers.ListField(child=serializers.IntegerField())
    contact_name = serializers.CharField()
    contact_phone = serializers.CharField()
    contact_email = serializers.CharField()
    note = serializers.CharField()
    review_note = serializers.CharField()
    decision_reason = serializers.CharField(required=False)
    changes = ChangeRow(many=True, required=False, allow_null=True)
    on_behalf = OnBehalfRow(allow_null=True)
    products = ItemRow(many=True)
    checks = CheckRow(many=True)
    abilities = serializers.DictField(child=serializers.BooleanField())


def shown(values: Mapping[str, Any], *, office: bool) -> dict[str, Any]:
    """The fields a role may read; a producer never sees an unannounced result."""
    names = OFFICE if office else OWN
    row = {name.removesuffix("_id"): values[name] for name in names}
    row["producer_name"] = values["producer__name"]
    if not office:
        row["state"] = state_for_applicant(values["state"])
        # Every step of the office counts: the count alone would tell that something was decided.
        if values["state"] not in EDITABLE_APPLICATIONS:
            row["version"] = None
    return row


def row_of(application: Application, *, office: bool) -> dict[str, Any]:
    """One application as a row of the list."""
    values = {name: getattr(application, name) for name in OFFICE}
    return shown({**values, "producer__name": application.producer.name}, office=office)


def detail(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    """One application as its reader may see it, with its entity tag."""
    found = get_application_to_view(request.user, pk)
    office = is_office(request.user)
    names = ("needs", "wants", "wished_booths", "wished_zones", "wished_types", "contact_name",
             "contact_phone", "contact_email", "note")  # fmt: skip
    row = row_of(found, office=office) | {name: getattr(found, name) for name in names}
    hidden = not office and found.state in REVIEWED_APPLICATIONS
    row["review_note"] = (
        found.review_note if office else note_for_applicant(found.state, found.review_note)
    )
    if office:
        row["decision_reason"] = found.decision_reason
        changes = material_changes(found)
        row["changes"] = None if changes is None else [asdict(change) for change in changes]
    row["products"] = [
        {
            "product": item.product_id,
            "name": item.snapshot.get("name") or item.product.name,
            "stars": item.snapshot.get("stars"),
            "decision_number": item.snapshot.get("decision_number", ""),
        }
        for item in found.items.select_related("product").order_by("id")
    ]
    row["checks"] = [] if hidden else check_rows(restore(found.checks))
    row["on_behalf"] = found.on_behalf_by_id and {
        "given_by": found.consent_given_by,
        "how": found.consent_how,
        "given_on": found.consent_given_on,
    }
    row["abilities"] = application_abilities(request.user, found)
    headers = {} if row["version"] is None else {"ETag": etag(row["version"])}
    return Response(row, status=code, headers=headers)
