"""A point passes from one manager to another."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_organiser
from accounts.permissions import organiser_required
from common.errors import DomainError
from common.forms import say_domain_error
from venues.access import (
    get_handover_to_cancel,
    get_handover_to_view,
    get_staff_to_edit,
    point_abilities,
)
from venues.pages.edit import form_page
from venues.pages.point_forms import HandoverForm
from venues.pages.points import point_crumbs
from venues.rules import HandoverState
from venues.services import handovers


@organiser_required
def handover_start(request: HttpRequest, pk: int, staff_pk: int) -> HttpResponse:
    staff = get_staff_to_edit(request.user, pk, staff_pk)
    return form_page(
        request,
        form_class=HandoverForm,
        title=gettext("Hand the point over"),
        note=_("The shelf is counted together; then both sign on their own page."),
        back=reverse("venues:point", args=[pk]),
        breadcrumb=point_crumbs(staff.point),
        done=_("The handover was prepared."),
        initial={"last_day": timezone.localdate(), "language": "vi"},
        save=lambda form: handovers.start_handover(
            staff=staff, actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        go_to=lambda made: reverse("venues:handover", args=[made.pk]),
    )


@login_required
def handover_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who hands over to whom, on which count, and who has signed."""
    handover = get_handover_to_view(request.user, pk)
    signed = {
        handover.outgoing.user_id: handover.outgoing_signed_at,
        handover.incoming_id: handover.incoming_signed_at,
    }
    able = point_abilities(request.user, handover.point)
    is_open = handover.state == HandoverState.OPEN
    mine = request.user.pk in signed and not signed[request.user.pk]
    context = {
        "title": gettext("Handover"),
        "handover": handover,
        "can_sign": is_open and mine,
        "can_count": is_open and able["report"],
        "can_cancel": is_open and is_organiser(request.user),
        "sees_point": able["report"] or able["edit"],
        "breadcrumb": point_crumbs(handover.point) if able["report"] else None,
    }
    return render(request, "venues/handover.html", context)


@login_required
@require_POST
def handover_sign(request: HttpRequest, pk: int) -> HttpResponse:
    handover = get_handover_to_view(request.user, pk)
    try:
        done = handovers.sign_handover(handover=handover, actor=request.user, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        say_domain_error(request, error)
    else:
        text = (
            gettext("Both have signed. The point is handed over.")
            if done.state == HandoverState.DONE
            else gettext("You have signed. The other signature is still to come.")
        )
        messages.success(request, text)
    return redirect("venues:handover", pk)


@login_required
@require_POST
def handover_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    handover = get_handover_to_cancel(request.user, pk)
    try:
        handovers.cancel_handover(handover=handover, actor=request.user)
    except DomainError as error:
        say_domain_error(request, error)
    else:
        messages.success(request, gettext("The handover was cancelled."))
    return redirect("venues:handover", pk)
