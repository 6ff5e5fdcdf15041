"""An exhibitor's place after publication: confirming it, and giving it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, IllegalTransition
from common.formats import moment
from common.locks import short_lock_timeout
from fairs.models import AllocationPlan, Application, Assignment, AssignmentBooth, Fair, Lock
from fairs.rules.states import APPLICATION_CHANGES, ApplicationState, FairState, PlanState
from fairs.services.letters import withdraw_letter


class ConfirmationClosed(DomainError):
    """Participation cannot be confirmed (any more)."""

    code = "confirmation_closed"


@transaction.atomic
def confirm_participation(
    *, application: Application, actor: User | None, now: datetime
) -> Application:
    """The producer takes part: ACCEPTED → CONFIRMED. Confirming twice changes nothing.

    Raises ConfirmationClosed after the fair's date, before a place is published, or when the
    fair does not take place; IllegalTransition from any other state.
    """
    short_lock_timeout()
    fair = Fair.objects.select_for_update(of=("self",), no_key=True).get(pk=application.fair_id)
    application = Application.objects.select_for_update(of=("self",), no_key=True).get(
        pk=application.pk
    )
    if application.state == ApplicationState.CONFIRMED:
        return application
    if ApplicationState.CONFIRMED not in APPLICATION_CHANGES[application.state]:
        raise IllegalTransition(
            source=ApplicationState(application.state).label,
            target=ApplicationState.CONFIRMED.label,
        )
    _check_open(fair, application, now)
    application.state = ApplicationState.CONFIRMED
    application.version += 1
    application.save(update_fields=["state", "version"])
    record_activity(
        actor=actor,
        verb="application.confirmed",
        obj=application,
        before={"state": ApplicationState.ACCEPTED},
        after={"state": ApplicationState.CONFIRMED},
    )
    return application


def _check_open(fair: Fair, application: Application, now: datetime) -> None:
    if fair.state != FairState.PUBLISHED:
        raise ConfirmationClosed(_("This fair does not take confirmations now."))
    if fair.confirm_by is not None and now > fair.confirm_by:
        text = _("Participation could be confirmed until %(until)s. Please call the organiser.")
        raise ConfirmationClosed(text % {"until": moment(fair.confirm_by)})
    if not AssignmentBooth.objects.filter(assignment__application=application, live=True).exists():
        raise ConfirmationClosed(_("Your booth has not been published yet."))


@transaction.atomic
def release_places(
    *, application: Application, actor: User | None, now: datetime, reason: str = ""
) -> list[str]:
    """Free exactly the booths of an application in the published plan and in every draft.

    Its locks and declared rivals end, its booth letter is voided, unsent mail about its place
    is withdrawn. Returns the booth numbers freed in the published plan. Safe to call twice.
    """
    short_lock_timeout()
    Fair.objects.select_for_update(of=("self",), no_key=True).get(pk=application.fair_id)
    plans = list(
        AllocationPlan.objects.select_for_update(of=("self",), no_key=True)
        .filter(
            fair=application.fair_id,
            state__in=[PlanState.DRAFT, PlanState.RUNNING, PlanState.READY, PlanState.PUBLISHED],
            assignments__application=application,
        )
        .order_by("pk")
    )
    freed = list(
        AssignmentBooth.objects.filter(assignment__application=application, live=True)
        .order_by("booth__number")
        .values_list("booth__number", flat=True)
    )
    Assignment.objects.filter(application=application, plan__in=plans).delete()
    Lock.objects.filter(application=application).delete()
    for plan in plans:
        plan.version += 1
        plan.save(update_fields=["version"])
        record_activity(
            actor=actor,
            verb="plan.released",
            obj=plan,
            before={"application": application.code, "booths": freed},
            after={"text": str(_("%(name)s withdrew.") % {"name": application.producer.name})},
            reason=reason,
        )
    withdraw_letter(application=application, actor=actor, now=now, reason=reason)
    return freed
