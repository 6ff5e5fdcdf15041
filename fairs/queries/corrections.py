"""What an applicant changed between two sendings, where it matters for review and allocation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairs.models import Application, Booth, BoothType, Zone
from fairs.rules.states import ApplicationState
from fairs.rules.words import flag_label

IDS: dict[str, type[Booth] | type[Zone] | type[BoothType]] = {
    "wished_zones": Zone,
    "wished_booths": Booth,
    "wished_types": BoothType,
}


@dataclass(frozen=True)
class Change:
    """One material field that differs, in the reader's words."""

    field: str
    label: str
    old: str
    new: str


def material_facts(application: Application) -> dict[str, Any]:
    """The fields that decide about eligibility, priority and place, as they stand now.

    Contacts and the note are not among them: a change there needs no second look. Products are
    given as snapshots, which sending renews.
    """
    items = application.items.select_related("product").order_by("id")
    return {
        "products": [
            {
                "name": item.snapshot.get("name") or item.product.name,
                "stars": item.snapshot.get("stars"),
                "decision_number": item.snapshot.get("decision_number", ""),
            }
            for item in items
        ],
        "modules": application.modules,
        "needs": sorted(application.needs),
        "wants": sorted(application.wants),
        **{name: list(getattr(application, name)) for name in IDS},
    }


def material_changes(application: Application) -> list[Change] | None:
    """What a correction changed.

    None when changes were never asked for, and while they are still with the producer.
    """
    before = application.corrected_from
    if not before or application.state == ApplicationState.CHANGES_REQUESTED:
        return None
    now = material_facts(application)
    labels = {
        "products": _("Products"),
        "modules": _("Booths"),
        "needs": _("Needs"),
        "wants": _("Wishes"),
        "wished_zones": _("Zones wished"),
        "wished_booths": _("Booths wished"),
        "wished_types": _("Kind of booth wished"),
    }
    return [
        Change(name, label, _words(name, before[name]), _words(name, now[name]))
        for name, label in labels.items()
        if before[name] != now[name]
    ]


def _words(name: str, value: Any) -> str:
    if name == "modules":
        return str(value)
    if name == "products":
        return "; ".join(_product(product) for product in value) or "–"
    if name in IDS:
        return _named(IDS[name], value)
    return ", ".join(flag_label(flag) for flag in value) or "–"


def _product(product: dict[str, Any]) -> str:
    facts = [f"{product['stars']}★"] if product["stars"] else []
    facts += [product["decision_number"]] if product["decision_number"] else []
    return f"{product['name']} ({', '.join(facts)})" if facts else product["name"]


def _named(model: type[Booth] | type[Zone] | type[BoothType], ids: Sequence[int]) -> str:
    names = {o.pk: str(o) for o in model._default_manager.filter(pk__in=ids)}
    return ", ".join(names[i] for i in ids if i in names) or "–"
