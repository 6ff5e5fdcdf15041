"""Parsing, rendering, problem documents and paging of the API."""

import contextlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from rest_framework import exceptions, serializers
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.response import Response

from common.errors import DomainError, InvalidInput
from common.text import hostile

MAX_DEPTH = 40
MAX_INTEGER = 2**63 - 1
LOCK_TIMEOUT, UNIQUE, EXCLUSION, CHECK = "55P03", "23505", "23P01", "23514"


def _plain(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if hasattr(value, "as_tuple"):  # Decimal keeps its digits
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be shown as JSON")


class JSONRenderer(BaseRenderer):
    """UTF-8 JSON by orjson."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        if data is None:
            return b""
        response = (renderer_context or {}).get("response")
        if response is not None and response.status_code >= 400 and isinstance(data, dict):
            response["Content-Type"] = "application/problem+json"
        return orjson.dumps(data, default=_plain, option=orjson.OPT_NON_STR_KEYS)


class TooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = gettext_lazy(
        "This is more than one request may carry. Send it in smaller parts."
    )


class StrictJSONParser(BaseParser):
    """JSON of bounded depth whose numbers fit the database and whose text can be stored."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        try:
            data = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            self._name_surrogates(body)
            raise exceptions.ParseError(gettext("The body is not valid JSON.")) from error
        self._check(data)
        return data

    def _name_surrogates(self, body: bytes) -> None:
        """Half characters are JSON to others: where they alone are wrong, the field is named."""
        if re.search(rb"\\u[dD][89a-fA-F]", body):
            with contextlib.suppress(ValueError, RecursionError):
                self._check(json.loads(body))

    @staticmethod
    def _check(data: Any) -> None:
        todo: list[tuple[Any, int, str]] = [(data, 0, "")]
        while todo:
            value, depth, name = todo.pop()
            if depth > MAX_DEPTH:
                raise exceptions.ParseError(gettext("The body is nested too deeply."))
            if isinstance(value, dict):
                todo.extend((v, depth + 1, k) for k, v in value.items())
                todo.extend((k, depth, name) for k in value)
            elif isinstance(value, list):
                todo.extend((v, depth + 1, name) for v in value)
            elif isinstance(value, str):
                if hostile(value):
                    label = "" if hostile(name) else name
                    raise InvalidInput(
                        fields={
                            label: [gettext("This text holds a character that cannot be shown.")]
                        },
                        code="hostile_text",
                    )
            elif (isinstance(value, int) and abs(value) > MAX_INTEGER) or (
                isinstance(value, float) and (not math.isfinite(value) or abs(value) > 2**63)
            ):
                raise InvalidInput(fields={name: [gettext("Enter a smaller number.")]})


def _problem(
    *, code: str, title: object, http: int, errors: Mapping[str, Any] | None = None, **extra: Any
) -> dict[str, Any]:
    body = {
        "type": f"/problems/{code}/",
        "title": str(title),
        "status": http,
        "code": code,
        **extra,
    }
    if errors:
        body["errors"] = errors
    return body


def _flatten(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    """DRF's nested error detail as {"items.0.product": ["sentence"]}."""
    if isinstance(detail, dict):
        flat: dict[str, list[str]] = {}
        for key, value in detail.items():
            name = f"{prefix}.{key}" if prefix else str(key)
            flat.update(_flatten(value, prefix if key == "non_field_errors" else name))
        return flat
    if isinstance(detail, list):
        if detail and all(isinstance(x, str) for x in detail):
            return {prefix: [str(x) for x in detail]}
        flat = {}
        for index, value in enumerate(detail):
            if value:
                flat.update(_flatten(value, f"{prefix}.{index}" if prefix else str(index)))
        return flat
    return {prefix: [str(detail)]}


def domain_problem(error: DomainError) -> Response:
    """A service's refusal as a problem document."""
    errors = {name: [str(s) for s in sentences] for name, sentences in error.fields.items()}
    body = _problem(code=error.code, title=str(error), http=error.status, errors=errors)
    return Response(body, status=error.status)


def problem_details(error: Exception, context: Any) -> Response | None:
    """DRF exception handler: one documented shape (RFC 9457) for every refusal."""
    if isinstance(error, DomainError):
        return domain_problem(error)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, SuspiciousOperation):
        error = exceptions.ParseError(gettext("The request could not be read."))
    elif isinstance(error, ModelValidationError):
        error = exceptions.ValidationError(serializers.as_serializer_error(error))
    if isinstance(error, exceptions.APIException):
        headers = {}
        if challenge := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = challenge
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(math.ceil(wait))
        if isinstance(error, exceptions.ValidationError):
            body = _problem(
                code="invalid",
                title=gettext("Some values need to be corrected."),
                http=error.status_code,
                errors=_flatten(error.detail),
            )
        else:
            body = _problem(
                code=str(error.default_code), title=error.detail, http=error.status_code
            )
        return Response(body, status=error.status_code, headers=headers)
    return _database_problem(error)


def _database_problem(error: Exception) -> Response | None:
    state = getattr(error.__cause__, "sqlstate", "")
    if isinstance(error, DataError):
        title = gettext("A value is too large or not of the expected kind.")
        return Response(_problem(code="invalid", title=title, http=400), status=400)
    if isinstance(error, OperationalError) and state == LOCK_TIMEOUT:
        title = gettext("Many people are working on this right now. Please try again in a moment.")
        return Response(_problem(code="busy", title=title, http=503), status=503)
    if isinstance(error, IntegrityError) and state in (UNIQUE, EXCLUSION, CHECK):
        title = gettext("This conflicts with what is already stored. Reload and try again.")
        return Response(_problem(code="conflict", title=title, http=409), status=409)
    return None
