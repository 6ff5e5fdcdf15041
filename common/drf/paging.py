"""Pages of a list by keyset: the last one costs what the first does, and no row is lost."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

import orjson
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

Order = tuple[str, ...]
Position = list[Any]


def whole(order: Sequence[str], key: str) -> Order:
    """The order up to its unique name; `key` ends one that has none, so ties are kept apart."""
    kept: list[str] = []
    for name in order:
        kept.append(name)
        if name.removeprefix("-") in (key, "pk"):
            return tuple(kept)
    return (*kept, key)


def turned(order: Order) -> Order:
    """The same order from the end."""
    return tuple(n.removeprefix("-") if n.startswith("-") else f"-{n}" for n in order)


def after(order: Order, position: Position) -> Q:
    """The rows behind a position, as PostgreSQL sorts them: absent values last, from the end first.

    The first condition repeats what the others imply, because an index can be entered by it.
    """
    found, same = Q(pk__in=[]), Q()
    for name, value in zip(order, position, strict=True):
        found |= same & _beyond(name, value)
        field = name.removeprefix("-")
        same &= Q(**{f"{field}__isnull": True} if value is None else {field: value})
    first, value = order[0], position[0]
    if value is None:
        return found
    return found & (_beyond(first, value) | Q(**{first.removeprefix("-"): value}))


def _beyond(name: str, value: Any) -> Q:
    field = name.removeprefix("-")
    absent = Q(**{f"{field}__isnull": True})
    if name.startswith("-"):
        return ~absent if value is None else Q(**{f"{field}__lt": value})
    return Q(pk__in=[]) if value is None else Q(**{f"{field}__gt": value}) | absent


def _value(row: Any, name: str) -> Any:
    field = name.removeprefix("-")
    return row[field] if isinstance(row, dict) else getattr(row, field)


class Pages(CursorPagination):
    """`next` and `previous` lead on from the last and first row shown, by all that sorts them.

    `page_size` is at most 100. A cursor holds values of rows its reader has seen, nothing else.
    """

    page_size_query_param = "page_size"
    page_size_query_description = "How many rows a page has: 25, at most 100."
    max_page_size = 100
    ordering = "id"

    def order_of(self, request: Request, queryset: QuerySet, view: Any) -> Order:
        """The names a list is sorted by, the last of them unique."""
        return whole(self.get_ordering(request, queryset, view), queryset.model._meta.pk.name)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """A cursor is text from outside: one that is no position of this list is refused."""
        self.address = request.build_absolute_uri()
        self.order = self.order_of(request, queryset, view)
        size = self.get_page_size(request) or self.max_page_size
        try:
            backwards, position = self._asked(request)
            order = turned(self.order) if backwards else self.order
            rows = queryset.order_by(*order)
            if position is not None:
                rows = rows.filter(after(order, position))
            found = list(rows[: size + 1])
        except (ValueError, TypeError, ValidationError) as error:
            raise NotFound(_("This page of the list does not exist.")) from error
        more = len(found) > size
        page = found[size - 1 :: -1] if backwards else found[:size]
        self.has_next = bool(page) and (more or backwards)
        self.has_previous = bool(page) and (more if backwards else position is not None)
        self.rows: list[Any] = page
        return page

    def _asked(self, request: Request) -> tuple[bool, Position | None]:
        text = request.query_params.get(self.cursor_query_param)
        if text is None:
            return False, None
        backwards, *position = orjson.loads(urlsafe_b64decode(text.encode("ascii")))
        if not isinstance(backwards, bool) or any(isinstance(v, list | dict) for v in position):
            raise ValueError(text)
        return backwards, position

    def _link(self, row: Any, *, backwards: bool) -> str:
        position = [_value(row, name) for name in self.order]
        text = urlsafe_b64encode(orjson.dumps([backwards, *position], default=str)).decode()
        return replace_query_param(self.address, self.cursor_query_param, text)

    def get_next_link(self) -> str | None:
        return self._link(self.rows[-1], backwards=False) if self.has_next else None

    def get_previous_link(self) -> str | None:
        return self._link(self.rows[0], backwards=True) if self.has_previous else None
