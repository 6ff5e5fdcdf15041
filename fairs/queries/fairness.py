"""Fairness across fairs: a producer's credit from the ledger, and the rule a fair goes by."""

from datetime import timedelta
from math import ceil
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from common.formats import number
from fairs.models import (
    AllocationPlan,
    Application,
    Assignment,
    Fair,
    FairnessEntry,
    FairRule,
)
from fairs.queries.instances import assignments_of, published_plan
from fairs.rules.priority import credit
from fairs.rules.states import LedgerKind
from fairs.rules.weights import rule_of


def ledger_of(fair: Fair) -> QuerySet[FairnessEntry]:
    """Entries a fair gave rise to, the newest first."""
    return (
        FairnessEntry.objects.filter(fair=fair)
        .select_related("producer", "created_by")
        .order_by("-id")
    )


def counting_entries(application: Application) -> QuerySet[FairnessEntry]:
    """Entries that count for an application: of earlier fairs in the time of the rule, and being
    new at this one. Entries of records merged into the producer are its own."""
    fair, producer = application.fair, application.producer_id
    since = fair.opens_on - timedelta(days=rule_of(fair.weights)["credit_months"] * 365 // 12)
    earlier = ~Q(kind=LedgerKind.NEWCOMER) & Q(
        fair__opens_on__gte=since, fair__opens_on__lt=fair.opens_on
    )
    return (
        FairnessEntry.objects.filter(Q(producer=producer) | Q(producer__merged_into=producer))
        .filter(earlier | Q(kind=LedgerKind.NEWCOMER, fair=fair))
        .select_related("fair")
        .order_by("id")
    )


def earned_credit(application: Application) -> int:
    """Credit (0–100) an application has from the ledger."""
    return credit(counting_entries(application).values_list("points", flat=True))


def rule_number(fair: Fair) -> int:
    """The version of the fair's rule in force; 0 is the rule all fairs begin with."""
    last = FairRule.objects.filter(fair=fair).order_by("-number").first()
    return last.number if last else 0


def rule_record(fair: Fair) -> dict[str, Any]:
    """The rule in force, as it is kept with a plan: version and every value."""
    return {"number": rule_number(fair), "values": rule_of(fair.weights)}


def rule_versions(fair: Fair) -> QuerySet[FairRule]:
    return FairRule.objects.filter(fair=fair).select_related("created_by").order_by("-number")


def published_rule(fair: Fair) -> tuple[dict[str, Any], AllocationPlan | None]:
    """The rule to publish: the one kept with the published plan, else the one in force."""
    plan = published_plan(fair)
    if plan is not None and "rule" in plan.params:
        return plan.params["rule"], plan
    return rule_record(fair), None


def without_place(fair: Fair) -> list[Application]:
    """Applicants accepted or left on the waiting list who got no place in the published plan."""
    plan = published_plan(fair)
    placed = Assignment.objects.filter(plan=plan) if plan else Assignment.objects.none()
    return list(
        Application.objects.filter(
            fair=fair, announced_at__isnull=False, state__in=["WAITLISTED", "ACCEPTED", "CONFIRMED"]
        )
        .exclude(pk__in=placed.values("application"))
        .order_by("id")
    )


def poor_places(fair: Fair) -> list[tuple[Assignment, dict[str, Any]]]:
    """Places of the published plan where no wish was met and the quality is in the lowest
    quarter, with these facts."""
    plan = published_plan(fair)
    if plan is None:
        return []
    rows = list(assignments_of(plan))
    qualities = {row.pk: _quality(row) for row in rows}
    ranked = sorted(qualities.values())
    if not ranked:
        return []
    limit = ranked[ceil(len(ranked) / 4) - 1]
    return [
        (row, {"quality": qualities[row.pk], "quarter": limit, "booths": _numbers(row)})
        for row in rows
        if qualities[row.pk] <= limit and limit < ranked[-1] and not _wish_met(row)
    ]


def _quality(row: Assignment) -> int:
    """Quality of a place, by the modules of its booths."""
    booths = [place.booth for place in row.places.all()]
    modules = sum(booth.type.modules for booth in booths)
    return sum(b.quality * b.type.modules for b in booths) // modules if modules else 0


def _numbers(row: Assignment) -> list[str]:
    return [place.booth.number for place in row.places.all()]


def _wish_met(row: Assignment) -> bool:
    application = row.application
    booths = [place.booth for place in row.places.all()]
    return any(
        b.pk in application.wished_booths or b.zone_id in application.wished_zones for b in booths
    )


def basis_sentence(entry: FairnessEntry) -> str:
    """The facts an entry rests on, in words."""
    basis = entry.basis
    if entry.kind == LedgerKind.POOR_PLACE:
        text = _(
            "Booth %(booths)s, quality %(quality)s; the lowest quarter ends at %(quarter)s; no "
            "wish met."
        )
        return text % {**basis, "booths": ", ".join(basis["booths"])}
    if entry.kind == LedgerKind.REFUSED:
        text = _("Application %(application)s got no place.")
        return text % {"application": basis["application"]}
    if entry.kind == LedgerKind.NEWCOMER:
        text = _("Application %(application)s is the first one in this series.")
        return text % {"application": basis["application"]}
    return entry.reason


def signed(value: int) -> str:
    """+20, −20."""
    return f"+{number(value)}" if value > 0 else f"−{number(-value)}"
