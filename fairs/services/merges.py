"""What becomes of applications when two records of one producer are merged."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError
from exhibitors.models import Producer
from fairs.models import Application
from fairs.rules.states import ACTIVE_APPLICATIONS, ApplicationState, FairState


class BothApplied(DomainError):
    """Both producers hold an active application at a fair that is not over."""

    code = "both_applied"


def move_applications(duplicate: Producer, target: Producer, now: datetime) -> dict[str, Any]:
    """Hand the duplicate's applications to the target; a guard of exhibitors.registry.

    Where the target has one at the same fair, a rejected one and those of fairs that are over
    stay with the closed record as history. Returns the codes moved, for the audit trail. Raises
    BothApplied naming the two applications when one of the duplicate's is still under way.
    """
    theirs = {
        application.fair_id: application
        for application in Application.objects.filter(
            producer=target, state__in=ACTIVE_APPLICATIONS
        )
    }
    own = (
        Application.objects.select_for_update(of=("self",))
        .filter(producer=duplicate)
        .select_related("fair")
        .order_by("pk")
    )
    moved = []
    for application in own:
        other = theirs.get(application.fair_id)
        if other is None or application.state not in ACTIVE_APPLICATIONS:
            moved.append(application)
        elif _under_way(application, now):
            raise _refusal(application, other)
    Application.objects.filter(pk__in=[a.pk for a in moved]).update(producer=target)
    return {"applications": [application.code for application in moved]}


def _under_way(application: Application, now: datetime) -> bool:
    fair = application.fair
    over = fair.state == FairState.CLOSED or fair.closes_on < timezone.localdate(now)
    return not over and application.state != ApplicationState.REJECTED


def _refusal(application: Application, other: Application) -> BothApplied:
    text = _(
        "Both producers have an application at “%(fair)s”: %(one)s and %(two)s. "
        "Withdraw one of the two, then merge."
    )
    sentence = text % {"fair": application.fair, "one": application.code, "two": other.code}
    return BothApplied(sentence, fields={"target": [sentence]})
