"""States of every noun in fairs and the changes allowed between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FairState(TextChoices):
    DRAFT = "DRAFT", _("Draft")
    PUBLISHED = "PUBLISHED", _("Published")
    POSTPONED = "POSTPONED", _("Postponed")
    CANCELLED = "CANCELLED", _("Cancelled")
    CLOSED = "CLOSED", _("Closed")


class BoothState(TextChoices):
    AVAILABLE = "AVAILABLE", _("Available")
    BLOCKED = "BLOCKED", _("Blocked")
    RETIRED = "RETIRED", _("Retired")


class ApplicationState(TextChoices):
    DRAFT = "DRAFT", _("Draft")
    SUBMITTED = "SUBMITTED", _("Submitted")
    CHANGES_REQUESTED = "CHANGES_REQUESTED", _("Changes requested")
    ELIGIBLE = "ELIGIBLE", _("Eligible")
    INELIGIBLE = "INELIGIBLE", _("Not eligible")
    ACCEPTED = "ACCEPTED", _("Accepted")
    WAITLISTED = "WAITLISTED", _("On the waiting list")
    REJECTED = "REJECTED", _("Rejected")
    CONFIRMED = "CONFIRMED", _("Confirmed")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    CANCELLED_BY_FAIR = "CANCELLED_BY_FAIR", _("Ended with the fair")


class ConsentWay(TextChoices):
    """How a producer agreed that an organiser applies for it."""

    PAPER = "PAPER", _("On signed paper")
    IN_PERSON = "IN_PERSON", _("In person")
    PHONE = "PHONE", _("By phone")
    MESSAGE = "MESSAGE", _("By e-mail or message")


class Decision(TextChoices):
    """What an organiser decided but has not announced."""

    ACCEPT = "ACCEPT", _("Accept")
    WAITLIST = "WAITLIST", _("Waiting list")
    REJECT = "REJECT", _("Reject")


class PlanState(TextChoices):
    DRAFT = "DRAFT", _("Draft")
    RUNNING = "RUNNING", _("Being computed")
    READY = "READY", _("Ready")
    PUBLISHED = "PUBLISHED", _("Published")
    SUPERSEDED = "SUPERSEDED", _("Superseded")
    DISCARDED = "DISCARDED", _("Discarded")


class AssignmentSource(TextChoices):
    AUTO = "AUTO", _("Automatic")
    MANUAL = "MANUAL", _("By hand")


class LockScope(TextChoices):
    """What was locked in one step, and is unlocked in one."""

    APPLICATION = "APPLICATION", _("Applicant")
    BOOTH = "BOOTH", _("Booth")
    PAIR = "PAIR", _("Pair")
    ZONE = "ZONE", _("Zone")


class LedgerKind(TextChoices):
    """Why a producer has credit at later fairs."""

    REFUSED = "REFUSED", _("No place")
    POOR_PLACE = "POOR_PLACE", _("Poor place")
    NEWCOMER = "NEWCOMER", _("Newcomer")
    CORRECTION = "CORRECTION", _("Correction")


class SeminarState(TextChoices):
    DRAFT = "DRAFT", _("Draft")
    SCHEDULED = "SCHEDULED", _("Scheduled")
    PUBLISHED = "PUBLISHED", _("Published")
    HELD = "HELD", _("Held")
    CANCELLED = "CANCELLED", _("Cancelled")


class RegistrationState(TextChoices):
    CONFIRMED = "CONFIRMED", _("Confirmed")
    WAITLISTED = "WAITLISTED", _("On the waiting list")
    CANCELLED = "CANCELLED", _("Cancelled")
    ATTENDED = "ATTENDED", _("Attended")
    NO_SHOW = "NO_SHOW", _("Did not come")


class Response(TextChoices):
    NONE = "NONE", _("No answer yet")
    ACCEPTED = "ACCEPTED", pgettext_lazy("answer to an invitation", "Accepted")
    DECLINED = "DECLINED", pgettext_lazy("answer to an invitation", "Declined")


S = ApplicationState
ACTIVE_APPLICATIONS = (
    S.DRAFT, S.SUBMITTED, S.CHANGES_REQUESTED, S.ELIGIBLE, S.INELIGIBLE,
    S.ACCEPTED, S.WAITLISTED, S.REJECTED, S.CONFIRMED,
)  # fmt: skip
EDITABLE_APPLICATIONS = (S.DRAFT, S.CHANGES_REQUESTED)
DECIDABLE_APPLICATIONS = (S.ELIGIBLE, S.INELIGIBLE, S.WAITLISTED)
REVIEWED_APPLICATIONS = (S.ELIGIBLE, S.INELIGIBLE)
ANNOUNCED_PLANS = (PlanState.PUBLISHED, PlanState.SUPERSEDED)
PLACED_APPLICATIONS = (S.ACCEPTED, S.CONFIRMED)
HOLDING_ROOM = (SeminarState.SCHEDULED, SeminarState.PUBLISHED, SeminarState.HELD)
SEATED = (RegistrationState.CONFIRMED, RegistrationState.ATTENDED, RegistrationState.NO_SHOW)
ACTIVE_REGISTRATIONS = (*SEATED, RegistrationState.WAITLISTED)

FAIR_CHANGES: dict[str, frozenset[str]] = {
    FairState.DRAFT: frozenset({FairState.PUBLISHED, FairState.CANCELLED}),
    FairState.PUBLISHED: frozenset({FairState.POSTPONED, FairState.CANCELLED, FairState.CLOSED}),
    FairState.POSTPONED: frozenset({FairState.PUBLISHED, FairState.CANCELLED}),
    FairState.CLOSED: frozenset(),
    FairState.CANCELLED: frozenset(),
}
APPLICATION_CHANGES: dict[str, frozenset[str]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN, S.CANCELLED_BY_FAIR}),
    S.SUBMITTED: frozenset(
        {S.CHANGES_REQUESTED, S.ELIGIBLE, S.INELIGIBLE, S.WITHDRAWN, S.CANCELLED_BY_FAIR}
    ),
    S.CHANGES_REQUESTED: frozenset({S.SUBMITTED, S.WITHDRAWN, S.CANCELLED_BY_FAIR}),
    S.ELIGIBLE: frozenset(
        {S.SUBMITTED, S.ACCEPTED, S.WAITLISTED, S.REJECTED, S.WITHDRAWN, S.CANCELLED_BY_FAIR}
    ),
    S.INELIGIBLE: frozenset({S.SUBMITTED, S.REJECTED, S.WITHDRAWN, S.CANCELLED_BY_FAIR}),
    S.ACCEPTED: frozenset({S.CONFIRMED, S.WITHDRAWN, S.CANCELLED_BY_FAIR}),
    S.WAITLISTED: frozenset({S.ACCEPTED, S.REJECTED, S.WITHDRAWN, S.CANCELLED_BY_FAIR}),
    S.REJECTED: frozenset({S.SUBMITTED}),
    # A postponed fair asks those who confirmed to confirm again.
    S.CONFIRMED: frozenset({S.ACCEPTED, S.WITHDRAWN, S.CANCELLED_BY_FAIR}),
    S.WITHDRAWN: frozenset({S.SUBMITTED}),
    S.CANCELLED_BY_FAIR: frozenset(),
}
PLAN_CHANGES: dict[str, frozenset[str]] = {
    PlanState.DRAFT: frozenset({PlanState.RUNNING, PlanState.READY, PlanState.DISCARDED}),
    PlanState.RUNNING: frozenset({PlanState.READY, PlanState.DRAFT, PlanState.DISCARDED}),
    PlanState.READY: frozenset(
        {PlanState.RUNNING, PlanState.PUBLISHED, PlanState.DISCARDED, PlanState.DRAFT}
    ),
    PlanState.PUBLISHED: frozenset({PlanState.SUPERSEDED}),
    PlanState.SUPERSEDED: frozenset(),
    PlanState.DISCARDED: frozenset(),
}
SEMINAR_CHANGES: dict[str, frozenset[str]] = {
    SeminarState.DRAFT: frozenset({SeminarState.SCHEDULED, SeminarState.CANCELLED}),
    SeminarState.SCHEDULED: frozenset(
        {SeminarState.PUBLISHED, SeminarState.DRAFT, SeminarState.CANCELLED}
    ),
    SeminarState.PUBLISHED: frozenset({SeminarState.HELD, SeminarState.CANCELLED}),
    SeminarState.HELD: frozenset(),
    SeminarState.CANCELLED: frozenset(),
}
