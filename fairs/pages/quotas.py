"""How many of a group or a commune a fair accepts."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.forms import add_domain_error
from fairs.access import get_fair_to_edit
from fairs.models import Fair
from fairs.pages.fair_forms import QuotaForm
from fairs.pages.fairs import crumbs
from fairs.queries.applications import quota_label, quota_use
from fairs.queries.fairs import quotas_of
from fairs.services.fairs import set_quotas


def quota_rows(found: Fair) -> list[tuple[str, int, int]]:
    """(label, taken, limit) of each quota, private acceptances included."""
    quotas = quotas_of(found)
    if not quotas:
        return []
    use = quota_use(found, private=True)
    return [(quota_label(q), use[q.pk], q.limit) for q in quotas]


@login_required
def quotas(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_fair_to_edit(request.user, pk)
    initial: dict[str, Any] = {}
    number = 0
    for quota in quotas_of(found):
        if quota.group:
            initial[f"group_{quota.group}"] = quota.limit
        else:
            number += 1
            initial[f"commune_{number}"], initial[f"limit_{number}"] = quota.commune, quota.limit
    form = QuotaForm(request.POST or None, initial=initial, communes=number)
    if request.method == "POST" and form.is_valid():
        try:
            set_quotas(
                fair=found, groups=form.groups(), communes=form.communes(), actor=request.user
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, _("The quotas were saved."))
            return redirect("fairs:manage", pk=pk)
    context = {
        "title": _("Quotas"),
        "form": form,
        "breadcrumb": crumbs(found),
        "intro": _(
            "At most so many applicants are accepted from a product group or a commune. Leave a "
            "field empty for no limit."
        ),
        "submit": _("Save"),
        "cancel": reverse("fairs:manage", args=[pk]),
    }
    return render(request, "fairs/form.html", context)
