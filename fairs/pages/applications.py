"""Applications on the producer's side: followed and withdrawn."""

from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import is_office
from common.errors import DomainError
from common.forms import say_domain_error
from common.pages import Column, ListPage
from exhibitors.access import producers_of
from fairs.access import (
    acts_for,
    application_abilities,
    get_application_to_view,
    get_application_to_withdraw,
    visible_applications,
)
from fairs.models import Application, Booth, BoothType, Zone
from fairs.pages.application_forms import NEEDS, WANTS
from fairs.pages.chips import application_chip
from fairs.pages.fairs import NameFilter
from fairs.queries.papers import application_documents
from fairs.queries.places import published_place
from fairs.rules.disclosure import note_for_applicant, state_for_applicant
from fairs.rules.eligibility import restore
from fairs.rules.sentences import sentence, title
from fairs.rules.states import REVIEWED_APPLICATIONS, ApplicationState
from fairs.services.withdrawal import withdraw_application

PLACED = (ApplicationState.ACCEPTED, ApplicationState.CONFIRMED)
APPLICANT_STATES = [
    (value, label)
    for value, label in ApplicationState.choices
    if value not in REVIEWED_APPLICATIONS
]


class ApplicationFilter(django_filters.FilterSet):
    code = NameFilter(lookup_expr="icontains", label=gettext_lazy("Code"))
    producer = NameFilter(
        field_name="producer__name", lookup_expr="icontains", label=gettext_lazy("Producer")
    )
    state = django_filters.ChoiceFilter(
        method="by_state",
        choices=ApplicationState.choices,
        label=gettext_lazy("State"),
        empty_label=gettext_lazy("All"),
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_office(self.request.user):
            self.filters["state"].extra["choices"] = APPLICANT_STATES

    def by_state(
        self, queryset: QuerySet[Application], _name: str, value: str
    ) -> QuerySet[Application]:
        """By the state this person sees: a result not announced counts as submitted."""
        hidden = not is_office(self.request.user) and value == ApplicationState.SUBMITTED
        return queryset.filter(state__in=[value, *(REVIEWED_APPLICATIONS if hidden else ())])


class ApplicationList(ListPage):
    """A producer's own applications, or all that were sent, for the office."""

    title = gettext_lazy("Applications")
    empty = gettext_lazy("No application yet. Open a fair to apply.")
    filename = "applications"
    filterset_class = ApplicationFilter

    def allowed(self) -> bool:
        user = self.request.user
        return is_office(user) or producers_of(user).exists()

    def queryset(self) -> QuerySet[Application]:
        return visible_applications(self.request.user)

    def get_columns(self) -> list[Column]:
        office = is_office(self.request.user)

        def chip(row: Application) -> Any:
            return application_chip(row.state if office else state_for_applicant(row.state))

        return [
            Column(
                _("Application"),
                "code",
                kind="code",
                link=lambda a: reverse("fairs:application", args=[a.pk]),
                heading=True,
            ),
            Column(_("Fair"), "fair.name"),
            Column(_("Producer"), "producer.name"),
            Column(_("State"), chip, kind="chip"),
            Column(_("Sent"), "submitted_at", kind="moment"),
            Column(_("Late"), lambda a: _("Late") if a.late else "", phone=False),
            Column(_("Booths"), "modules", kind="number", phone=False),
        ]


@login_required
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt and the state of one application; the office is led to the dossier."""
    found = get_application_to_view(request.user, pk)
    if found.state == ApplicationState.DRAFT and is_office(request.user):
        address = reverse("fairs:apply", args=[found.fair_id])
        return redirect(f"{address}?producer={found.producer_id}")
    if is_office(request.user):
        address = reverse("fairs:review", args=[found.fair_id])
        return redirect(f"{address}?application={pk}")
    context = {
        "title": _("Application %(code)s") % {"code": found.code},
        "breadcrumb": [(_("Applications"), reverse("fairs:applications"))],
        "application": found,
        "fair": found.fair,
        "chip": application_chip(state_for_applicant(found.state)),
        "note": note_for_applicant(found.state, found.review_note),
        "under_review": state_for_applicant(found.state) == ApplicationState.SUBMITTED,
        "abilities": application_abilities(request.user, found),
        "items": found.items.select_related("product", "certificate").order_by("id"),
        "place": published_place(found) if found.state in PLACED else None,
        "documents": application_documents(found),
        "wishes": wishes(found),
        "needs": labels(found.needs, NEEDS),
        "wants": labels(found.wants, WANTS + NEEDS),
        "contact": [t for t in (found.contact_name, found.contact_phone, found.contact_email) if t],
        "apply_url": (
            f"{reverse('fairs:apply', args=[found.fair_id])}?producer={found.producer_id}"
        ),
    }
    checks = [] if found.state in REVIEWED_APPLICATIONS else restore(found.checks)
    if found.state == ApplicationState.SUBMITTED:
        context["checks"] = [(c, title(c), sentence(c)) for c in checks]
    return render(request, "fairs/application.html", context)


def labels(codes: list[str], choices: list[tuple[str, Any]]) -> str:
    names = dict(choices)
    return ", ".join(str(names.get(code, code)) for code in codes)


def wishes(found: Application) -> list[tuple[str, str]]:
    """Ranked wishes in words."""
    rows = []
    for label, model, ids in (
        (_("Zones wished"), Zone, found.wished_zones),
        (_("Booths wished"), Booth, found.wished_booths),
        (_("Kind of booth wished"), BoothType, found.wished_types),
    ):
        if ids:
            names = {o.pk: str(o) for o in model._default_manager.filter(pk__in=ids)}
            rows.append((label, ", ".join(names[i] for i in ids if i in names)))
    return rows


@login_required
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_application_to_withdraw(request.user, pk)
    try:
        withdraw_application(
            application=found,
            actor=request.user,
            now=timezone.now(),
            reason=request.POST.get("reason", "")[:500],
            by_office=not acts_for(request.user, found),
        )
    except DomainError as error:
        say_domain_error(request, error)
    else:
        messages.success(request, _("The application was withdrawn."))
    return redirect("fairs:application", pk=pk)
