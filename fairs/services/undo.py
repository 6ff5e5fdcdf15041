"""The latest edit of a plan taken back."""

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError
from fairs.models import AllocationPlan, PlanEdit
from fairs.queries.plans import last_edit
from fairs.services.assignments import place
from fairs.services.plans import check_editable, load_input, lock_plan, occupancy_of, touch


class NothingToUndo(DomainError):
    """The plan was not edited, or was changed in a way that cannot be taken back."""

    code = "nothing_to_undo"
    message = _("There is no edit left that could be taken back.")


@transaction.atomic
def undo_edit(*, plan: AllocationPlan, version: int, actor: User | None) -> AllocationPlan:
    """Give the applicants of the latest edit what they held before it; then the one before.

    Raises NothingToUndo after a change that is no edit (an update to today's data, a withdrawal),
    PlaceRefused when a rule of today forbids an earlier place, PlanChanged, PlanBusy or
    PlanClosed.
    """
    _fair, plan = lock_plan(plan)
    check_editable(plan, version)
    edit = last_edit(plan)
    if edit is None:
        raise NothingToUndo
    data = load_input(plan.fair)
    plan.assignments.filter(application__code__in=list(edit.before)).delete()
    occupancy = occupancy_of(plan, data)
    for code, held in edit.before.items():
        if held is None or code not in data.applications:
            continue
        numbers = tuple(held["booths"])
        place(plan, occupancy, code, numbers, held["note"], source=held["source"])
        occupancy = occupancy.with_place(code, numbers)
    touch(plan, data)
    PlanEdit.objects.filter(pk=edit.pk).update(undone=True)
    earlier = PlanEdit.objects.filter(plan=plan, version=edit.came_from, undone=False)
    earlier.update(version=plan.version)
    text = gettext("The latest edit was taken back.")
    record_activity(
        actor=actor, verb="plan.undone", obj=plan, after={"text": text, "version": plan.version}
    )
    return plan
