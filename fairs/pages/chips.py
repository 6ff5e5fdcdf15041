"""One vocabulary of status chips for each noun: (tone, label, settled)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairs.models import Application, Fair, Invitation, Registration, Seminar
from fairs.rules.disclosure import TONES as APPLICATION_TONES
from fairs.rules.phases import TONES, Phase, phase
from fairs.rules.states import (
    ApplicationState,
    Decision,
    PlanState,
    RegistrationState,
    Response,
    SeminarState,
)
from fairs.services.decisions import pending_decision

Chip = tuple[str, object, bool]


def phase_chip(fair: Fair) -> Chip:
    """The phase as a chip of the design system."""
    now_in = phase(fair, timezone.now())
    tone, settled = TONES[now_in]
    return tone, Phase(now_in).label, settled


def application_chip(state: str) -> Chip:
    tone, settled = APPLICATION_TONES[state]
    return tone, ApplicationState(state).label, settled


DECISION_TONES = {
    Decision.ACCEPT: "jade",
    Decision.WAITLIST: "amber",
    Decision.REJECT: "red",
}


def decision_chip(application: Application) -> Chip | None:
    """The private decision, hollow because nobody knows it yet."""
    pending = pending_decision(application)
    if not pending or (
        application.state == ApplicationState.INELIGIBLE and not application.decision
    ):
        return None
    return DECISION_TONES[Decision(pending)], Decision(pending).label, False


PLAN_TONES = {
    PlanState.DRAFT: ("grey", False),
    PlanState.RUNNING: ("blue", False),
    PlanState.READY: ("amber", False),
    PlanState.PUBLISHED: ("jade", True),
    PlanState.SUPERSEDED: ("grey", True),
    PlanState.DISCARDED: ("grey", True),
}


def plan_chip(state: str) -> tuple[str, object, bool]:
    tone, settled = PLAN_TONES[PlanState(state)]
    return tone, PlanState(state).label, settled


SEMINAR_TONES = {
    SeminarState.DRAFT: ("grey", False),
    SeminarState.SCHEDULED: ("blue", False),
    SeminarState.PUBLISHED: ("jade", True),
    SeminarState.HELD: ("grey", True),
    SeminarState.CANCELLED: ("red", True),
}
REGISTRATION_TONES = {
    RegistrationState.CONFIRMED: ("jade", True),
    RegistrationState.WAITLISTED: ("amber", False),
    RegistrationState.CANCELLED: ("grey", True),
    RegistrationState.ATTENDED: ("jade", True),
    RegistrationState.NO_SHOW: ("grey", True),
}
ANSWER_TONES = {
    Response.NONE: ("blue", False),
    Response.ACCEPTED: ("jade", True),
    Response.DECLINED: ("grey", True),
}


def seminar_chip(seminar: Seminar) -> Chip:
    tone, settled = SEMINAR_TONES[SeminarState(seminar.state)]
    return tone, SeminarState(seminar.state).label, settled


def registration_chip(registration: Registration) -> Chip:
    if registration.reconfirm_since is not None:
        return "amber", _("Asked again"), False
    tone, settled = REGISTRATION_TONES[RegistrationState(registration.state)]
    return tone, RegistrationState(registration.state).label, settled


def answer_chip(invitation: Invitation) -> Chip:
    if invitation.revoked_at is not None:
        return "grey", _("Taken back"), True
    tone, settled = ANSWER_TONES[Response(invitation.response)]
    return tone, Response(invitation.response).label, settled
