"""Choosing the recipients of a campaign among the producers of the programme."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import organiser_required
from common.errors import DomainError
from common.forms import say_domain_error
from exhibitors.access import acting
from exhibitors.models import Commune
from exhibitors.rules import ProductGroup
from fairs.access import get_fair_to_edit
from fairs.models import Fair
from fairs.queries.audience import Audience, audience
from fairs.services.campaigns import add_audience, start_fair_campaign
from notifications.access import get_campaign_to_steer
from notifications.kinds import campaign_ways
from notifications.models import Campaign

SHOWN = 500


@campaign_ways("fairs.audience")
def ways(campaign: Campaign) -> list[tuple[str, str]]:
    """The registry of producers as a source of recipients."""
    label = _("Producers of the programme")
    return [(label, reverse("fairs:audience", args=[campaign.pk]))]


class AudienceForm(forms.Form):
    """Filters; an empty one asks nothing."""

    exhibited_at = forms.ModelChoiceField(
        Fair.objects.none(),
        label=gettext_lazy("Exhibited at"),
        required=False,
        empty_label=gettext_lazy("Any fair or none"),
    )
    not_applied_to = forms.ModelChoiceField(
        Fair.objects.none(),
        label=gettext_lazy("Has not applied to"),
        required=False,
        empty_label="–",
    )
    group = forms.TypedChoiceField(
        label=gettext_lazy("Product group"),
        choices=[("", gettext_lazy("All")), *ProductGroup.choices],
        required=False,
        coerce=int,
        empty_value=None,
    )
    stars = forms.TypedChoiceField(
        label=gettext_lazy("Stars, at least"),
        choices=[("", gettext_lazy("All")), (3, "3"), (4, "4"), (5, "5")],
        required=False,
        coerce=int,
        empty_value=None,
    )
    commune = forms.ModelChoiceField(
        Commune.objects.none(),
        label=gettext_lazy("Commune"),
        required=False,
        empty_label=gettext_lazy("All"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fairs = Fair.objects.only("id", "name_vi", "name_en", "name_fr").order_by("-opens_on")
        self.fields["exhibited_at"].queryset = fairs  # type: ignore[attr-defined]
        self.fields["not_applied_to"].queryset = fairs  # type: ignore[attr-defined]
        self.fields["commune"].queryset = Commune.objects.order_by("sort_key")  # type: ignore[attr-defined]

    def wanted(self, chosen: list[int] | None) -> Audience:
        values = self.cleaned_data
        ids = {
            name: values[name].pk if values[name] else None
            for name in ("exhibited_at", "not_applied_to", "commune")
        }
        return Audience(group=values["group"], stars=values["stars"], chosen=chosen, **ids)


@organiser_required
@require_http_methods(["GET", "HEAD", "POST"])
def audience_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Filter, look, untick, add: all that match, or those picked by hand."""
    campaign = get_campaign_to_steer(request.user, pk)
    form = AudienceForm(request.POST if request.method == "POST" else request.GET)
    today = timezone.localdate()
    if not form.is_valid():
        form = AudienceForm({})
        form.is_valid()
    if request.method == "POST":
        by_hand = "chosen" in request.POST.get("which", "")
        chosen = [int(v) for v in request.POST.getlist("producer") if v.isascii() and v.isdigit()]
        try:
            added = add_audience(
                campaign=campaign,
                wanted=form.wanted(chosen[: SHOWN * 2] if by_hand else None),
                day=today,
                actor=acting(request.user),
            )
        except DomainError as error:
            say_domain_error(request, error)
        else:
            messages.success(
                request,
                _("Added: %(added)d. On the list before: %(known)d.")
                % {"added": added.added, "known": added.known},
            )
            return redirect("notifications:campaign", pk=pk)
    found = audience(form.wanted(None), today)
    context = {
        "title": _("Producers of the programme"),
        "breadcrumb": [
            (_("Campaigns"), reverse("notifications:campaigns")),
            (campaign.name, reverse("notifications:campaign", args=[pk])),
        ],
        "form": form,
        "count": found.count(),
        "producers": found[:SHOWN],
        "filters": {k: v for k, v in form.data.items() if k in form.fields},
        "cancel": reverse("notifications:campaign", args=[pk]),
    }
    return render(request, "fairs/audience.html", context)


@organiser_required
@require_POST
def fair_campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a campaign inviting to a fair; its text is edited next."""
    fair = get_fair_to_edit(request.user, pk)
    try:
        made = start_fair_campaign(fair=fair, actor=acting(request.user), now=timezone.now())
    except DomainError as error:
        say_domain_error(request, error)
        return redirect("fairs:manage", pk=pk)
    messages.success(request, _("A draft was made. Check its text, then choose recipients."))
    return redirect("notifications:campaign", pk=made.pk)
