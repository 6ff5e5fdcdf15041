"""What was printed about a seminar that moved or was called off no longer holds."""

from datetime import datetime

from accounts.models import User
from fairs.models import Invitation, Seminar
from notifications.models import Document
from notifications.rules import DocumentState
from notifications.services import void_documents

LETTER = "fairs.invitation"


def void_seminar_papers(
    *, seminar: Seminar, reason: str, actor: User | None, now: datetime
) -> None:
    """Void the seminar's papers and the invitation letters of its guests."""
    void_documents(
        subject_type="fairs.seminar",
        subject_id=str(seminar.pk),
        reason=reason,
        actor=actor,
        now=now,
    )
    guests = Invitation.objects.filter(seminar=seminar).values_list("pk", flat=True)
    letters = Document.objects.filter(
        kind=LETTER,
        subject_type=LETTER,
        subject_id__in=[str(pk) for pk in guests],
        state=DocumentState.VALID,
    )
    for guest in letters.order_by("id").values_list("subject_id", flat=True):
        void_documents(subject_type=LETTER, subject_id=guest, reason=reason, actor=actor, now=now)
