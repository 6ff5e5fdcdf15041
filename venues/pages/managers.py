"""Who manages a point: the list, somebody new, and somebody's last day."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import organiser_required
from common.pages import Action, Column
from venues.access import get_point_to_edit, get_staff_to_edit, point_abilities
from venues.filters.points import ManagerFilter
from venues.models import PointStaff
from venues.pages.point_forms import EndForm, ManagerForm
from venues.pages.points import point_form
from venues.pages.stock import OfPoint
from venues.services import managers


def last_day(staff: PointStaff) -> date | None:
    """The last day of a tenure, or none while it goes on."""
    return staff.days.upper - timedelta(days=1) if staff.days.upper else None


class Managers(OfPoint):
    title = _("Managers")
    filename = "managers"
    filterset_class = ManagerFilter
    empty = _("Nobody manages this point yet.")

    def assigns(self) -> bool:
        return point_abilities(self.request.user, self.point)["assign"]

    def get_columns(self) -> list[Column]:
        columns = [
            Column(_("Person"), lambda staff: str(staff.user), heading=True),
            Column(_("Manager since"), "days.lower", "day"),
            Column(_("Last day"), last_day, "day"),
        ]
        if self.assigns():
            columns.insert(1, Column(_("E-mail"), "user.email"))
        if self.assigns() and self.request.GET.get("export") != "xlsx":
            columns.append(Column(_("Edit"), self._ending, phone=False, link=self._end))
        return columns

    def _ending(self, staff: PointStaff) -> object:
        return None if staff.days.upper else _("End the management")

    def _end(self, staff: PointStaff) -> str | None:
        if staff.days.upper:
            return None
        return reverse("venues:manager_end", args=[self.point.pk, staff.pk])

    def queryset(self) -> QuerySet[PointStaff]:
        return self.point.staff.select_related("user").order_by("-days", "id")

    def actions(self) -> list[Action]:
        if not self.assigns():
            return []
        href = reverse("venues:manager_add", args=[self.point.pk])
        return [Action(_("Assign a manager"), href, "plus", primary=True)]


@organiser_required
def manager_add(request: HttpRequest, pk: int) -> HttpResponse:
    point = get_point_to_edit(request.user, pk)
    return point_form(
        request,
        point,
        form_class=ManagerForm,
        title=gettext("Assign a manager"),
        submit=_("Assign"),
        done=_("The manager was assigned; a new account gets a mail."),
        note=_("Several people may manage a point at the same time."),
        save=lambda form: managers.assign_manager(
            point=point, actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
    )


@organiser_required
def manager_end(request: HttpRequest, pk: int, staff_pk: int) -> HttpResponse:
    staff = get_staff_to_edit(request.user, pk, staff_pk)
    return point_form(
        request,
        staff.point,
        form_class=EndForm,
        title=gettext("End the management"),
        submit=_("End the management"),
        done=_("Saved."),
        note=str(staff.user),
        save=lambda form: managers.end_management(
            staff=staff, last=form.cleaned_data["last"], actor=request.user
        ),
    )
