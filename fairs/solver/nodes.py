"""JSON from outside, read value by value: every error names the field at fault."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from fairs.solver.model import FLAGS, InstanceError

METRES_LIMIT = 10**6
TEXT_LIMIT = 200
POINTS_LIMIT = 10**9
_MISSING = object()


class Node:
    """A JSON value which knows its own path, so that an error can name it."""

    __slots__ = ("path", "value")

    def __init__(self, value: object, path: str) -> None:
        self.value = value
        self.path = path

    def fail(self, message: str) -> NoReturn:
        raise InstanceError(self.path, message)

    def _dict(self) -> Mapping[str, object]:
        if not isinstance(self.value, dict):
            self.fail("must be an object")
        return self.value

    def __getitem__(self, key: str) -> Node:
        value = self._dict().get(key, _MISSING)
        if value is _MISSING:
            raise InstanceError(f"{self.path}.{key}", "is missing")
        return Node(value, f"{self.path}.{key}")

    def get(self, key: str) -> Node | None:
        return self[key] if key in self._dict() else None

    def items(self) -> list[tuple[str, Node]]:
        return [(k, Node(v, f"{self.path}.{k}")) for k, v in self._dict().items()]

    def list(self) -> list[Node]:
        if not isinstance(self.value, list):
            self.fail("must be a list")
        return [Node(v, f"{self.path}[{i}]") for i, v in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value or len(self.value) > TEXT_LIMIT:
            self.fail(f"must be a text of 1 to {TEXT_LIMIT} characters")
        return self.value

    def optional_text(self) -> str | None:
        return None if self.value is None else self.text()

    def texts(self) -> tuple[str, ...]:
        return tuple(node.text() for node in self.list())

    def flags(self) -> tuple[str, ...]:
        for node in self.list():
            if node.value not in FLAGS:
                node.fail(f"must be one of {', '.join(FLAGS)}")
        return self.texts()

    def boolean(self) -> bool:
        if not isinstance(self.value, bool):
            self.fail("must be true or false")
        return self.value

    def integer(self, low: int = 0, high: int = POINTS_LIMIT) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.fail("must be a whole number")
        if not low <= self.value <= high:
            self.fail(f"must be between {low} and {high}")
        return self.value

    def metres(self, low: float = -METRES_LIMIT) -> float:
        value = self.value
        if not isinstance(value, int | float) or isinstance(value, bool):
            self.fail("must be a number")
        if not math.isfinite(value) or not low <= value <= METRES_LIMIT:
            self.fail(f"must be between {low} and {METRES_LIMIT} metres")
        return float(value)


def load(path: Path) -> object:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        return json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except OSError as error:
        raise InstanceError(str(path), f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise InstanceError(str(path), "is not UTF-8") from error
    except RecursionError as error:
        raise InstanceError(str(path), "is nested too deeply") from error
    except InstanceError:
        raise
    except ValueError as error:  # JSONDecodeError, or a number of thousands of digits
        raise InstanceError(str(path), f"is not JSON ({error})") from error


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    data = dict(pairs)
    if len(data) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise InstanceError(twice, "appears twice in one object")
    return data


def _no_constant(name: str) -> NoReturn:
    raise InstanceError(name, "is not a number")
