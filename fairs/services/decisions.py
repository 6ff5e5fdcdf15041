"""Deciding applications in private, announcing the decisions together."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput
from fairs.documents import notices
from fairs.models import Application, Fair, FairQuota
from fairs.queries.applications import (
    concerns,
    item_groups,
    main_group,
    quota_label,
    quota_use,
    ranked,
)
from fairs.queries.fairs import capacity, quotas_of
from fairs.rules.priority import Candidate, suggest
from fairs.rules.states import (
    DECIDABLE_APPLICATIONS,
    PLACED_APPLICATIONS,
    ApplicationState,
    Decision,
    FairState,
)
from fairs.services.applications import locked_application, locked_fair
from fairs.services.notices import queue_notice
from fairs.services.transitions import change_state

S = ApplicationState


class QuotaFull(DomainError):
    """A quota of the fair leaves no room for one more acceptance."""

    code = "quota_full"


class Undecided(DomainError):
    """Applications without a decision stand in the way of announcing together."""

    code = "undecided"


class NothingToAnnounce(DomainError):
    code = "nothing_to_announce"
    message = _("No decision waits to be announced.")


@transaction.atomic
def decide_application(
    *,
    application: Application,
    decision: str,
    version: int,
    actor: User | None,
    now: datetime,
    reason: str = "",
) -> Application:
    """Keep a decision in private (empty takes it back); nobody outside learns of it.

    Acceptance is held to the quotas; a rejection needs a reason, sent when announced. Raises
    StaleVersion, InvalidInput, QuotaFull, and refuses what is not reviewed yet.
    """
    reason = reason.strip()
    fair = locked_fair(application.fair)
    application = locked_application(application, version)
    if decision and decision not in Decision.values:
        raise InvalidInput(fields={"decision": [_("Choose accept, waiting list or reject.")]})
    if application.state not in DECIDABLE_APPLICATIONS:
        raise DomainError(
            _("Review the application first; only then can it be decided."), code="not_reviewed"
        )
    if application.state == S.INELIGIBLE and decision not in ("", Decision.REJECT):
        raise DomainError(
            _("An application that is not eligible can only be rejected."), code="not_eligible"
        )
    if decision == Decision.REJECT and not (reason or application.review_note):
        raise InvalidInput(fields={"reason": [_("Give the reason; the producer will read it.")]})
    if decision == Decision.ACCEPT:
        _check_quotas(fair, application)
    _keep_decision(application, decision, reason or _default_reason(application, decision), actor)
    return application


@transaction.atomic
def accept_suggested(*, fair: Fair, actor: User | None, now: datetime) -> tuple[int, int]:
    """Decide every eligible, undecided application by the suggestion; returns (accepted, waiting).

    In order of priority while booths and quotas last; the others go to the waiting list.
    """
    fair = locked_fair(fair)
    accepted, waiting = suggestion(fair)
    chosen = Application.objects.filter(pk__in=[*accepted, *waiting]).order_by("pk")
    rows = {a.pk: a for a in chosen.select_for_update(of=("self",)).select_related("producer")}
    for pk in accepted:
        _keep_decision(rows[pk], Decision.ACCEPT, "", actor)
    for pk in waiting:
        _keep_decision(rows[pk], Decision.WAITLIST, "", actor)
    return len(accepted), len(waiting)


def suggestion(fair: Fair) -> tuple[list[int], list[int]]:
    """Ids to accept and to keep waiting among the eligible and undecided, best first."""
    quotas = quotas_of(fair)
    use = quota_use(fair, private=True)
    taken = sum(
        a.modules
        for a in Application.objects.filter(fair=fair)
        if a.state in PLACED_APPLICATIONS
        or (a.decision == Decision.ACCEPT and a.state in (S.ELIGIBLE, S.WAITLISTED))
    )
    candidates = []
    for application in ranked(fair).filter(decision="").prefetch_related("items__product"):
        group = main_group(
            [int(i.snapshot.get("group") or i.product.group) for i in application.items.all()]
        )
        commune = application.producer.commune_id
        mine = tuple(q.pk for q in quotas if concerns(q, group, commune))
        candidates.append(Candidate(application.pk, application.modules, mine))
    room = {q.pk: q.limit - use[q.pk] for q in quotas}
    return suggest(candidates, capacity=capacity(fair) - taken, room=room)


@transaction.atomic
def announce_decisions(
    *, fair: Fair, actor: User | None, now: datetime, leave_undecided: bool = False
) -> dict[str, int]:
    """Tell every decided applicant, together: states, time and one message each, or nothing.

    Applications found not eligible and without a decision are rejected with the review's reason.
    Returns how many were announced by decision. Raises Undecided when reviewed or sent ones
    remain without a decision and `leave_undecided` is not set, NothingToAnnounce, and refuses a
    fair that is not published.
    """
    fair = locked_fair(fair)
    if fair.state != FairState.PUBLISHED:
        raise DomainError(_("Only a published fair announces decisions."), code="not_published")
    rows = list(
        Application.objects.select_for_update(of=("self",))
        .filter(fair=fair, state__in=(S.SUBMITTED, *DECIDABLE_APPLICATIONS))
        .select_related("producer", "fair__venue")
        .order_by("pk")
    )
    open_ones = [
        a for a in rows if a.state == S.SUBMITTED or (a.state == S.ELIGIBLE and not a.decision)
    ]
    if open_ones and not leave_undecided:
        text = _(
            "Applications without a decision: %(count)s. Decide them, or leave them for later."
        )
        raise Undecided(text % {"count": len(open_ones)})
    counts: dict[str, int] = {}
    for application in rows:
        decision = pending_decision(application)
        if decision:
            _announce(application, decision, actor, now)
            counts[decision] = counts.get(decision, 0) + 1
    if not counts:
        raise NothingToAnnounce
    if fair.decisions_announced_at is None:
        fair.decisions_announced_at = now
    fair.version += 1
    fair.save(update_fields=["decisions_announced_at", "version"])
    record_activity(actor=actor, verb="fair.decisions_announced", obj=fair, after=counts)
    return counts


def pending_decision(application: Application) -> str:
    """The decision an announcement would make known, or empty."""
    if application.state == S.INELIGIBLE:
        return Decision.REJECT
    if application.state == S.ELIGIBLE:
        return application.decision
    if application.state == S.WAITLISTED and application.decision != Decision.WAITLIST:
        return application.decision
    return ""


_OUTCOMES = {
    Decision.ACCEPT: (S.ACCEPTED, notices.render_accepted),
    Decision.WAITLIST: (S.WAITLISTED, notices.render_waitlisted),
    Decision.REJECT: (S.REJECTED, notices.render_rejected),
}


def _announce(application: Application, decision: str, actor: User | None, now: datetime) -> None:
    state, render = _OUTCOMES[Decision(decision)]
    reason = application.decision_reason
    if not reason and decision == Decision.REJECT:
        reason = application.review_note
    change_state(obj=application, to=state, actor=actor, now=now, reason=reason)
    application.decision = decision
    application.announced_at, application.review_note = now, reason
    application.save(update_fields=["decision", "announced_at", "review_note"])
    queue_notice(
        application=application,
        render=render,
        key=f"announced:{application.version}",
        now=now,
        reason=reason,
    )


def _default_reason(application: Application, decision: str) -> str:
    return application.review_note if decision == Decision.REJECT else ""


def _keep_decision(
    application: Application, decision: str, reason: str, actor: User | None
) -> None:
    before = application.decision
    application.decision, application.decision_reason = decision, reason[:1000]
    application.version += 1
    application.save(update_fields=["decision", "decision_reason", "version"])
    record_activity(
        actor=actor,
        verb="application.decided",
        obj=application,
        before={"decision": before},
        after={"decision": decision},
        reason=reason,
    )


def _check_quotas(fair: Fair, application: Application) -> None:
    group = main_group(item_groups(application))
    commune = application.producer.commune_id
    mine: list[FairQuota] = [q for q in quotas_of(fair) if concerns(q, group, commune)]
    if not mine:
        return
    use = quota_use(fair, private=True, without=application.pk)
    full = [q for q in mine if use[q.pk] >= q.limit]
    if full:
        names = ", ".join(quota_label(q) for q in full)
        text = _("No place is left in: %(names)s. Use the waiting list, or raise the quota.")
        raise QuotaFull(text % {"names": names})
