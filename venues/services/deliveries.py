"""Deliveries: a producer sends, the point counts what arrived, both see the difference."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import IllegalTransition, InvalidInput
from common.formats import labelled
from exhibitors.models import Producer
from venues.models import Batch, DeliveryLine, DeliveryNote, Line, ShowcasePoint, Submission
from venues.queries.bundle import lapsed_products
from venues.rules import DeliveryState, DifferenceReason, MovementKind, ReportKind, today_at
from venues.rules.reports import MAX_LINES, TEXTS, read_quantity
from venues.services.day_facts import DayFacts
from venues.services.point_lock import lock_point
from venues.services.postings import post_movements
from venues.services.rollups import Operations
from venues.services.submissions import Envelope, Posted, ReportRefused


@transaction.atomic
def send_delivery(
    *,
    point: ShowcasePoint,
    producer: Producer,
    lines: Sequence[Mapping[str, Any]],
    sent_on: date,
    actor: User,
    now: datetime,
    note: str = "",
) -> DeliveryNote:
    """Announce goods on their way. Each line has product and sent, optionally batch, expires_on.

    Nothing is stock yet. Raises InvalidInput by line for products of another producer or not on
    the point's list, for quantities that are none, and for a day to come.
    """
    lock_point(point.pk)
    errors: dict[str, list[Any]] = {}
    if sent_on > today_at(now):
        errors["sent_on"] = [TEXTS["future_day"]]
    if not lines or len(lines) > MAX_LINES:
        errors["lines"] = [_("Enter the quantity of at least one product.")]
    listed = set(
        Line.objects.filter(
            point=point, product__producer=producer, listed__contains=sent_on
        ).values_list("product_id", flat=True)
    )
    made, seen = [], set()
    for index, line in enumerate(lines):
        product, code = line["product"], str(line.get("batch") or "").strip()
        if product not in listed or (product, code) in seen:
            wrong = "unknown" if product not in listed else "twice"
            errors[f"lines.{index}.product"] = [TEXTS[wrong]]
            continue
        seen.add((product, code))
        sent, problem = read_quantity(line.get("sent"))
        if problem or not sent:
            errors[f"lines.{index}.sent"] = [TEXTS[problem or "number"]]
        elif len(code) > 40:
            errors[f"lines.{index}.batch"] = [_("At most %(n)s plain characters.") % {"n": 40}]
        else:
            made.append((product, sent, code, line.get("expires_on")))
    if errors:
        raise InvalidInput(fields=errors)
    delivery = DeliveryNote.objects.create(
        point=point,
        producer=producer,
        sent_on=sent_on,
        sent_by=actor,
        note=note.strip()[:300],
        created_at=now,
    )
    DeliveryLine.objects.bulk_create(
        DeliveryLine(note=delivery, product_id=p, sent=sent, batch=_batch(p, code, expires))
        for p, sent, code, expires in made
    )
    record_activity(
        actor=actor, verb="delivery.sent", obj=point, after={"delivery": delivery.number}
    )
    return delivery


def _batch(product: int, code: str, expires_on: date | None) -> Batch | None:
    """The batch of that name; its date is the one first given, until one is."""
    if not code:
        return None
    batch, _new = Batch.objects.get_or_create(
        product_id=product, code=code, defaults={"expires_on": expires_on}
    )
    if expires_on and batch.expires_on is None:
        batch.expires_on = expires_on
        batch.save(update_fields=["expires_on"])
    return batch


def receive_delivery(
    *,
    delivery: DeliveryNote,
    client_uuid: UUID,
    lines: Mapping[int, Mapping[str, Any]],
    day: date,
    actor: User,
    now: datetime,
) -> Posted:
    """Count a delivery in: `lines` maps a line's id to received and, where it differs, reason.

    A line left out arrived as it was sent. Goods whose certificate is not in force are not taken
    in. Raises ReportRefused by line, IllegalTransition when it was counted in or cancelled
    before, and what every report raises.
    """
    envelope = Envelope(client_uuid, delivery.point_id, day, actor, now)
    payload = {
        "delivery": delivery.pk,
        "lines": {str(k): {n: str(v) for n, v in item.items()} for k, item in lines.items()},
    }
    counted: list[DeliveryLine] = []

    def build(facts: DayFacts) -> tuple[Operations, dict[str, Any]]:
        _check_open(delivery.pk)
        if day < delivery.sent_on:
            raise ReportRefused(fields={"day": [_("It cannot arrive before it was sent.")]})
        counted.extend(_counted(delivery, lines, day))
        operations = Operations()
        for line in sorted(counted, key=lambda one: one.product_id):
            if line.received:
                operations.add(
                    line.product_id,
                    MovementKind.RECEIVE,
                    line.received,
                    batch=line.batch_id,
                    delivery_line=line.pk,
                )
        differing = sum(line.received != line.sent for line in counted)
        return operations, {"delivery": delivery.pk, "differing": differing, "warnings": []}

    def store(submission: Submission) -> None:
        DeliveryLine.objects.bulk_update(counted, ["received", "reason"])
        DeliveryNote.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.RECEIVED, received_on=day, received_by=actor, submission=submission
        )
        record_activity(
            actor=actor,
            verb="delivery.received",
            obj=delivery.point,
            after={"delivery": delivery.number},
        )

    with transaction.atomic():
        return post_movements(
            envelope=envelope,
            kind=ReportKind.DELIVERY,
            payload=payload,
            build=build,
            store=store,
        )


def _check_open(pk: int) -> DeliveryNote:
    """The note, locked under its point's lock. Raises IllegalTransition when it is settled."""
    found = DeliveryNote.objects.select_for_update().get(pk=pk)
    if found.state != DeliveryState.SENT:
        raise IllegalTransition(
            source=found.get_state_display(), target=DeliveryState.RECEIVED.label
        )
    return found


def _counted(
    delivery: DeliveryNote, lines: Mapping[int, Mapping[str, Any]], day: date
) -> list[DeliveryLine]:
    errors: dict[str, list[Any]] = {}
    found = list(delivery.lines.select_related("product"))
    lapsed = lapsed_products([line.product_id for line in found], day)
    for line in found:
        given = lines.get(line.pk, {})
        value = given.get("received")
        received, problem = (line.sent, "") if value in (None, "") else read_quantity(value)
        reason = str(given.get("reason") or "")
        place = f"lines.{line.pk}"
        if problem:
            errors[f"{place}.received"] = [TEXTS[problem]]
        elif received and line.product_id in lapsed:
            errors[f"{place}.received"] = [labelled(line.product.name, TEXTS["certificate"])]
        elif received != line.sent and reason not in DifferenceReason.values:
            errors[f"{place}.reason"] = [_("Say why it differs from what was sent.")]
        line.received, line.reason = received, reason if received != line.sent else ""
    if errors:
        raise ReportRefused(fields=errors)
    return found


@transaction.atomic
def cancel_delivery(*, delivery: DeliveryNote, actor: User) -> None:
    """Take back an announcement that was not counted in. Raises IllegalTransition."""
    lock_point(delivery.point_id)
    found = _check_open(delivery.pk)
    found.state = DeliveryState.CANCELLED
    found.save(update_fields=["state"])
    record_activity(
        actor=actor, verb="delivery.cancelled", obj=delivery.point, after={"delivery": found.number}
    )
