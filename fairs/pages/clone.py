"""A new fair after the model of another."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.forms import add_domain_error
from fairs.access import get_fair_to_edit
from fairs.pages.fair_forms import CloneForm
from fairs.pages.fairs import crumbs
from fairs.services.clone import clone_fair


@login_required
def fair_clone(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_fair_to_edit(request.user, pk)
    form = CloneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            report = clone_fair(
                source=found, actor=request.user, now=timezone.now(), **form.cleaned_data
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            return render(
                request,
                "fairs/clone_report.html",
                {
                    "title": _("The new fair was made"),
                    "breadcrumb": crumbs(report.fair),
                    "report": report,
                    "source": found,
                },
            )
    context: dict[str, Any] = {
        "title": _("New fair after this model"),
        "form": form,
        "breadcrumb": crumbs(found),
        "intro": _(
            "Halls, zones, booths, rules and quotas are taken over; applications, plans, letters "
            "and codes are not."
        ),
        "submit": _("Make the new fair"),
        "cancel": reverse("fairs:manage", args=[pk]),
    }
    return render(request, "fairs/form.html", context)
