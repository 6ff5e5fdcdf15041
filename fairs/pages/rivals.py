"""Applicants who must not stand side by side."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import is_organiser
from accounts.permissions import office_required
from common.errors import DomainError
from common.forms import add_domain_error
from fairs.access.plans import get_fair_to_allocate, get_rivals_to_edit
from fairs.pages.plan_board import crumbs
from fairs.pages.plan_forms import RivalsForm
from fairs.queries.instances import allocatable
from fairs.queries.plans import rivals_of
from fairs.services.locks import declare_rivals, forget_rivals


@office_required
def rivals(request: HttpRequest, pk: int) -> HttpResponse:
    """Applicants who must not stand side by side."""
    fair = get_fair_to_allocate(request.user, pk)
    if request.method == "POST":
        if not is_organiser(request.user):
            raise PermissionDenied
        if "remove" in request.POST:
            value = request.POST["remove"]
            found = get_rivals_to_edit(request.user, pk, int(value) if value.isdigit() else 0)
            forget_rivals(pair=found, actor=request.user)
            return redirect("fairs:rivals", pk=pk)
    choices = allocatable(fair).select_related("producer").order_by("producer__sort_key")
    form = RivalsForm(choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            declare_rivals(fair=fair, actor=request.user, **form.cleaned_data)
            return redirect("fairs:rivals", pk=pk)
        except DomainError as error:
            add_domain_error(form, error)
    context = {
        "title": _("Rivals"),
        "breadcrumb": crumbs(fair),
        "fair": fair,
        "pairs": rivals_of(fair),
        "form": form if is_organiser(request.user) else None,
    }
    return render(request, "fairs/rivals.html", context)
