"""Who comes to a seminar."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.permissions import organiser_required
from common.errors import DomainError
from common.pages import Column, back_to_list
from exhibitors.access import acting
from fairs.access.seminars import get_registration_to_manage
from fairs.pages.chips import registration_chip
from fairs.pages.fairs import NameFilter
from fairs.pages.seminars import GuestList
from fairs.queries.seminars import registrations_of
from fairs.rules.states import RegistrationState
from fairs.services.seminar_registrations import cancel_registration


class RegistrationFilter(django_filters.FilterSet):
    name = NameFilter(lookup_expr="icontains", label=_("Full name"))
    state = django_filters.ChoiceFilter(
        choices=RegistrationState.choices, label=_("State"), empty_label=_("All")
    )


class RegistrationList(GuestList):
    """The registrations of one seminar; an organiser takes one off the list."""

    title = _("Registrations")
    row_actions = "fairs/seminars/registration_actions.html"
    empty = _("Nobody has registered yet.")
    filename = "registrations"
    filterset_class = RegistrationFilter
    columns = [
        Column(_("Full name"), "name", heading=True),
        Column(_("Organisation"), "organisation"),
        Column(_("E-mail"), "email"),
        Column(_("Phone"), "phone"),
        Column(_("Number of people"), "party_size", "number"),
        Column(_("State"), registration_chip, "chip"),
    ]

    def queryset(self) -> QuerySet[Any]:
        return registrations_of(self.seminar)


@require_POST
@organiser_required
def registration_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a registration off the list; the seat goes to the waiting list."""
    registration = get_registration_to_manage(request.user, pk)
    try:
        cancel_registration(
            registration=registration, actor=acting(request.user), now=timezone.now()
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The registration was cancelled."))
    address = reverse("fairs:seminar_registrations", args=[registration.seminar_id])
    return back_to_list(request, address)
