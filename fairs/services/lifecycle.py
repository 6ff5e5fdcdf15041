"""A fair's stored states: publish, postpone, resume, cancel, close."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput
from fairs.documents import notices
from fairs.models import Application, Fair
from fairs.queries.fairs import publish_obstacles
from fairs.rules.states import (
    ACTIVE_APPLICATIONS,
    FAIR_CHANGES,
    ApplicationState,
    FairState,
)
from fairs.rules.transitions import check_transition
from fairs.services.fairness import settle_fair
from fairs.services.notices import SUBJECT, queue_notice
from fairs.services.places import release_places
from fairs.services.seminars import cancel_seminars_of
from fairs.services.transitions import change_state as change_application
from notifications.services import cancel_messages, void_documents

NEEDS_REASON = (FairState.POSTPONED, FairState.CANCELLED)
TOLD_OF_CHANGES = tuple(s for s in ACTIVE_APPLICATIONS if s != ApplicationState.DRAFT)
FAIR_SUBJECT = "fairs.fair"


class NotReady(DomainError):
    """The fair lacks something it needs before it can be published; `fields["state"]` lists it."""

    code = "fair_not_ready"


@transaction.atomic
def change_state(
    *, obj: Fair, to: str, actor: User | None, now: datetime, reason: str = ""
) -> Fair:
    """Publish, postpone, resume, cancel or close a fair, with all that hangs on it.

    One transaction: the state with its time, applications, places, seminars, unsent messages,
    issued documents, one message to every applicant concerned, an audit line. Raises
    IllegalTransition, NotReady with every obstacle, InvalidInput when a reason is missing.
    """
    reason = reason.strip()
    Fair.objects.select_for_update(of=("self",)).get(pk=obj.pk)
    obj.refresh_from_db()
    source, ends = obj.state, to == FairState.CANCELLED
    check_transition(FAIR_CHANGES, FairState, source=source, target=to)
    if to in NEEDS_REASON and not reason:
        raise InvalidInput(fields={"reason": [_("Give the reason; it is sent to applicants.")]})
    if to == FairState.PUBLISHED:
        check_publishable(obj, now)
    if to == FairState.CLOSED and timezone.localdate(now) <= obj.closes_on:
        raise NotReady(_("The record is closed after the fair's last day."))
    obj.state, obj.state_reason = to, reason[:500]
    obj.version += 1
    _stamp(obj, to, now)
    obj.save()
    record_activity(
        actor=actor,
        verb="fair.resumed" if source == FairState.POSTPONED and not ends else f"fair.{to.lower()}",
        obj=obj,
        before={"state": source},
        after={"state": to},
        reason=reason,
    )
    if to == FairState.CLOSED:
        settle_fair(fair=obj, now=now)
    if ends:
        _end_applications(obj, actor, now, reason)
        cancel_seminars_of(fair=obj, reason=reason, actor=actor, now=now)
    elif to == FairState.POSTPONED:
        _tell_postponed(obj, actor, now, reason)
    elif source == FairState.POSTPONED:
        _ask_again(obj, actor, now)
    return obj


def check_publishable(fair: Fair, now: datetime) -> None:
    """Raise NotReady with every obstacle, or return."""
    if obstacles := publish_obstacles(fair, now):
        raise NotReady(
            _("The fair cannot be published yet: %(list)s")
            % {"list": " ".join(str(o) for o in obstacles)},
            fields={"state": obstacles},
        )


def _stamp(fair: Fair, to: str, now: datetime) -> None:
    if to == FairState.PUBLISHED and fair.published_at is None:
        fair.published_at = now
    elif to == FairState.CANCELLED:
        fair.cancelled_at = now
    elif to == FairState.CLOSED:
        fair.closed_at = now


def _applications(fair: Fair, states: tuple[str, ...]) -> list[Application]:
    """Applications of the fair in these states, locked in ascending order."""
    return list(
        Application.objects.select_for_update(of=("self",))
        .filter(fair=fair, state__in=states)
        .select_related("producer", "fair__venue")
        .order_by("pk")
    )


def _withdraw_papers(fair: Fair, actor: User | None, now: datetime, reason: str) -> None:
    """Unsent messages and issued documents about the fair and its applications are withdrawn."""
    why = reason[:300]
    cancel_messages(subject_type=FAIR_SUBJECT, subject_id=str(fair.pk), actor=actor, reason=why)
    void_documents(
        subject_type=FAIR_SUBJECT, subject_id=str(fair.pk), reason=why, actor=actor, now=now
    )
    for pk in Application.objects.filter(fair=fair).order_by("pk").values_list("pk", flat=True):
        cancel_messages(subject_type=SUBJECT, subject_id=str(pk), actor=actor, reason=why)
        void_documents(subject_type=SUBJECT, subject_id=str(pk), reason=why, actor=actor, now=now)


def _end_applications(fair: Fair, actor: User | None, now: datetime, reason: str) -> None:
    _withdraw_papers(fair, actor, now, reason)
    for application in _applications(fair, tuple(ACTIVE_APPLICATIONS)):
        told = application.state in TOLD_OF_CHANGES
        if application.state != ApplicationState.REJECTED:
            change_application(
                obj=application,
                to=ApplicationState.CANCELLED_BY_FAIR,
                actor=actor,
                now=now,
                reason=reason,
            )
            release_places(application=application, actor=actor, reason=reason, now=now)
            if told:
                queue_notice(
                    application=application,
                    render=notices.render_cancelled,
                    key="fair_cancelled",
                    now=now,
                    reason=reason,
                )


def _tell_postponed(fair: Fair, actor: User | None, now: datetime, reason: str) -> None:
    _withdraw_papers(fair, actor, now, reason)
    for application in _applications(fair, _concerned()):
        queue_notice(
            application=application,
            render=notices.render_postponed,
            key=f"postponed:{fair.version}",
            now=now,
            reason=reason,
        )


def _ask_again(fair: Fair, actor: User | None, now: datetime) -> None:
    """After a postponement everybody hears the dates; who had confirmed confirms again."""
    for application in _applications(fair, _concerned()):
        if application.state == ApplicationState.CONFIRMED:
            change_application(
                obj=application,
                to=ApplicationState.ACCEPTED,
                actor=actor,
                now=now,
                verb="application.reconfirm_asked",
            )
        cancel_messages(
            subject_type=SUBJECT, subject_id=str(application.pk), actor=actor, reason="new dates"
        )
        queue_notice(
            application=application,
            render=notices.render_resumed,
            key=f"resumed:{fair.version}",
            now=now,
        )


def _concerned() -> tuple[str, ...]:
    return tuple(s for s in TOLD_OF_CHANGES if s != ApplicationState.REJECTED)
