"""A point passes to another manager: the shelf is counted, both sign, tenures follow."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import invite_user, record_activity
from common.errors import Forbidden, IllegalTransition, InvalidInput
from venues.models import Handover, PointStaff, StockCount
from venues.rules import HandoverState
from venues.services.managers import assign_manager, end_management
from venues.services.point_lock import lock_point


@transaction.atomic
def start_handover(
    *,
    staff: PointStaff,
    email: str,
    full_name: str,
    language: str,
    last_day: date,
    actor: User,
    now: datetime,
) -> Handover:
    """Prepare that somebody takes over after `last_day`; the person is invited where unknown.

    Raises InvalidInput when one is under way or the same person would follow.
    """
    point = lock_point(staff.point_id)
    if point.handovers.filter(state=HandoverState.OPEN).exists():
        raise InvalidInput(fields={"": [_("A handover of this point is under way already.")]})
    if last_day < staff.days.lower:
        raise InvalidInput(fields={"last_day": [_("The last day comes before the first.")]})
    user = invite_user(email=email, full_name=full_name, language=language, actor=actor, now=now)
    if user.pk == staff.user_id:
        raise InvalidInput(fields={"email": [_("This person already manages the point.")]})
    made = Handover.objects.create(
        point=point,
        outgoing=staff,
        incoming=user,
        last_day=last_day,
        started_by=actor,
        started_at=now,
    )
    record_activity(
        actor=actor,
        verb="handover.started",
        obj=point,
        after={"user": user.email, "last": last_day},
    )
    return made


@transaction.atomic
def sign_handover(*, handover: Handover, actor: User, now: datetime) -> Handover:
    """Sign for the own side, on the newest count since the handover began.

    With both signatures the tenures change: what the outgoing manager has queued is still taken
    for the days of that tenure. Raises InvalidInput without a count or when a newer count came
    after the other signature, Forbidden for everybody else, IllegalTransition when it is over.
    """
    point = lock_point(handover.point_id)
    found = Handover.objects.select_for_update().get(pk=handover.pk)
    if found.state != HandoverState.OPEN:
        raise IllegalTransition(source=found.get_state_display(), target=HandoverState.DONE.label)
    if actor.pk not in (found.outgoing.user_id, found.incoming_id):
        raise Forbidden
    count = StockCount.objects.filter(
        point=point, submission__received_at__gte=found.started_at
    ).first()
    if count is None:
        raise InvalidInput(fields={"": [_("Count the shelf together first, then sign.")]})
    if found.count_id != count.pk:  # signatures are for one count
        found.count, found.outgoing_signed_at, found.incoming_signed_at = count, None, None
    if actor.pk == found.outgoing.user_id:
        found.outgoing_signed_at = now
    else:
        found.incoming_signed_at = now
    if found.outgoing_signed_at and found.incoming_signed_at:
        found.state = HandoverState.DONE
        end_management(staff=found.outgoing, last=found.last_day, actor=actor)
        assign_manager(
            point=point,
            email=found.incoming.email,
            full_name=found.incoming.full_name,
            language=found.incoming.language,
            since=found.last_day + timedelta(days=1),
            actor=actor,
            now=now,
        )
    found.save()
    record_activity(actor=actor, verb="handover.signed", obj=point)
    return found


@transaction.atomic
def cancel_handover(*, handover: Handover, actor: User) -> None:
    """The present manager stays. Raises IllegalTransition when it is over."""
    point = lock_point(handover.point_id)
    found = Handover.objects.select_for_update().get(pk=handover.pk)
    if found.state != HandoverState.OPEN:
        raise IllegalTransition(
            source=found.get_state_display(), target=HandoverState.CANCELLED.label
        )
    found.state = HandoverState.CANCELLED
    found.save(update_fields=["state"])
    record_activity(actor=actor, verb="handover.cancelled", obj=point)
