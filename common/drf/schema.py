"""How endpoints are described in OpenAPI."""

from typing import Any

from drf_spectacular.contrib.django_filters import DjangoFilterExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

IDEMPOTENCY_HEADER = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="Any unique text. A repeated request with the same key gets the first answer.",
)
PROBLEM = {
    "type": "object",
    "properties": {
        "type": {
            "type": "string",
            "description": "Address of a page that explains the code.",
            "example": "/problems/invalid/",
        },
        "title": {"type": "string", "example": "Một số giá trị cần sửa lại."},
        "status": {"type": "integer", "example": 400},
        "code": {
            "type": "string",
            "description": "Stable name of the refusal; all of them are listed at /problems/.",
            "example": "invalid",
        },
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
    "required": ["type", "title", "status", "code"],
}


class FilterDescription(DjangoFilterExtension):
    """The filters of a list by its filter set alone: no rows are asked for, nobody is signed in."""

    target_class = "common.drf.views.StrictFilterBackend"
    priority = 1  # before the class it extends

    def get_schema_operation_parameters(
        self, auto_schema: Any, *args: Any, **kwargs: Any
    ) -> list[dict[str, Any]]:
        found = getattr(auto_schema.view, "filterset_class", None)
        if found is None:
            return []
        return [
            parameter
            for name, declared in found.base_filters.items()
            for parameter in self.resolve_filter_field(
                auto_schema, found._meta.model, found, name, declared
            )
        ]


class Schema(AutoSchema):
    """Describes lists as pages with their filters; adds to each operation the problem document
    and, where it holds, the idempotency header.
    """

    def _is_list_view(self, serializer: Any = None) -> bool:
        paged = self.method == "GET" and getattr(self.view, "paged", False)
        return paged or super()._is_list_view(serializer)

    def _get_paginator(self) -> Any:
        """Only what is read comes in pages; several rows made at once are a plain list."""
        return super()._get_paginator() if self.method == "GET" else None

    def get_override_parameters(self) -> list[Any]:
        parameters = super().get_override_parameters()
        idempotent = self.method == "POST" and getattr(self.view, "idempotent", False)
        return [*parameters, IDEMPOTENCY_HEADER] if idempotent else parameters

    def _get_response_bodies(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        responses = super()._get_response_bodies(*args, **kwargs)
        problem = {
            "description": "Problem document (RFC 9457)",
            "content": {"application/problem+json": {"schema": PROBLEM}},
        }
        codes = ["400", "401", "403", "404", "405", "406", "415"]
        if self.method in ("POST", "PUT", "PATCH", "DELETE"):
            codes += ["409", "413", "422", "428", "429", "503"]
        for code in codes:
            responses.setdefault(code, problem)
        return responses
