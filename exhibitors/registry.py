"""Hooks other apps fill: what may forbid merging two producers, and what moves with them."""

from collections.abc import Callable

from exhibitors.models import Producer

# Each is called with (duplicate, target) inside the merging transaction. It may raise a
# DomainError to forbid the merge, or move its own references from the duplicate to the target.
MergeGuard = Callable[[Producer, Producer], None]
merge_guards: list[MergeGuard] = []
