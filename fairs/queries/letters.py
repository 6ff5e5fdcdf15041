"""How far the letters of a plan are: rendered, queued, sent."""

from dataclasses import dataclass

from django.db.models import Count

from fairs.models import AllocationPlan, Assignment
from fairs.queries.places import LETTER, SUBJECT
from fairs.queries.plans import PLAN_TYPE
from notifications.models import Document, Message
from notifications.rules import UNSENT, DocumentState, MessageState


@dataclass(frozen=True)
class LetterCounts:
    """Letters of a plan. `mails` counts the messages of its publications by state."""

    exhibitors: int
    rendered: int
    mails: dict[str, int]

    @property
    def sent(self) -> int:
        return self.mails.get(MessageState.SENT, 0)

    @property
    def waiting(self) -> int:
        return sum(self.mails.get(state, 0) for state in (*UNSENT, MessageState.SENDING))

    @property
    def troubled(self) -> int:
        return sum(self.mails.get(s, 0) for s in ("FAILED", "DEAD", "UNCERTAIN", "BOUNCED"))


def letter_counts(plan: AllocationPlan) -> LetterCounts:
    """Three counting queries, whatever the size of the fair."""
    ids = Assignment.objects.filter(plan=plan).values_list("application_id", flat=True)
    subjects = [str(pk) for pk in ids]
    mails = (
        Message.objects.filter(campaign__subject_type=PLAN_TYPE, campaign__subject_id=str(plan.pk))
        .order_by()
        .values("state")
        .annotate(total=Count("id"))
    )
    return LetterCounts(
        exhibitors=len(subjects),
        rendered=Document.objects.filter(
            kind=LETTER,
            subject_type=SUBJECT,
            subject_id__in=subjects,
            state=DocumentState.VALID,
        ).count(),
        mails={row["state"]: row["total"] for row in mails},
    )
