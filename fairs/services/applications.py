"""A producer's application: draft, sending, withdrawal."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.addresses import WRONG, plain_address
from common.errors import DomainError, InvalidInput, StaleVersion
from common.formats import labelled
from common.text import composed
from exhibitors.models import Producer, Product
from exhibitors.rules import ProducerState
from fairs.documents import notices
from fairs.models import Application, ApplicationItem, Booth, BoothType, Fair, Zone
from fairs.queries.applications import checks_for, shown_products
from fairs.rules.eligibility import Check, is_eligible
from fairs.rules.phases import is_late, takes_applications
from fairs.rules.sentences import sentence, title
from fairs.rules.states import (
    ACTIVE_APPLICATIONS,
    EDITABLE_APPLICATIONS,
    ApplicationState,
    BoothState,
    FairState,
)
from fairs.services.notices import queue_notice
from fairs.services.snapshots import keep_snapshots
from fairs.services.transitions import change_state

NEEDS = ("power", "water", "accessible")
WANTS = ("corner", "near_entrance", "power", "water", "outdoor")
MOST_WISHES = {"wished_booths": 5, "wished_zones": 3, "wished_types": 2}
PLAIN = ("modules", "contact_name", "contact_phone", "contact_email", "note")
_CODE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class NotOpen(DomainError):
    """The fair takes no applications now."""

    code = "applications_closed"
    message = _("This fair takes no applications now.")


class NotEligible(DomainError):
    """At least one deciding rule is not met; `checks` tells which, `fields` the sentences."""

    code = "not_eligible"
    message = _("The application cannot be sent yet. Each rule that is not met is named below.")

    def __init__(self, checks: Sequence[Check]) -> None:
        self.checks = list(checks)
        failed = [check for check in checks if check.hard and not check.passed]
        super().__init__(
            fields={check.code: [labelled(title(check), sentence(check))] for check in failed}
        )


class NotEditable(DomainError):
    code = "not_editable"
    message = _("This application was already sent; it can no longer be changed.")


@transaction.atomic
def save_draft(
    *,
    fair: Fair,
    producer: Producer,
    values: Mapping[str, Any],
    actor: User | None,
    now: datetime,
    version: int | None = None,
) -> Application:
    """Keep what a producer has entered so far, making the draft when there is none.

    One active application per producer and fair: a parallel first save finds the other's row.
    `values` may hold modules, needs, wants, wished_booths/zones/types, products (ids), contact_*
    and note; absent names stay as they were. Raises NotOpen, NotEditable, StaleVersion (when
    `version` is given and older), InvalidInput.
    """
    fair = locked_fair(fair)
    application = _active(fair, producer)
    begun = application is None
    if application is None:
        _check_may_start(fair, producer, now)
        application = Application(
            fair=fair,
            producer=producer,
            code=_free_code(fair),
            contact_email=producer.email,
            contact_phone=producer.phone,
            created_by=actor,
            created_at=now,
        )
    elif version is not None and application.version != version:
        raise StaleVersion
    if application.state not in EDITABLE_APPLICATIONS:
        raise NotEditable
    _write(application, composed(values))
    if begun:
        record_activity(actor=actor, verb="application.started", obj=application)
    return application


@transaction.atomic
def submit_application(
    *,
    application: Application,
    consent: bool,
    actor: User | None,
    now: datetime,
) -> Application:
    """Send a draft, or send a corrected application again.

    Promise: whoever calls twice gets the same application and one receipt. Judged by `now`, the
    server's time; after the deadline and within the grace period it is marked late. Keeps the
    checks and a snapshot of each product; queues the receipt. Raises NotEligible with the
    checks, InvalidInput without consent, NotEditable once withdrawn or ended.
    """
    fair = locked_fair(application.fair)
    application = locked_application(application)
    application.fair = fair
    if application.state not in EDITABLE_APPLICATIONS:
        if application.submitted_at and application.state in ACTIVE_APPLICATIONS:
            return application
        raise NotEditable
    corrected = application.state == ApplicationState.CHANGES_REQUESTED
    if not (consent or application.consent_at):
        text = _("Tick the box: the organiser needs your consent to handle this application.")
        raise InvalidInput(fields={"consent": [text]})
    products = shown_products(application)
    checks = checks_for(
        fair=fair,
        producer=application.producer,
        products=products,
        modules=application.modules,
        at=application.submitted_at or now,
        reviewing=corrected,
    )
    if fair.state != FairState.PUBLISHED or not is_eligible(checks):
        raise NotEligible(checks)
    application.consent_at = application.consent_at or now
    application.late = application.late if corrected else is_late(fair, now)
    application.checks = [check.stored() for check in checks]
    application.save(update_fields=["consent_at", "late", "checks"])
    keep_snapshots(application, fair, products)
    change_state(obj=application, to=ApplicationState.SUBMITTED, actor=actor, now=now)
    queue_notice(
        application=application,
        render=notices.render_received,
        key=f"received:{application.version}",
        now=now,
    )
    return application


def locked_fair(fair: Fair) -> Fair:
    """Applications of one fair change one after another, and never while its state changes."""
    return (
        Fair.objects.select_for_update(of=("self",), no_key=True)
        .select_related("venue")
        .get(pk=fair.pk)
    )


def locked_application(application: Application, version: int | None = None) -> Application:
    """The row under lock, with its producer, fair and venue. Raises StaleVersion."""
    found = (
        Application.objects.select_for_update(of=("self",))
        .select_related("producer", "fair__venue")
        .get(pk=application.pk)
    )
    if version is not None and found.version != version:
        raise StaleVersion
    return found


def _active(fair: Fair, producer: Producer) -> Application | None:
    return (
        Application.objects.select_for_update(of=("self",))
        .filter(fair=fair, producer=producer, state__in=ACTIVE_APPLICATIONS)
        .select_related("producer", "fair__venue")
        .first()
    )


def _check_may_start(fair: Fair, producer: Producer, now: datetime) -> None:
    if not takes_applications(fair, now):
        raise NotOpen
    # Read under a lock: a merge going on now either sees this application or is seen here.
    current = Producer.objects.select_for_update(of=("self",), no_key=True).get(pk=producer.pk)
    if current.state in (ProducerState.SUSPENDED, ProducerState.MERGED):
        raise NotOpen(_("The producer's record is suspended. Contact the organiser to settle it."))


def _free_code(fair: Fair) -> str:
    """A short code people can read out; 32^6 per fair, so a clash is not expected."""
    return f"HC{fair.pk}-" + "".join(secrets.choice(_CODE) for _i in range(6))


def _write(application: Application, values: Mapping[str, Any]) -> None:
    wrong: dict[str, list[object]] = {}
    for name in PLAIN:
        if name in values:
            setattr(application, name, values[name])
    if not 1 <= application.modules <= 4:
        wrong["modules"] = [_("Choose 1 to 4 booths.")]
    if values.get("contact_email") and plain_address(values["contact_email"]) is None:
        wrong["contact_email"] = [WRONG]
    for name, allowed in (("needs", NEEDS), ("wants", WANTS)):
        if name in values:
            chosen = list(dict.fromkeys(values[name]))
            if not set(chosen) <= set(allowed):
                wrong[name] = [_("Choose among the options offered.")]
            setattr(application, name, chosen)
    for name, model in (
        ("wished_booths", Booth),
        ("wished_zones", Zone),
        ("wished_types", BoothType),
    ):
        if name in values:
            setattr(application, name, _wishes(application.fair_id, name, model, values, wrong))
    products = _products(application, values, wrong)
    if wrong:
        raise InvalidInput(fields=wrong)
    begun = application.pk is None
    application.version += 1
    application.save()
    if products is not None:
        have = set() if begun else _kept_items(application, products)
        ApplicationItem.objects.bulk_create(
            ApplicationItem(application=application, product=product)
            for product in products
            if product.pk not in have
        )


def _wishes(
    fair: int,
    name: str,
    model: type[Booth] | type[Zone] | type[BoothType],
    values: Mapping[str, Any],
    wrong: dict[str, list[object]],
) -> list[int]:
    chosen = list(dict.fromkeys(values[name]))[: MOST_WISHES[name]]
    offered = {"state": BoothState.AVAILABLE} if model is Booth else {}
    found = model._default_manager.filter(fair=fair, pk__in=chosen, **offered)
    if found.count() != len(chosen):
        wrong[name] = [_("One of these wishes is no longer offered; choose again.")]
    return chosen


def _products(
    application: Application, values: Mapping[str, Any], wrong: dict[str, list[object]]
) -> list[Product] | None:
    if "products" not in values:
        return None
    chosen = list(dict.fromkeys(values["products"]))
    found = list(Product.objects.filter(producer=application.producer_id, pk__in=chosen))
    if len(found) != len(chosen):
        wrong["products"] = [_("Choose among your own products.")]
    return found


def _kept_items(application: Application, products: Sequence[Product]) -> set[int]:
    """The products already among the items, once those no longer chosen are gone."""
    application.items.exclude(product__in=products).delete()
    return set(application.items.values_list("product_id", flat=True))
