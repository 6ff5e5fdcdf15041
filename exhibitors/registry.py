"""Hooks other apps fill: what may forbid merging two producers, and what moves with them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from exhibitors.models import Producer

# Each is called with (duplicate, target, now) inside the merging transaction, both rows locked.
# It may raise a DomainError to forbid the merge, or move its own references from the duplicate
# to the target; what it returns is added to the audit trail's entry.
MergeGuard = Callable[[Producer, Producer, datetime], Mapping[str, Any]]
merge_guards: list[MergeGuard] = []
