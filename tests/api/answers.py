"""Comparing what the API answers with what its description says of it."""

import json
from copy import deepcopy
from typing import Any

from jsonschema import Draft202012Validator

JSON = "application/json"


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """The document as JSON Schema, in which a body holds what is described and nothing else."""
    made = json.loads(json.dumps(deepcopy(schema), default=str))
    for component in made["components"]["schemas"].values():
        if "properties" in component:
            component["additionalProperties"] = False
        _allow_null(component)
    return made


def _allow_null(part: Any) -> None:
    """OpenAPI says `nullable` where JSON Schema offers null as a choice."""
    if isinstance(part, dict):
        if part.pop("nullable", False):
            other = dict(part)
            part.clear()
            part["anyOf"] = [other, {"type": "null"}]
        for inner in list(part.values()):
            _allow_null(inner)
    elif isinstance(part, list):
        for inner in part:
            _allow_null(inner)


def departures(schema: dict[str, Any], spec: dict[str, Any], response: Any) -> list[str]:
    """Where an answer departs from the description `spec` of its operation in a strict schema."""
    told = spec["responses"].get(str(response.status_code))
    if told is None:
        return [f"{response.status_code} is not described"]
    if not response.get("Content-Type", "").startswith(JSON):
        return []
    body = told.get("content", {}).get(JSON, {}).get("schema")
    if body is None:
        return ["a body is not described"]
    validator = Draft202012Validator({**body, "components": schema["components"]})
    return [
        f"{'/'.join(map(str, error.path))}: {error.message}"
        for error in validator.iter_errors(json.loads(response.content))
    ]
