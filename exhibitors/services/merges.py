"""Two records of one producer become one; nothing of either history is lost."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from exhibitors.models import Producer, ProducerMember, Product
from exhibitors.registry import merge_guards
from exhibitors.rules import ProducerState


@transaction.atomic
def merge_producers(
    *, duplicate: Producer, target: Producer, actor: User, now: datetime, reason: str = ""
) -> Producer:
    """Move products and people of `duplicate` to `target` and close the duplicate.

    The closed record stays, pointing at the target. Other apps' guards (registry.merge_guards)
    may move their references or forbid the merge. Raises InvalidInput or a guard's DomainError.
    """
    if duplicate.pk == target.pk:
        raise InvalidInput(fields={"target": [_("Choose another producer.")]})
    ids = sorted([duplicate.pk, target.pk])
    rows = Producer.objects.select_for_update(of=("self",)).order_by("pk").filter(pk__in=ids)
    locked = {row.pk: row for row in rows}
    source, into = locked[duplicate.pk], locked[target.pk]
    if ProducerState.MERGED in (source.state, into.state):
        raise InvalidInput(fields={"target": [_("One of these records was merged already.")]})
    facts: dict[str, Any] = {"from": source.code, "into": into.code}
    for guard in merge_guards:
        facts |= guard(source, into, now)
    moved = dict(Product.objects.filter(producer=source).values_list("pk", "code"))
    Product.objects.filter(pk__in=moved).update(producer=into)
    _move_members(source, into, now)
    Producer.objects.filter(merged_into=source).update(merged_into=into)
    for field in ("tax_code", "email", "phone", "address", "commune_id", "village_id"):
        if not getattr(into, field) and getattr(source, field):
            setattr(into, field, getattr(source, field))
    source.state, source.merged_into = ProducerState.MERGED, into
    source.version += 1
    source.save(update_fields=["state", "merged_into", "version"])
    into.version += 1
    into.save()
    facts["products"] = list(moved.values())
    record_activity(
        actor=actor, verb="producer.merged", obj=source, after=facts, reason=reason.strip()
    )
    record_activity(
        actor=actor, verb="producer.merged", obj=into, after=facts, reason=reason.strip()
    )
    return into


def _move_members(source: Producer, into: Producer, now: datetime) -> None:
    present = ProducerMember.objects.filter(producer=into, until=None).values("user")
    members = ProducerMember.objects.filter(producer=source, until=None)
    members.filter(user__in=present).update(until=now)
    members.update(producer=into)
