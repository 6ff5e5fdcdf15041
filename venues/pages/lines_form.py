"""A form with a row for each product: what was typed stays, each refusal stands at its cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from common.errors import DomainError
from venues.pages.stock_reports import written_quantity


@dataclass
class Cell:
    """One input: `kind` is number, text, day or choice (with `options`)."""

    name: str
    label: object
    kind: str = "number"
    value: str = ""
    options: Sequence[tuple[str, object]] = ()
    errors: list[str] = field(default_factory=list)


@dataclass
class Row:
    """A product with its cells; `key` is what its inputs are named after."""

    key: int
    name: str
    unit: str
    facts: Sequence[tuple[object, str]]
    cells: list[Cell]
    errors: list[str] = field(default_factory=list)


def read_rows(rows: Iterable[Row], data: QueryDict | None) -> list[dict[str, Any]]:
    """Put what was sent into the cells; the rows where something was entered, as plain values."""
    found = []
    for row in rows:
        values: dict[str, Any] = {}
        for cell in row.cells:
            if data is not None:
                cell.value = data.get(f"{cell.name}-{row.key}", "").strip()[:200]
            number = cell.kind == "number"
            values[cell.name] = written_quantity(cell.value) if number else cell.value
        if any(values.values()):
            found.append({"product": row.key, **values})
    return found


def place_errors(
    rows: Sequence[Row], error: DomainError, row_of: Callable[[str], Row | None]
) -> list[str]:
    """Each sentence to its cell; returns those that belong to no cell."""
    top: list[str] = []
    for place, sentences in error.fields.items():
        parts, texts = place.split("."), [str(s) for s in sentences]
        row = row_of(parts[1]) if len(parts) == 3 and parts[0] == "lines" else None
        if row is None:
            top += texts
            continue
        cell = next((c for c in row.cells if c.name == parts[2]), None)
        (cell.errors if cell else row.errors).extend(texts)
    return top if error.fields else [str(error)]


def by_position(
    rows: Sequence[Row], sent: Sequence[Mapping[str, Any]]
) -> Callable[[str], Row | None]:
    """Find a row by the position of its line in what was sent."""
    keyed = {row.key: row for row in rows}
    return lambda text: keyed.get(sent[int(text)]["product"]) if text.isdecimal() else None
