"""Who comes to a seminar."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.permissions import organiser_required
from common.errors import DomainError
from exhibitors.access import acting
from fairs.access.seminars import get_registration_to_manage
from fairs.services.seminar_registrations import cancel_registration


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
    return redirect("fairs:seminar_manage", pk=registration.seminar_id)
