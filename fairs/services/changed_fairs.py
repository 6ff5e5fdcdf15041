"""A fair that is postponed, moved or called off: everybody it was announced to hears of it once.

Applicants by the message about their application, everybody else whom a campaign reached by the
campaign's notice; each with the calendar file that replaces or removes the entry sent before.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from fairs.documents.calendar import CANCEL, PUBLISH
from fairs.documents.notices import render_moved
from fairs.models import AllocationPlan, Application, Fair
from fairs.rules.phases import Occasion, asks_again
from fairs.rules.states import ACTIVE_APPLICATIONS, ApplicationState, PlanState
from fairs.services.announcement import reissue_letters
from fairs.services.announcing import SUBJECT, calendar_file, ending, opening, shared_facts
from fairs.services.letters import withdraw_letter
from fairs.services.notices import Renderer, address_of, queue_notice
from notifications.rules import Language
from notifications.services import Attached, void_documents
from notifications.services.change_notices import ChangeNotice, Subject, invited_addresses
from notifications.services.event_changes import end_campaigns, hold_campaigns, move_campaigns

Written = tuple[str, list[str]]
CONCERNED = tuple(
    s for s in ACTIVE_APPLICATIONS if s not in (ApplicationState.DRAFT, ApplicationState.REJECTED)
)


def applications_of(fair: Fair, states: tuple[str, ...]) -> list[Application]:
    """Applications of the fair in these states, locked in ascending order."""
    return list(
        Application.objects.select_for_update(of=("self",))
        .filter(fair=fair, state__in=states)
        .select_related("producer", "fair__venue")
        .order_by("pk")
    )


def occasion_of(fair: Fair) -> Occasion:
    """Where and when it is held, to compare before and after a change."""
    return Occasion(fair.venue_id, fair.opens_on, fair.closes_on, fair.daily_from, fair.daily_until)


def tell_moved(*, fair: Fair, before: Occasion, actor: User | None, now: datetime) -> None:
    """Another place or other hours of a published fair, unless its last day has passed.

    Papers that state the former ones are void, and booth letters are written anew.
    """
    after = occasion_of(fair)
    if before == after or ending(fair) <= now:
        return
    _renew_papers(fair, actor, now)
    told = tell_applicants(
        fair=fair,
        applications=applications_of(fair, CONCERNED),
        render=render_moved,
        key=f"moved:{fair.version}",
        method=PUBLISH,
        now=now,
    )
    tell_invited_moved(
        fair=fair,
        new_days=False,
        ask_again=asks_again(before, after),
        told=told,
        actor=actor,
        now=now,
    )


def _renew_papers(fair: Fair, actor: User | None, now: datetime) -> None:
    """Receipts stay: they say what was received, not where the fair is."""
    reason = str(_("Place or time of the fair have changed."))
    void_documents(
        subject_type=SUBJECT, subject_id=str(fair.pk), reason=reason, actor=actor, now=now
    )
    for application in applications_of(fair, CONCERNED):
        withdraw_letter(application=application, actor=actor, now=now, reason=reason)
    plan = AllocationPlan.objects.filter(fair=fair, state=PlanState.PUBLISHED).first()
    if plan is not None:
        reissue_letters(plan=plan, actor=actor, now=now)


def tell_applicants(
    *,
    fair: Fair,
    applications: Sequence[Application],
    render: Renderer,
    key: str,
    method: str,
    now: datetime,
    reason: str = "",
) -> set[str]:
    """One message about each application; the addresses written to, in lower case.

    The calendar file goes to those who have an entry from an invitation.
    """
    invited = invited_addresses(Subject(SUBJECT, fair.pk)) if applications else set()
    files = [
        Attached(name, kind, content=content)
        for name, (kind, content) in calendar_file(fair, method, now).items()
    ]
    told: set[str] = set()
    for application in applications:
        address = address_of(application).lower()
        message = queue_notice(
            application=application,
            render=render,
            key=key,
            now=now,
            reason=reason,
            files=files if address in invited and address not in told else (),
        )
        if message is not None:
            told.add(address)
    return told


def tell_invited_postponed(
    *, fair: Fair, reason: str, told: set[str], actor: User | None, now: datetime
) -> None:
    """Campaigns wait for the new days; who was invited takes the old ones out of the calendar."""

    def text() -> Written:
        return _("Postponed: %(fair)s"), [
            _("The fair is postponed. The reason:"),
            "{reason}",
            _("We will write to you when the new dates are known. You need not do anything."),
        ]

    notice = _notice(fair, text, CANCEL, told, now, until=ending(fair), reason=reason)
    hold_campaigns(subject=Subject(SUBJECT, fair.pk), notice=notice, actor=actor, now=now)


def tell_invited_moved(
    *,
    fair: Fair,
    new_days: bool,
    ask_again: bool,
    told: set[str],
    actor: User | None,
    now: datetime,
) -> None:
    """Campaigns go on with the new facts; with `ask_again` an earlier yes no longer counts."""

    def text() -> Written:
        subject, first = (
            _("Changed: %(fair)s"),
            _("The place or the opening hours of the fair have changed; the new ones are below."),
        )
        if new_days:
            subject = _("New dates: %(fair)s")
            first = _("The fair takes place on new dates, given below.")
        last = _("If you have told us that you come, please tell us again.")
        facts = f"{_('Dates')}: {{days}}\n{_('Opening hours')}: {{hours}}\n{_('Place')}: {{place}}"
        return subject, [first, facts, last if ask_again else ""]

    move_campaigns(
        subject=Subject(SUBJECT, fair.pk),
        notice=_notice(fair, text, PUBLISH, told, now, until=ending(fair)),
        until=opening(fair),
        new_days=new_days,
        ask_again=ask_again,
        actor=actor,
        now=now,
    )


def tell_invited_cancelled(
    *,
    fair: Fair,
    reason: str,
    was_postponed: bool,
    told: set[str],
    actor: User | None,
    now: datetime,
) -> None:
    """Campaigns stop for good; after the fair's last day nobody is written to any more.

    Who was told to wait for new days hears of it whatever the old ones were.
    """

    def text() -> Written:
        return _("Cancelled: %(fair)s"), [
            _("The fair will not take place. The reason:"),
            "{reason}",
        ]

    until = None if was_postponed else ending(fair)
    end_campaigns(
        subject=Subject(SUBJECT, fair.pk),
        notice=_notice(fair, text, CANCEL, told, now, until=until, reason=reason),
        reason=reason,
        actor=actor,
        now=now,
    )


def _notice(
    fair: Fair,
    text: Callable[[], Written],
    method: str,
    told: set[str],
    now: datetime,
    *,
    until: datetime | None,
    reason: str = "",
) -> ChangeNotice:
    languages = [str(value) for value in Language.values]
    return ChangeNotice(
        name=text()[0] % {"fair": fair.name},
        texts={language: _text(language, text) for language in languages},
        shared={
            language: shared_facts(fair, language) | {"reason": reason} for language in languages
        },
        files=calendar_file(fair, method, now),
        not_after=until,
        leave_out=told,
        void_reason=reason or _("Place or time of the fair have changed."),
    )


def _text(language: str, text: Callable[[], Written]) -> tuple[str, str]:
    """Subject and text with placeholders, filled for each recipient."""
    with translation.override(language):
        subject, lines = text()
        parts = [
            _("Dear %(name)s,") % {"name": "{name}"},
            *filter(None, lines),
            _("Kind regards,") + "\n" + (settings.ORGANISING_OFFICE or "Hội Chợ"),
        ]
        return subject % {"fair": "{event}"}, "\n\n".join(parts)
