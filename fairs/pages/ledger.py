"""The fairness ledger of a fair: what it gives its applicants at later fairs, and why."""

from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import is_office, is_organiser
from common.errors import DomainError
from common.forms import IntegerField, TextField, add_domain_error
from common.pages import Action, Column, ListPage, back_to_list
from common.text import fold
from fairs.access.plans import get_fair_to_allocate
from fairs.models import Application, Fair, FairnessEntry
from fairs.pages.fairs import NameFilter, crumbs
from fairs.queries.fairness import basis_sentence, ledger_of, signed
from fairs.rules.states import LedgerKind
from fairs.services.fairness import correct_credit


class CorrectionForm(forms.Form):
    application = forms.ModelChoiceField(
        Application.objects.none(), label=gettext_lazy("Applicant")
    )
    points = IntegerField(
        label=gettext_lazy("Points"),
        min_value=-100,
        max_value=100,
        help_text=gettext_lazy("Below 0 takes credit away."),
    )
    reason = TextField(label=gettext_lazy("Reason"), max_length=300)

    def __init__(self, fair: Fair, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["application"]
        field.queryset = (
            Application.objects.filter(fair=fair)
            .select_related("producer")
            .order_by("producer__sort_key", "id")
        )
        field.label_from_instance = lambda a: f"{a.producer.name} ({a.code})"


class LedgerFilter(django_filters.FilterSet):
    producer = NameFilter(method="by_producer", label=gettext_lazy("Producer"))
    kind = django_filters.ChoiceFilter(choices=LedgerKind.choices, label=gettext_lazy("What for"))

    class Meta:
        model = FairnessEntry
        fields: list[str] = []

    def by_producer(
        self, queryset: QuerySet[FairnessEntry], _name: str, value: str
    ) -> QuerySet[FairnessEntry]:
        return queryset.filter(producer__search__contains=fold(value))


class LedgerList(ListPage):
    """Entries of one fair; an organiser adds corrections, nothing is ever changed."""

    template_name = "fairs/ledger.html"
    title = gettext_lazy("Fairness ledger")
    intro = gettext_lazy(
        "Who got no place or a poor one has credit at later fairs, and newcomers at their first. "
        "Entries are written when the fair is over and never changed."
    )
    empty = gettext_lazy("This fair has given no credit yet.")
    filename = "fairness"
    filterset_class = LedgerFilter
    columns = [
        Column(gettext_lazy("Producer"), "producer.name", heading=True),
        Column(gettext_lazy("What for"), "get_kind_display"),
        Column(gettext_lazy("Points"), lambda e: signed(e.points)),
        Column(gettext_lazy("Basis"), basis_sentence),
        Column(
            gettext_lazy("Written by"), lambda e: e.created_by and str(e.created_by), phone=False
        ),
        Column(gettext_lazy("When"), "created_at", kind="moment", phone=False),
    ]
    refused: CorrectionForm | None = None

    def allowed(self) -> bool:
        if not is_office(self.request.user):
            return False
        self.fair = get_fair_to_allocate(self.request.user, self.kwargs["pk"])
        return True

    def queryset(self) -> QuerySet[FairnessEntry]:
        return ledger_of(self.fair)

    def empty_action(self) -> Action:
        return Action(_("Manage"), reverse("fairs:manage", args=[self.fair.pk]))

    def extra(self) -> dict[str, Any]:
        form = self.refused or CorrectionForm(self.fair)
        organiser = is_organiser(self.request.user)
        return {"breadcrumb": crumbs(self.fair), "form": form if organiser else None}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (self.allowed() and is_organiser(request.user)):
            raise PermissionDenied
        form = CorrectionForm(self.fair, request.POST)
        if form.is_valid():
            try:
                correct_credit(actor=request.user, **form.cleaned_data)
            except DomainError as error:
                add_domain_error(form, error)
            else:
                messages.success(request, _("The correction stands in the ledger."))
                return back_to_list(request, reverse("fairs:ledger", args=[self.fair.pk]))
        self.refused = form
        return self.get(request, *args, **kwargs)
