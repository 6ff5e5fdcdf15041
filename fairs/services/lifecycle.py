"""A fair's stored states: publish, postpone, resume, cancel, close."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput
from fairs.documents import notices
from fairs.documents.calendar import CANCEL, PUBLISH
from fairs.models import Application, Fair
from fairs.queries.fairs import publish_obstacles
from fairs.rules.states import (
    ACTIVE_APPLICATIONS,
    FAIR_CHANGES,
    ApplicationState,
    FairState,
)
from fairs.rules.transitions import check_transition
from fairs.services.announcing import SUBJECT as FAIR
from fairs.services.changed_fairs import (
    CONCERNED,
    applications_of,
    tell_applicants,
    tell_invited_cancelled,
    tell_invited_moved,
    tell_invited_postponed,
)
from fairs.services.fairness import settle_fair
from fairs.services.notices import SUBJECT
from fairs.services.places import release_places
from fairs.services.seminars import cancel_seminars_of
from fairs.services.transitions import change_state as change_application
from notifications.services import cancel_messages, void_documents

NEEDS_REASON = (FairState.POSTPONED, FairState.CANCELLED)


class NotReady(DomainError):
    """The fair lacks something it needs before it can be published; `fields["state"]` lists it."""

    code = "fair_not_ready"


@transaction.atomic
def change_state(
    *, obj: Fair, to: str, actor: User | None, now: datetime, reason: str = ""
) -> Fair:
    """Publish, postpone, resume, cancel or close a fair, with all that hangs on it.

    One transaction: the state with its time, applications, places, seminars, unsent messages,
    issued documents, one message to everybody concerned, an audit line. Raises
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
        _end_applications(obj, actor, now, reason, was_postponed=source == FairState.POSTPONED)
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


def _withdraw_papers(fair: Fair, actor: User | None, now: datetime, reason: str) -> None:
    """Unsent messages and issued documents about the fair and its applications are withdrawn."""
    why = reason[:300]
    cancel_messages(subject_type=FAIR, subject_id=str(fair.pk), actor=actor, reason=why)
    void_documents(subject_type=FAIR, subject_id=str(fair.pk), reason=why, actor=actor, now=now)
    for pk in Application.objects.filter(fair=fair).order_by("pk").values_list("pk", flat=True):
        cancel_messages(subject_type=SUBJECT, subject_id=str(pk), actor=actor, reason=why)
        void_documents(subject_type=SUBJECT, subject_id=str(pk), reason=why, actor=actor, now=now)


def _end_applications(
    fair: Fair, actor: User | None, now: datetime, reason: str, *, was_postponed: bool
) -> None:
    _withdraw_papers(fair, actor, now, reason)
    concerned: list[Application] = []
    for application in applications_of(fair, tuple(ACTIVE_APPLICATIONS)):
        if application.state == ApplicationState.REJECTED:
            continue
        if application.state in CONCERNED:
            concerned.append(application)
        change_application(
            obj=application,
            to=ApplicationState.CANCELLED_BY_FAIR,
            actor=actor,
            now=now,
            reason=reason,
        )
        release_places(application=application, actor=actor, reason=reason, now=now)
    told = tell_applicants(
        fair=fair,
        applications=concerned,
        render=notices.render_cancelled,
        key="fair_cancelled",
        method=CANCEL,
        now=now,
        reason=reason,
    )
    tell_invited_cancelled(
        fair=fair, reason=reason, was_postponed=was_postponed, told=told, actor=actor, now=now
    )


def _tell_postponed(fair: Fair, actor: User | None, now: datetime, reason: str) -> None:
    _withdraw_papers(fair, actor, now, reason)
    told = tell_applicants(
        fair=fair,
        applications=applications_of(fair, CONCERNED),
        render=notices.render_postponed,
        key=f"postponed:{fair.version}",
        method=CANCEL,
        now=now,
        reason=reason,
    )
    tell_invited_postponed(fair=fair, reason=reason, told=told, actor=actor, now=now)


def _ask_again(fair: Fair, actor: User | None, now: datetime) -> None:
    """After a postponement everybody hears the dates; who had confirmed confirms again."""
    applications = applications_of(fair, CONCERNED)
    for application in applications:
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
    told = tell_applicants(
        fair=fair,
        applications=applications,
        render=notices.render_resumed,
        key=f"resumed:{fair.version}",
        method=PUBLISH,
        now=now,
    )
    tell_invited_moved(fair=fair, new_days=True, ask_again=True, told=told, actor=actor, now=now)
