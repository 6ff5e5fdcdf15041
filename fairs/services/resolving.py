"""A new plan from the published one, after withdrawals, late admissions and blocked booths."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.errors import DomainError
from fairs.models import AllocationPlan, Fair
from fairs.queries.instances import published_plan
from fairs.services.plans import create_plan, lock_fair
from fairs.services.solving import request_solve
from notifications.models import Job


class NothingPublished(DomainError):
    """There is no published plan to start from."""

    code = "nothing_published"
    message = gettext_lazy("No plan of this fair is published yet. Compute a first one instead.")


@transaction.atomic
def resolve_published(
    *,
    fair: Fair,
    actor: User | None,
    seed: int = 1,
    seconds: int = 20,
    fill_holes: bool = False,
) -> tuple[AllocationPlan, Job]:
    """A copy of the published plan, computed anew in the background.

    Announced places are held by the move penalty; with `fill_holes` none of them moves. The
    published plan holds until the new one is published. Raises NothingPublished, PlanClosed,
    FloorPlanInvalid or InvalidInput.
    """
    fair = lock_fair(fair)
    source = published_plan(fair)
    if source is None:
        raise NothingPublished
    wording = _("Holes filled in plan %(number)s") if fill_holes else _("Plan %(number)s anew")
    name = wording % {"number": source.number}
    plan = create_plan(fair=fair, actor=actor, name=name, copy_of=source)
    return request_solve(
        plan=plan,
        version=plan.version,
        actor=actor,
        seed=seed,
        seconds=seconds,
        fill_holes=fill_holes,
    )
