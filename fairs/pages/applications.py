"""Applications on the producer's side: apply in three taps, follow, withdraw."""

from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import is_office
from common.errors import DomainError
from common.forms import add_domain_error
from common.pages import Column, ListPage
from exhibitors.access import producers_of
from exhibitors.models import Producer
from fairs.access import (
    application_abilities,
    get_application_of_producer,
    get_application_to_view,
    get_fair_to_view,
    get_producer_to_apply,
    visible_applications,
)
from fairs.documents.floor_plan import floor_plan
from fairs.models import Application, Booth, BoothType, Fair, Zone
from fairs.pages.fairs import NameFilter, application_chip
from fairs.pages.forms import NEEDS, WANTS, ApplyForm
from fairs.pages.plan_board import hall_board
from fairs.queries.applications import (
    active_application,
    checks_for,
    products_of,
    verdicts,
)
from fairs.queries.layout import booths_of, types_of, zones_of
from fairs.rules.disclosure import note_for_applicant, state_for_applicant
from fairs.rules.eligibility import Check, Verdict, restore, sentence, title, verdict_sentence
from fairs.rules.phases import is_late, takes_applications
from fairs.rules.states import (
    EDITABLE_APPLICATIONS,
    REVIEWED_APPLICATIONS,
    ApplicationState,
    BoothState,
)
from fairs.services.applications import (
    NotEditable,
    NotEligible,
    save_draft,
    submit_application,
    withdraw_application,
)

WISH_SCALE = 15  # pixels for a metre: 45 for a booth of 3 m
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
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """The application form: GET shows, POST keeps the draft (`autosave`, `save`) or sends."""
    fair = get_fair_to_view(request.user, pk)
    producer = get_producer_to_apply(request.user, _number(request.GET.get("producer")), fair)
    application = active_application(fair, producer)
    if application is not None and application.state not in EDITABLE_APPLICATIONS:
        if request.method == "POST" and request.POST.get("action") != "autosave":
            messages.info(request, _("This application was already sent; here it is."))
        return redirect("fairs:application", pk=application.pk)
    judged = verdicts(fair, producer)
    form = _form(request, fair, producer, application, judged)
    failed: list[Check] = []
    if request.method == "POST":
        action = request.POST.get("action", "save")
        valid = form.is_valid()
        if action == "autosave":
            return _autosave(request, fair, producer, form)
        if valid:
            try:
                return _save_or_send(request, fair, producer, form, action)
            except NotEligible as error:
                failed = [c for c in error.checks if c.hard and not c.passed]
                form.add_error(None, str(error))
            except DomainError as error:
                add_domain_error(form, error)
        application = active_application(fair, producer)
    return render(
        request,
        "fairs/apply.html",
        _context(request, fair, producer, application, judged, form, failed),
    )


def _number(value: str | None) -> int | None:
    if value in (None, ""):
        return None
    if not str(value).isdigit() or len(str(value)) > 18:
        raise Http404
    return int(str(value))


def _form(
    request: HttpRequest,
    fair: Fair,
    producer: Producer,
    application: Application | None,
    judged: list[Verdict],
) -> ApplyForm:
    booths = [b for b in booths_of(fair) if b.state == BoothState.AVAILABLE]
    return ApplyForm(
        request.POST if request.method == "POST" else None,
        fair=fair,
        products=[v.product for v in judged],
        booths=_booth_choices(booths),
        zones=[(z.pk, z.name) for z in zones_of(fair)],
        types=[(t.pk, t.name) for t in types_of(fair)],
        initial=_initial(producer, application, judged),
    )


def _booth_choices(booths: list[Booth]) -> list[Any]:
    """Booths under the name of their zone or hall."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for booth in booths:
        groups.setdefault(booth.zone.name if booth.zone else booth.hall.name, []).append(
            (booth.pk, booth.number)
        )
    return list(groups.items())


def _initial(
    producer: Producer, application: Application | None, judged: list[Verdict]
) -> dict[str, Any]:
    if application is None:
        return {
            "products": [v.product.id for v in judged if v.admitted],
            "contact_email": producer.email,
            "contact_phone": producer.phone,
        }
    names = ("modules", "needs", "wants", "contact_name", "contact_phone", "contact_email",
             "note", "version")  # fmt: skip
    initial = {name: getattr(application, name) for name in names}
    initial["products"] = list(application.items.values_list("product_id", flat=True))
    for kind in ("booth", "zone", "type"):
        for n, value in enumerate(getattr(application, f"wished_{kind}s"), 1):
            initial[f"{kind}_{n}"] = value
    return initial


def _autosave(
    request: HttpRequest, fair: Fair, producer: Producer, form: ApplyForm
) -> HttpResponse:
    """Keep what is valid so far; answers with the small line under the form."""
    context: dict[str, Any] = {}
    try:
        saved = save_draft(
            fair=fair,
            producer=producer,
            values=form.values(),
            version=form.cleaned_data.get("version"),
            actor=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        context = {"problem": str(error), "version": request.POST.get("version", "")}
    else:
        context = {"saved_at": timezone.now(), "version": saved.version}
    return render(request, "fairs/partials/draft_state.html", context)


def _save_or_send(
    request: HttpRequest, fair: Fair, producer: Producer, form: ApplyForm, action: str
) -> HttpResponse:
    """Save the draft, or save and send it. A second press lands on the first one's page."""
    now = timezone.now()
    try:
        saved = save_draft(
            fair=fair,
            producer=producer,
            values=form.values(),
            version=form.cleaned_data.get("version"),
            actor=request.user,
            now=now,
        )
        if action != "send":
            messages.success(request, _("The draft was saved. It is not sent yet."))
            return redirect(f"{reverse('fairs:apply', args=[fair.pk])}?producer={producer.pk}")
        submit_application(
            application=saved, consent=form.cleaned_data["consent"], actor=request.user, now=now
        )
    except NotEditable:
        first = active_application(fair, producer)
        if first is None:
            raise
        messages.info(request, _("This application was already sent; here it is."))
        return redirect("fairs:application", pk=first.pk)
    messages.success(request, _("Your application was sent. Keep this page as your receipt."))
    return redirect("fairs:application", pk=saved.pk)


def _context(
    request: HttpRequest,
    fair: Fair,
    producer: Producer,
    application: Application | None,
    judged: list[Verdict],
    form: ApplyForm,
    failed: list[Check],
) -> dict[str, Any]:
    now = timezone.now()
    chosen = {int(v) for v in form["products"].value() or [] if str(v).isdigit()}
    products = [p for p in products_of(producer) if p.pk in chosen]
    modules = str(form["modules"].value() or 1)
    corrected = application is not None and application.state == ApplicationState.CHANGES_REQUESTED
    checks = checks_for(
        fair=fair,
        producer=producer,
        products=products,
        modules=int(modules) if modules.isdigit() else 1,
        at=application.submitted_at or now if application else now,
        reviewing=corrected,
    )
    return {
        "title": _("Apply: %(fair)s") % {"fair": fair.name},
        "breadcrumb": [
            (_("Fairs"), reverse("fairs:fairs")),
            (fair.name, reverse("fairs:fair", args=[fair.pk])),
        ],
        "fair": fair,
        "producer": producer,
        "producers": producers_of(request.user).order_by("sort_key"),
        "application": application,
        "corrected": corrected,
        "form": form,
        "wish_halls": wish_halls(fair) if "booth" in form.wishes else [],
        "products": [(v, verdict_sentence(v), v.product.id in chosen) for v in judged],
        "checks": [(c, title(c), sentence(c)) for c in checks],
        "failed": [(title(c), sentence(c)) for c in failed],
        "open": takes_applications(fair, now) or corrected,
        "late": is_late(fair, now) and takes_applications(fair, now),
        "now": now,
    }


def wish_halls(fair: Fair) -> list[dict[str, Any]]:
    """The halls as drawn for wishing: wide enough that a finger meets one booth."""
    boards = [hall_board(sheet, {}) for sheet in floor_plan(fair)]
    return [hall | {"pixels": round(hall["drawing"].width * WISH_SCALE)} for hall in boards]


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
        "wishes": wishes(found),
        "needs": labels(found.needs, NEEDS),
        "wants": labels(found.wants, WANTS + NEEDS),
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
    found = get_application_of_producer(request.user, pk)
    try:
        withdraw_application(
            application=found,
            actor=request.user,
            now=timezone.now(),
            reason=request.POST.get("reason", "")[:500],
        )
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The application was withdrawn."))
    return redirect("fairs:application", pk=pk)
