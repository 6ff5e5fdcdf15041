"""Base classes and helpers of API views."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import exceptions, filters, generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from common.forms import ONE_LINE
from common.text import several_lines

# Fields of all doors that hold sentences; every other text is one line.
PROSE = frozenset({"description", "note", "override_reason", "reason", "summary", "text"})


class StrictFilterBackend(DjangoFilterBackend):
    """Declared filters only; a wrong value is refused with the field's name."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """The rows asked for. Without a filter nothing is composed: it costs a fifth of a list."""
        known = getattr(getattr(view, "filterset_class", None), "base_filters", None)
        if known is not None and known.keys().isdisjoint(request.query_params):
            return queryset
        return super().filter_queryset(request, queryset, view)


class AllowedOrdering(filters.OrderingFilter):
    """Ordering by the names a list allows, which the description of the API tells."""

    def get_schema_operation_parameters(self, view: Any) -> Any:
        (parameter,) = super().get_schema_operation_parameters(view)
        names = ", ".join(f"`{name}`" for name in view.ordering_fields)
        text = f"{names}; with `-` before it the other way round, several by commas."
        return [{**parameter, "description": text}]

    def remove_invalid_fields(
        self, queryset: QuerySet, fields: Any, view: Any, request: Request
    ) -> Any:
        """All of them, or a refusal: a list in another order than asked for misleads."""
        if any(name.strip().removeprefix("-") not in view.ordering_fields for name in fields):
            names = ", ".join(view.ordering_fields)
            text = _("This list can be ordered by: %(names)s.") % {"names": names}
            raise serializers.ValidationError({self.ordering_param: [text]})
        return fields


def refuse_unknown_filters(request: Request, view: Any) -> None:
    """A misspelt filter would give all rows as if it had been applied: it is named instead."""
    filters_class = getattr(view, "filterset_class", None)
    filters_known = (
        filters_class.base_filters if filters_class else getattr(view, "filterset_fields", ())
    )
    known = {"cursor", "page_size", "ordering", *filters_known, *view.other_parameters}
    unknown = sorted(set(request.query_params) - known)
    if unknown:
        names = ", ".join(sorted(known))
        text = _("This list has no such filter. It knows: %(names)s.") % {"names": names}
        raise serializers.ValidationError({name: [text] for name in unknown})


class ListView(generics.GenericAPIView):
    """A list read as plain rows: filters, allow-listed ordering and keyset pages.

    Subclasses give `serializer_class` (documents a row), `row_fields` (names passed to
    `values()`), `get_queryset()` scoped by access, and may override `present(rows)`.
    """

    row_fields: tuple[str, ...] = ()
    ordering: str | tuple[str, ...] = ("id",)
    ordering_fields: tuple[str, ...] = ("id",)
    other_parameters: tuple[str, ...] = ()  # of the address, read by the view itself
    filter_backends = (StrictFilterBackend, AllowedOrdering)
    paged = True  # read by the schema: GET answers with a page of rows

    position_fields: tuple[str, ...] = ()  # read to continue the list, not shown

    def rows(self, queryset: QuerySet) -> QuerySet:
        order = self.paginator.order_of(self.request, queryset, self)  # type: ignore[union-attr]
        names = [name.lstrip("-") for name in order]
        self.position_fields = tuple(n for n in names if n not in self.row_fields)
        return queryset.values(*self.row_fields, *self.position_fields)

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return rows

    def list(self, request: Request) -> Response:
        refuse_unknown_filters(request, self)
        page = self.paginate_queryset(self.rows(self.filter_queryset(self.get_queryset())))
        return self.get_paginated_response(self.present([self._shown(row) for row in page or []]))

    def _shown(self, row: Any) -> Any:
        """A copy without the position: the next page's address is made from the original."""
        if not isinstance(row, dict):
            return row
        return {name: value for name, value in row.items() if name not in self.position_fields}

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


@cache
def flat_name(name: str) -> str:
    """`commune__name` as a row shows it: `commune_name`. Kept: a page asks a thousand times."""
    return name.replace("__", "_")


def flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `values()` under the names the API shows."""
    return {flat_name(name): value for name, value in row.items()}


class StrictSerializer(serializers.Serializer):
    """Parses input; unknown fields are refused by name so nobody believes they were saved, and
    line breaks where a text is a name or a title: it may become a subject or a cell.
    """

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {n for n, f in self.fields.items() if not f.read_only}
            unknown = sorted(set(map(str, data)) - known)
            if unknown:
                raise serializers.ValidationError(
                    {name: [_("This field is not known or cannot be set.")] for name in unknown}
                )
            broken = [name for name, field in self.fields.items() if _broken(field, data.get(name))]
            if broken:
                raise serializers.ValidationError({name: [ONE_LINE] for name in broken})
        return super().to_internal_value(data)


def _broken(field: serializers.Field, value: Any) -> bool:
    """Whether several lines were sent for a field of one; a password is nobody's line."""
    return (
        isinstance(field, serializers.CharField)
        and field.trim_whitespace
        and field.field_name not in PROSE
        and isinstance(value, str)
        and several_lines(value.strip())
    )


def parse(serializer_class: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The request's body, checked against a serializer.

    Raises rest_framework.exceptions.ValidationError naming each wrong field.
    """
    serializer = serializer_class(data=request.data, context={"request": request})
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def etag(version: int) -> str:
    """The entity tag of a stored version."""
    return f'"v{version}"'


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "version_required"


def expected_version(request: Request) -> int:
    """The version an edit starts from, from `If-Match: "v3"` or `version` in the body.

    Raises PreconditionRequired (428) when neither is given, so that no edit overwrites blindly.
    """
    header = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    value: Any = header.removeprefix("v")
    if not value and isinstance(request.data, Mapping):
        value = request.data.get("version", "")
    try:
        return int(value)
    except (TypeError, ValueError):
        raise PreconditionRequired(
            _("Send the version you edited, as If-Match or “version”, so that no change is lost.")
        ) from None


def parse_edit(serializer_class: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The request's body like `parse`, always with the `version` the edit starts from."""
    return parse(serializer_class, request) | {"version": expected_version(request)}
