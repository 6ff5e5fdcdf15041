"""An organiser begins an application for a producer who agreed to it."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import DomainError
from common.forms import DateField, TextField, add_domain_error
from exhibitors.models import Producer
from fairs.access import get_fair_to_edit
from fairs.models import Fair
from fairs.pages.fairs import crumbs
from fairs.queries.applications import producers_without_application
from fairs.rules.states import ConsentWay
from fairs.services.on_behalf import Consent, start_on_behalf


class OnBehalfForm(forms.Form):
    producer = forms.ModelChoiceField(
        Producer.objects.none(),
        label=gettext_lazy("Producer"),
        empty_label=gettext_lazy("Choose"),
        help_text=gettext_lazy("Producers who have no application for this fair yet."),
    )
    given_by = TextField(
        label=gettext_lazy("Who agreed"),
        max_length=150,
        help_text=gettext_lazy("The person who speaks for the producer."),
    )
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=ConsentWay.choices)
    given_on = DateField(label=gettext_lazy("On which day"))

    def __init__(self, *args: Any, fair: Fair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["producer"].queryset = producers_without_application(fair)  # type: ignore[attr-defined]


@login_required
def apply_for(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the consent, then fill in the application like the producer would."""
    fair = get_fair_to_edit(request.user, pk)
    form = OnBehalfForm(request.POST or None, fair=fair, initial={"given_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        producer = form.cleaned_data.pop("producer")
        try:
            start_on_behalf(
                fair=fair,
                producer=producer,
                consent=Consent(**form.cleaned_data),
                actor=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            add_domain_error(form, error)
        else:
            return redirect(f"{reverse('fairs:apply', args=[pk])}?producer={producer.pk}")
    context = {
        "title": _("Apply for a producer"),
        "form": form,
        "breadcrumb": crumbs(fair),
        "intro": _(
            "For producers who cannot apply themselves. Their consent is kept with the application."
        ),
        "submit": _("Go on to the application"),
        "cancel": reverse("fairs:manage", args=[pk]),
    }
    return render(request, "fairs/form.html", context)
