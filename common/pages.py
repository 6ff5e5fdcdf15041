"""Pages that every app has in the same form: lists with filters, paging and Excel export."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_filters import FilterSet

from common import excel

PAGE_SIZE = 25
EXPORT_LIMIT = 50_000


@dataclass(frozen=True)
class Column:
    """One column of a list: on the page and in the Excel file alike.

    `value` is an attribute path (`producer.name`) or a function of the row; `kind` is text,
    code, number, money, day, moment, stars, web (an address elsewhere; the page shows its host) or
    chip (value = (tone, label, settled)); `link` gives the row's address; `heading` marks the row
    header cell; `lang` is the language of the values where it is not the page's.
    """

    label: object
    value: str | Callable[[Any], Any]
    kind: str = "text"
    link: Callable[[Any], str | None] | None = None
    heading: bool = False
    phone: bool = True
    lang: str = ""

    def of(self, row: Any) -> Any:
        if callable(self.value):
            return self.value(row)
        for part in self.value.split("."):
            row = row.get(part) if isinstance(row, Mapping) else getattr(row, part, None)
            if row is None:
                return None
        return row() if callable(row) else row

    def exported(self, row: Any) -> Any:
        value = self.of(row)
        return str(value[1]) if self.kind == "chip" and value else value


@dataclass(frozen=True)
class Cell:
    column: Column
    value: Any
    href: str | None


@dataclass(frozen=True)
class Action:
    """A button of a page: label, address, icon, and whether it is the main one."""

    label: object
    href: str
    icon: str = ""
    primary: bool = False


class ListPage(View):
    """A list: subclasses give title, columns, a scoped queryset and a filter set.

    `?export=xlsx` gives the same rows, all pages, as a workbook. `row_actions` names a template
    of what can be done with one `row`; what it posts ends in `back_to_list`.
    """

    title: object = ""
    intro: object = ""
    empty: object = ""
    filename: str = "list"
    template_name = "common/list.html"
    columns: ClassVar[list[Column]] = []
    filterset_class: type[FilterSet] | None = None
    row_actions = ""
    page_size = PAGE_SIZE
    public = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        handler = super().dispatch
        if self.public:
            return handler(request, *args, **kwargs)
        return method_decorator(login_required)(lambda _self, *a, **k: handler(*a, **k))(
            self, request, *args, **kwargs
        )

    def queryset(self) -> QuerySet:
        raise NotImplementedError

    def allowed(self) -> bool:
        """Whether this role may see the page at all; False gives 403."""
        return True

    def get_title(self) -> object:
        return self.title

    def actions(self) -> list[Action]:
        return []

    def empty_action(self) -> Action:
        """What to do about an empty list: its main button, or the way back to the start."""
        main = next((action for action in self.actions() if action.primary), None)
        return main or Action(_("To the start page"), reverse("home"))

    def get_columns(self) -> list[Column]:
        return self.columns

    def extra(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.allowed():
            raise PermissionDenied
        rows = self.queryset()
        filters = None
        if self.filterset_class is not None:
            filters = self.filterset_class(request.GET or None, queryset=rows, request=request)
            rows = filters.qs
        if request.GET.get("export") == "xlsx":
            return self.export(rows[:EXPORT_LIMIT])
        page = Paginator(rows, self.page_size).get_page(request.GET.get("page"))
        columns = self.get_columns()
        context = {
            "title": self.get_title(),
            "intro": self.intro,
            "empty": self.empty,
            "empty_action": self.empty_action(),
            "actions": self.actions(),
            "columns": columns,
            "row_actions": self.row_actions,
            "filters": filters,
            "filtered": bool(filters and any(request.GET.get(n) for n in filters.filters)),
            "page": page,
            "rows": [
                (row, [Cell(c, c.of(row), c.link(row) if c.link else None) for c in columns])
                for row in page
            ],
            **self.extra(),
        }
        return render(request, self.template_name, context)

    def export(self, rows: Iterable[Any]) -> HttpResponse:
        columns = self.get_columns()
        content = excel.workbook_bytes(
            title=str(self.get_title()),
            header=[str(c.label) for c in columns],
            rows=([c.exported(row) for c in columns] for row in rows),
        )
        return excel.excel_response(content, self.filename)


def back_to_list(request: HttpRequest, address: str) -> HttpResponse:
    """To a list, on the page and with the filters its form was sent from (its field `list`)."""
    query = QueryDict(request.POST.get("list", "").lstrip("?"))
    return redirect(f"{address}?{query.urlencode()}" if query else address)
