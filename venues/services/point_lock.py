"""The lock of a point: one writer per ledger."""

from venues.models import ShowcasePoint


def lock_point(point_id: int) -> ShowcasePoint:
    """The point's row, locked until the transaction ends: one writer per ledger."""
    return ShowcasePoint.objects.select_for_update(of=("self",), no_key=True).get(pk=point_id)
