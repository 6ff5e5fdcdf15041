"""Deliveries of producers to points: announced, counted in, and the differences."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.access import is_office
from common import formats
from common.errors import DomainError
from common.forms import add_domain_error, say_domain_error
from common.pages import Action, Column, ListPage
from exhibitors.access import producers_of
from exhibitors.models import Producer
from venues.access import (
    delivery_abilities,
    get_delivery_to_cancel,
    get_delivery_to_receive,
    get_delivery_to_view,
    get_point_to_deliver,
    points_of,
    senders_to,
    visible_deliveries,
)
from venues.filters.deliveries import DeliveryFilter
from venues.models import DeliveryNote, ShowcasePoint
from venues.pages.chips import delivery_chip
from venues.pages.dates import read_day
from venues.pages.lines_form import Cell, Row, by_position, place_errors, read_rows
from venues.pages.reporting import sent_key
from venues.pages.stock_forms import DeliveryForm, ReceiptForm
from venues.queries import sheets
from venues.queries.deliveries import delivery_rows
from venues.rules import DeliveryState, DifferenceReason
from venues.services import deliveries

CRUMB = (_("Deliveries"), "venues:deliveries")


def crumbs() -> list[tuple[object, str]]:
    return [(CRUMB[0], reverse(CRUMB[1]))]


class Deliveries(ListPage):
    title = _("Deliveries")
    filename = "deliveries"
    filterset_class = DeliveryFilter
    empty = _("No delivery was announced yet.")
    columns = [
        Column(
            _("Delivery"),
            "number",
            heading=True,
            link=lambda d: reverse("venues:delivery", args=[d.pk]),
        ),
        Column(_("State"), lambda d: delivery_chip(d), "chip"),
        Column(_("Point"), "point.name"),
        Column(_("Producer"), "producer.name"),
        Column(_("Sent on"), "sent_on", "day", phone=False),
        Column(_("Received on"), "received_on", "day", phone=False),
        Column(_("Products"), "line_count", "number", phone=False),
        Column(_("Differences"), lambda d: d.differing or None, "number"),
    ]

    def allowed(self) -> bool:
        user = self.request.user
        return is_office(user) or points_of(user).exists() or producers_of(user).exists()

    def queryset(self) -> QuerySet[DeliveryNote]:
        return delivery_rows(visible_deliveries(self.request.user))

    def empty_action(self) -> Action:
        return Action(_("To the start page"), reverse("home"))


def _choose_sender(request: HttpRequest, point: ShowcasePoint) -> Producer | list[Producer]:
    senders = list(senders_to(request.user, point.pk))
    wanted = request.GET.get("producer", "")
    chosen = [p for p in senders if str(p.pk) == wanted] or senders
    return chosen[0] if len(chosen) == 1 else senders


@login_required
def delivery_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce a delivery to a point: the products of one producer on its list."""
    point = get_point_to_deliver(request.user, pk)
    producer = _choose_sender(request, point)
    if isinstance(producer, list):
        context = {
            "title": gettext("Announce a delivery"),
            "point": point,
            "producers": producer,
            "breadcrumb": crumbs(),
        }
        return render(request, "venues/delivery_sender.html", context)
    today = timezone.localdate()
    rows = [
        Row(
            line["product_id"],
            line["name"],
            line["unit"],
            [(_("On hand"), formats.number(line["on_hand"].normalize() + 0))],
            [
                Cell("sent", _("Quantity sent")),
                Cell("batch", _("Batch"), "text"),
                Cell("expires_on", _("Use by"), "day"),
            ],
        )
        for line in sheets.lines_of_producer(pk, producer.pk, today)
    ]
    form = DeliveryForm(request.POST or None, initial={"sent_on": today})
    problems: list[str] = []
    if request.method == "POST":
        lines = read_rows(rows, request.POST)
        if form.is_valid():
            try:
                made = deliveries.send_delivery(
                    point=point,
                    producer=producer,
                    lines=[{**ln, "expires_on": read_day(ln["expires_on"], None)} for ln in lines],
                    actor=request.user,
                    now=timezone.now(),
                    **form.cleaned_data,
                )
            except DomainError as error:
                problems = place_errors(rows, error, by_position(rows, lines))
            else:
                messages.success(request, gettext("The delivery was announced to the point."))
                return redirect("venues:delivery", made.pk)
    context = {
        "title": gettext("Announce a delivery"),
        "lead": f"{producer.name} → {point.name}",
        "note": gettext("The goods become stock once the point has counted them in."),
        "form": form,
        "rows": rows,
        "problems": problems,
        "submit": gettext("Announce the delivery"),
        "back": reverse("venues:deliveries"),
        "breadcrumb": crumbs(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "venues/lines_form.html", context, status=status)


@login_required
def delivery_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: what was sent, what arrived, who did it."""
    delivery = get_delivery_to_view(request.user, pk)
    sent = delivery.state == DeliveryState.SENT
    able = {k: v and sent for k, v in delivery_abilities(request.user, delivery).items()}
    context = {
        "title": delivery.number,
        "delivery": delivery,
        "state": delivery_chip(delivery),
        "lines": list(delivery.lines.select_related("product", "batch")),
        "able": able,
        "sees_point": is_office(request.user)
        or points_of(request.user).filter(pk=delivery.point_id).exists(),
        "breadcrumb": crumbs(),
    }
    return render(request, "venues/delivery.html", context)


@login_required
def delivery_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Count a delivery in, line by line."""
    delivery = get_delivery_to_receive(request.user, pk)
    rows = [
        Row(
            line.pk,
            line.product.name,
            line.product.unit,
            [(_("Quantity sent"), formats.number(line.sent.normalize() + 0))],
            [
                Cell("received", _("Received"), value=f"{line.sent.normalize():f}"),
                Cell("reason", _("Why it differs"), "choice", options=DifferenceReason.choices),
            ],
        )
        for line in delivery.lines.select_related("product")
    ]
    form = ReceiptForm(request.POST or None, initial={"day": timezone.localdate()})
    problems: list[str] = []
    if request.method == "POST":
        sent = read_rows(rows, request.POST)
        if form.is_valid():
            try:
                deliveries.receive_delivery(
                    delivery=delivery,
                    client_uuid=sent_key(request.POST.get("key")),
                    lines={line["product"]: line for line in sent},
                    day=form.cleaned_data["day"],
                    actor=request.user,
                    now=timezone.now(),
                )
            except DomainError as error:
                keyed = {str(row.key): row for row in rows}
                if "day" in error.fields:
                    add_domain_error(form, error)
                else:
                    problems = place_errors(rows, error, keyed.get)
            else:
                messages.success(request, gettext("The delivery is in stock now."))
                return redirect("venues:delivery", pk)
    context = {
        "title": gettext("Count the delivery in"),
        "lead": f"{delivery.number} · {delivery.producer.name} → {delivery.point.name}",
        "form": form,
        "rows": rows,
        "key": request.POST.get("key") or uuid4(),
        "problems": problems,
        "submit": gettext("Take into stock"),
        "back": reverse("venues:delivery", args=[pk]),
        "breadcrumb": [*crumbs(), (delivery.number, reverse("venues:delivery", args=[pk]))],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "venues/lines_form.html", context, status=status)


@login_required
@require_POST
def delivery_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_delivery_to_cancel(request.user, pk)
    try:
        deliveries.cancel_delivery(delivery=delivery, actor=request.user)
    except DomainError as error:
        say_domain_error(request, error)
    else:
        messages.success(request, gettext("The delivery was cancelled."))
    return redirect("venues:delivery", pk)
