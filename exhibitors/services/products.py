"""Products of a producer."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput, StaleVersion
from common.text import nfc
from exhibitors.models import Certificate, Producer, Product
from exhibitors.rules import ProducerState, ProductGroup, product_fields_open_to
from exhibitors.rules.product_types import product_type_of
from exhibitors.services.producers import new_code


def checked_product(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in composed form. Raises InvalidInput naming every wrong field."""
    clean = {k: nfc(v).strip() if isinstance(v, str) else v for k, v in values.items()}
    errors: dict[str, list[object]] = {}
    if "name" in clean and not clean["name"]:
        errors["name"] = [_("Give the name of the product.")]
    if "group" in clean and clean["group"] not in ProductGroup.values:
        errors["group"] = [_("Choose one of the six product groups.")]
    if clean.get("barcode") and not re.fullmatch("[0-9]+", clean["barcode"]):
        errors["barcode"] = [_("A barcode has digits only.")]
    for field, limit in (("name", 250), ("product_type", 60), ("unit", 30), ("barcode", 20)):
        if len(clean.get(field) or "") > limit:
            errors[field] = [_("At most %(limit)d characters.") % {"limit": limit}]
    if errors:
        raise InvalidInput(fields=errors)
    return clean


def _same_name(producer: Producer, name: str, pk: int | None = None) -> bool:
    probe = Product(name=name)
    probe.index_name()
    same = Product.objects.filter(producer=producer, search=probe.search, name=probe.name)
    return (same if pk is None else same.exclude(pk=pk)).exists()


@transaction.atomic
def create_product(
    *, producer: Producer, actor: User | None, now: datetime, **values: Any
) -> Product:
    """Record a product as a candidate; its type is read from the name when not given.

    Raises InvalidInput, also when the producer already has a product of that name, and
    DomainError when the producer is suspended or merged.
    """
    clean = checked_product(values)
    locked = Producer.objects.select_for_update(of=("self",)).get(pk=producer.pk)
    if locked.state in (ProducerState.SUSPENDED, ProducerState.MERGED):
        raise DomainError(
            _("This producer's record is closed for changes. Ask the office."),
            code="producer_closed",
        )
    if _same_name(locked, clean["name"]):
        raise InvalidInput(
            fields={"name": [_("This producer already has a product of that name. Edit it.")]}
        )
    clean["product_type"] = clean.get("product_type") or product_type_of(clean["name"])
    product = Product(code=new_code("S"), producer=locked, created_at=now, **clean)
    product.save()
    record_activity(actor=actor, verb="product.created", obj=product, after={"name": product.name})
    return product


@transaction.atomic
def update_product(
    *,
    product: Product,
    version: int,
    actor: User,
    organiser: bool,
    now: datetime,
    **changes: Any,
) -> Product:
    """Change a product; name and group of a certified one are the office's to change.

    Raises StaleVersion and InvalidInput (status 403 for a closed field).
    """
    changes = checked_product(changes)
    locked = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    if locked.version != version:
        raise StaleVersion
    changed = {n: v for n, v in changes.items() if getattr(locked, n) != v}
    certified = Certificate.objects.filter(product=locked).exists()
    allowed = product_fields_open_to(organiser=organiser, certified=certified)
    if shut := sorted(set(changed) - allowed):
        sentence = _("The certificate names this, so only the office changes it. Ask them.")
        raise InvalidInput(
            code="field_closed", status=403, fields={name: [sentence] for name in shut}
        )
    if "name" in changed and _same_name(locked.producer, changed["name"], locked.pk):
        raise InvalidInput(
            fields={"name": [_("This producer already has a product of that name. Edit it.")]}
        )
    if not changed:
        return locked
    before = {name: getattr(locked, name) for name in changed}
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.version += 1
    locked.save()
    record_activity(actor=actor, verb="product.updated", obj=locked, before=before, after=changed)
    return locked


@transaction.atomic
def withdraw_product(
    *, product: Product, version: int, on: date, actor: User, now: datetime
) -> Product:
    """The product is no longer made from a day on; the record and its history stay."""
    locked = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    if locked.version != version:
        raise StaleVersion
    if locked.withdrawn_on is None:
        locked.withdrawn_on = on
        locked.version += 1
        locked.save(update_fields=["withdrawn_on", "version"])
        record_activity(
            actor=actor, verb="product.withdrawn", obj=locked, after={"withdrawn_on": on}
        )
    return locked
