"""Judging applications; what is found stays inside the office."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import is_organiser
from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from fairs.documents import notices
from fairs.models import Application
from fairs.queries.applications import review_checks, standing
from fairs.queries.corrections import material_facts
from fairs.queries.fairness import earned_credit
from fairs.rules.eligibility import is_eligible
from fairs.rules.priority import priority
from fairs.rules.states import ApplicationState
from fairs.services.applications import NotEligible, locked_application
from fairs.services.fairness import note_newcomer
from fairs.services.notices import SUBJECT, queue_notice
from fairs.services.transitions import change_state
from notifications.services import cancel_messages

S = ApplicationState
VERDICTS = (S.ELIGIBLE, S.CHANGES_REQUESTED, S.INELIGIBLE)


@transaction.atomic
def review_application(
    *,
    application: Application,
    verdict: str,
    version: int,
    actor: User | None,
    now: datetime,
    note: str = "",
) -> Application:
    """Judge a sent application: ELIGIBLE, CHANGES_REQUESTED or INELIGIBLE (both need a note).

    The rules are computed again with today's certificates. Calling it eligible against a rule
    needs an organiser and a note. A request for changes writes to the producer at once;
    the other two stay inside the office until the announcement. Raises StaleVersion,
    InvalidInput, NotEligible, IllegalTransition.
    """
    note = note.strip()
    if verdict not in VERDICTS:
        raise InvalidInput(fields={"verdict": [_("Choose one of the three results.")]})
    application = locked_application(application, version)
    if verdict != S.ELIGIBLE and not note:
        raise InvalidInput(fields={"note": [_("Say what is to be corrected, or why not.")]})
    checks = review_checks(application)
    may_override = bool(note) and (actor is None or is_organiser(actor))
    if verdict == S.ELIGIBLE and not is_eligible(checks) and not may_override:
        raise NotEligible(checks)
    change_state(obj=application, to=verdict, actor=actor, now=now, reason=note)
    application.review_note = note[:1000]
    application.reviewed_by, application.reviewed_at = actor, now
    application.checks = [check.stored() for check in checks]
    if verdict == S.CHANGES_REQUESTED:
        application.corrected_from = material_facts(application)
    if verdict == S.ELIGIBLE:
        application.priority = priority(standing(application))
        note_newcomer(application)
        application.credit = earned_credit(application)
    application.save(
        update_fields=[
            "review_note", "reviewed_by", "reviewed_at", "checks", "priority", "credit",
            "corrected_from",
        ]
    )  # fmt: skip
    if verdict == S.CHANGES_REQUESTED:
        queue_notice(
            application=application,
            render=notices.render_changes_requested,
            key=f"changes:{application.version}",
            now=now,
            reason=note,
        )
    return application


@transaction.atomic
def reopen_application(
    *, application: Application, version: int, actor: User, now: datetime, reason: str = ""
) -> Application:
    """Take a result back: the application is under review again, its private decision gone.

    Raises IllegalTransition where the table does not allow it, InvalidInput when another active
    application of the producer exists.
    """
    application = locked_application(application, version)
    if application.state == S.WITHDRAWN and _other_active(application):
        raise InvalidInput(_("The producer has another active application for this fair."))
    if application.state == S.WITHDRAWN and application.submitted_at is None:
        raise InvalidInput(_("This draft was never sent; the producer starts a new application."))
    change_state(
        obj=application,
        to=S.SUBMITTED,
        actor=actor,
        now=now,
        reason=reason.strip(),
        verb="application.reopened",
    )
    cancel_messages(
        subject_type=SUBJECT, subject_id=str(application.pk), actor=actor, reason="reopened"
    )
    application.decision = application.decision_reason = ""
    application.review_note = ""
    application.announced_at = None
    application.save(update_fields=["decision", "decision_reason", "review_note", "announced_at"])
    return application


@transaction.atomic
def admit_late(
    *, application: Application, version: int, actor: User, now: datetime, reason: str
) -> Application:
    """Count a late application as sent in time, for a stated reason."""
    application = locked_application(application, version)
    if not reason.strip():
        raise InvalidInput(fields={"reason": [_("Say why it counts as sent in time.")]})
    if application.late:
        application.late = False
        application.priority = priority(standing(application))
        application.version += 1
        application.save(update_fields=["late", "priority", "version"])
        record_activity(
            actor=actor,
            verb="application.admitted_late",
            obj=application,
            before={"late": True},
            after={"late": False},
            reason=reason.strip(),
        )
    return application


def _other_active(application: Application) -> bool:
    return (
        Application.objects.filter(fair=application.fair_id, producer=application.producer_id)
        .exclude(state__in=(S.WITHDRAWN, S.CANCELLED_BY_FAIR))
        .exists()
    )
