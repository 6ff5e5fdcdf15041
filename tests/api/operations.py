"""Walking through the operations of an OpenAPI document."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import get_resolver

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    spec: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path}"

    def parameters(self, place: str) -> list[dict[str, Any]]:
        return [p for p in self.spec.get("parameters", []) if p["in"] == place]

    def body(self) -> dict[str, Any] | None:
        """The JSON schema of the body, with its references still in it."""
        content = self.spec.get("requestBody", {}).get("content", {})
        return content.get("application/json", {}).get("schema")


def operations(schema: dict[str, Any]) -> Iterator[Operation]:
    for path, item in sorted(schema["paths"].items()):
        for method in METHODS:
            if method in item:
                yield Operation(method, path, item[method])


def described(schema: dict[str, Any], route: str) -> dict[str, Any]:
    """What a schema says about a named route of the API, by method."""
    prefix, resolver = get_resolver().namespace_dict["api"]
    template, names = resolver.reverse_dict.getlist(route.removeprefix("api:"))[0][0][0]
    path = template % {name: "{id}" if name == "pk" else f"{{{name}}}" for name in names}
    return schema["paths"][f"/{prefix}{path}"]


def resolve(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """`part` with a reference followed."""
    while "$ref" in part:
        found: Any = schema
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def sample(schema: dict[str, Any], part: dict[str, Any], depth: int = 0) -> Any:
    """A plausible value of a schema; the tests then spoil one field at a time."""
    part = resolve(schema, part)
    if depth > 6:
        return None
    for joined in ("allOf", "oneOf", "anyOf"):
        if part.get(joined):
            return sample(schema, part[joined][0], depth + 1)
    if "enum" in part:
        return part["enum"][0]
    kind = part.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" or "properties" in part:
        fields = part.get("properties", {})
        return {name: sample(schema, field, depth + 1) for name, field in fields.items()}
    if kind == "array":
        return [sample(schema, part.get("items", {}), depth + 1)]
    if kind in ("integer", "number"):
        return 1
    if kind == "boolean":
        return True
    formats = {
        "date": "2026-11-24",
        "date-time": "2026-11-24T08:00:00+07:00",
        "email": "an@example.org",
        "uuid": "6a1c9d0e-0000-4000-8000-000000000000",
        "decimal": "1.5",
    }
    return formats.get(part.get("format", ""), "text")
