"""Held reports: figures that differ from those already posted, until somebody chooses."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from venues.models import Submission
from venues.rules import SubmissionState
from venues.services.submissions import Envelope, ReportRefused


def held_answer(envelope: Envelope, differences: list[dict[str, Any]], rev: int) -> dict[str, Any]:
    """The answer to figures that differ from those already reported."""
    return {
        "type": "/problems/stale/",
        "title": str(
            _("Other figures were already reported for this day. Both are kept; choose one.")
        ),
        "status": 409,
        "code": "stale",
        "submission": str(envelope.client_uuid),
        "point": envelope.point_id,
        "day": envelope.day.isoformat(),
        "base_rev": envelope.base_rev,
        "rev": rev,
        "differences": differences,
    }


def check_held(submission: Submission) -> None:
    """Lock a report somebody decides about. Raises ReportRefused when it is no longer held."""
    current = Submission.objects.select_for_update().get(pk=submission.pk)
    if current.state != SubmissionState.HELD:
        raise ReportRefused(
            _("Somebody already decided between these figures."), status=409, code="already_decided"
        )


def set_aside(*, submission: Submission, actor: User) -> None:
    """Keep the figures already posted; the held report stays readable."""
    with transaction.atomic():
        check_held(submission)
        Submission.objects.filter(pk=submission.pk).update(state=SubmissionState.SET_ASIDE)
        record_activity(
            actor=actor,
            verb="report.set_aside",
            obj=submission.point,
            after={"submission": str(submission.pk), "day": submission.business_day},
        )
