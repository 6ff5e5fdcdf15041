"""A month's way: handed in by the point, asked back or approved by the office, reopened by day."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.services import record_activity
from common import formats
from common.errors import DomainError, IllegalTransition, InvalidInput, StaleVersion
from venues.models import Amendment, MonthReview, ShowcasePoint
from venues.queries import reviews as read
from venues.queries.managers import people_of
from venues.rules import (
    REVIEW_CHANGES,
    AmendmentState,
    ReviewState,
    month_end,
    month_of,
    today_at,
)
from venues.services import monthly
from venues.services.point_lock import lock_point
from venues.services.point_mail import mail_person


def _change(
    point_id: int, month: date, to: str, actor: User | None, **values: Any
) -> tuple[ShowcasePoint, MonthReview]:
    """Lock the point, then its month; refuse loudly, stamp, log."""
    point = lock_point(point_id)
    review = MonthReview.objects.select_for_update().filter(point_id=point_id, month=month).first()
    before = review.state if review else ""
    if to not in REVIEW_CHANGES[before]:
        source = ReviewState(before).label if before else _("Not handed in")
        raise IllegalTransition(source=source, target=ReviewState(to).label)
    review = review or MonthReview(point=point, month=month)
    review.state = to
    for name, value in values.items():
        setattr(review, name, value)
    review.save()
    record_activity(
        actor=actor,
        verb=f"month.{to.lower()}",
        obj=point,
        before={"state": before},
        after={"state": to, "month": month},
    )
    return point, review


@transaction.atomic
def hand_in_month(
    *, point: ShowcasePoint, month: date, actor: User, now: datetime, answer: str = ""
) -> MonthReview:
    """The point says that the month's figures are complete; an answer goes with a question.

    Raises InvalidInput before the month is over or while a question is not answered, and
    IllegalTransition.
    """
    if today_at(now) < month_end(month):
        raise InvalidInput(fields={"": [_("The month is not over yet.")]})
    asked = MonthReview.objects.filter(point=point, month=month, state=ReviewState.QUERIED)
    if asked.exists() and not answer.strip():
        raise InvalidInput(fields={"answer": [_("Answer the question of the office.")]})
    _point, review = _change(
        point.pk,
        month,
        ReviewState.HANDED_IN,
        actor,
        handed_in_by=actor,
        handed_in_at=now,
        answer=answer.strip()[:500],
    )
    return review


@transaction.atomic
def query_month(
    *, point: ShowcasePoint, month: date, question: str, actor: User, now: datetime
) -> MonthReview:
    """Give a month back with a question, which also goes to the point's managers by mail."""
    text = question.strip()[:500]
    if not text:
        raise InvalidInput(fields={"question": [_("Write what you want to know.")]})
    locked, review = _change(
        point.pk,
        month,
        ReviewState.QUERIED,
        actor,
        question=text,
        answer="",
        decided_by=actor,
        decided_at=now,
    )
    for person in people_of(locked, today_at(now)):
        with override(person.language):
            name = formats.month(month)
            mail_person(
                key=f"venues.question:{locked.pk}:{month:%Y-%m}:{now:%Y%m%d%H%M%S%f}",
                person=person,
                subject=_("A question about %(point)s, %(month)s")
                % {"point": locked.name, "month": name},
                paragraphs=[_("The office has a question about the figures of this month:"), text],
                path=reverse("venues:month", args=[locked.pk, f"{month:%Y-%m}"]),
                now=now,
            )
    return review


@transaction.atomic
def approve_month(
    *, point: ShowcasePoint, month: date, actor: User, now: datetime, rev: int | None = None
) -> MonthReview:
    """Approve a handed-in month and lock its figures; reports already issued are issued anew.

    `rev` is the revision of the figures that were looked at. Raises StaleVersion when something
    was posted since, and DomainError (409, `not_approvable`) with what stands against it: held
    reports, lines below zero, an earlier month not approved.
    """
    if rev is not None and lock_point(point.pk).rev != rev:
        raise StaleVersion
    lock_point(point.pk)
    if problems := read.against_approval(point.pk, month):
        raise DomainError(
            " ".join(str(problem) for problem in problems), code="not_approvable", status=409
        )
    locked, review = _change(
        point.pk, month, ReviewState.APPROVED, actor, decided_by=actor, decided_at=now
    )
    end = month_end(month)
    if locked.locked_until is None or locked.locked_until < end:
        ShowcasePoint.objects.filter(pk=locked.pk).update(
            locked_until=end, version=locked.version + 1
        )
    Amendment.objects.filter(
        point=locked, day__range=(month, end), state=AmendmentState.GRANTED
    ).update(state=AmendmentState.DONE)
    monthly.renew_point_reports(point=locked, month=month, actor=actor)
    return review


@transaction.atomic
def ask_amendment(
    *, point: ShowcasePoint, client_uuid: UUID, day: date, reason: str, actor: User, now: datetime
) -> tuple[Amendment, bool]:
    """Ask the office to reopen a settled day; the same id again is the request made before.

    Returns (request, whether it is new). Raises InvalidInput for a day that is not settled.
    """
    locked = lock_point(point.pk)
    if found := Amendment.objects.filter(client_uuid=client_uuid).first():
        if found.point_id != point.pk or found.asked_by_id != actor.pk:
            raise InvalidInput(fields={"client_uuid": [_("This number was used already.")]})
        return found, False
    if not reason.strip():
        raise InvalidInput(fields={"reason": [_("Say what must be corrected.")]})
    if locked.locked_until is None or day > locked.locked_until:
        raise InvalidInput(fields={"day": [_("This day is not settled; correct it directly.")]})
    made = Amendment.objects.create(
        client_uuid=client_uuid,
        point=locked,
        day=day,
        reason=reason.strip()[:300],
        asked_by=actor,
        asked_at=now,
    )
    record_activity(
        actor=actor, verb="amendment.asked", obj=locked, reason=made.reason, after={"day": day}
    )
    return made, True


@transaction.atomic
def decide_amendment(*, amendment: Amendment, grant: bool, actor: User, now: datetime) -> Amendment:
    """Reopen the day (and its approved month), or refuse; the person who asked gets a mail.

    Raises IllegalTransition when somebody decided before.
    """
    point = lock_point(amendment.point_id)
    found = Amendment.objects.select_for_update().get(pk=amendment.pk)
    to = AmendmentState.GRANTED if grant else AmendmentState.REFUSED
    if found.state != AmendmentState.ASKED:
        raise IllegalTransition(source=found.get_state_display(), target=to.label)
    found.state, found.decided_by, found.decided_at = to, actor, now
    found.save(update_fields=["state", "decided_by", "decided_at"])
    month = month_of(found.day)
    approved = MonthReview.objects.filter(point=point, month=month, state=ReviewState.APPROVED)
    if grant and approved.exists():
        _change(point.pk, month, ReviewState.REOPENED, actor)
    record_activity(
        actor=actor, verb=f"amendment.{to.lower()}", obj=point, after={"day": found.day}
    )
    if found.asked_by:
        with override(found.asked_by.language):
            text = (
                _("The day is open again for you to correct it.")
                if grant
                else _("The office did not reopen the day.")
            )
            mail_person(
                key=f"venues.amendment:{found.pk}",
                person=found.asked_by,
                subject=_("Your request about %(point)s, %(day)s")
                % {"point": point.name, "day": formats.day(found.day)},
                paragraphs=[text, found.reason],
                path=reverse("venues:day", args=[point.pk, found.day.isoformat()]),
                now=now,
            )
    return found
