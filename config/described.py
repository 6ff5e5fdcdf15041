"""Whose docstrings do not describe the API to its users: they speak to us."""

from typing import Any

from drf_spectacular.plumbing import get_lib_doc_excludes

from accounts.idempotency import IdempotentPost
from common.drf.views import ListView, StrictSerializer


def inner_classes() -> list[Any]:
    """Classes behind which no docstring is taken for a description (drf-spectacular setting)."""
    return [IdempotentPost, ListView, StrictSerializer, *get_lib_doc_excludes()]
