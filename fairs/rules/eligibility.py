"""Who may take part, and why not: one check per rule, kept as code and parameters.

A sentence is made only when somebody reads it, in that person's language (`rules.sentences`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from exhibitors.rules import ProducerState, valid_on_all
from fairs.rules.phases import FairDates, is_late, last_moment, phase, takes_applications


class FairRules(FairDates, Protocol):
    """What the checks need of a fair."""

    min_stars: int
    allowed_groups: list[int]
    max_modules: int

    @property
    def days(self) -> list[date]: ...


class CertificateFacts(Protocol):
    pk: Any
    stars: int
    issued_on: date
    expires_on: date
    revoked_on: date | None
    decision_number: str


@dataclass(frozen=True)
class ProductFacts:
    """A product as the checks see it."""

    id: int
    name: str
    group: int
    certificates: Sequence[CertificateFacts] = ()


@dataclass(frozen=True)
class QuotaFacts:
    """How full one quota that concerns the applicant is."""

    limit: int
    accepted: int
    group: int | None = None
    commune: str = ""

    @property
    def kind(self) -> str:
        return "commune" if self.group is None else "group"


@dataclass(frozen=True)
class Check:
    """One rule: whether it is met, whether it decides, and the figures its sentence needs."""

    code: str
    passed: bool
    hard: bool = True
    params: Mapping[str, Any] = field(default_factory=dict)

    def stored(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Verdict:
    """Whether a product may be shown: its best certificate, else the first reason it may not."""

    product: ProductFacts
    certificate: CertificateFacts | None
    problem: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def admitted(self) -> bool:
        return not self.problem


def product_verdict(fair: FairRules, product: ProductFacts) -> Verdict:
    """Judge one product: group first, then a certificate in force on every day of the fair."""
    days = fair.days
    valid = [c for c in product.certificates if valid_on_all(c, days)]
    best = max(valid, key=lambda c: (c.stars, c.expires_on), default=None)
    if fair.allowed_groups and product.group not in fair.allowed_groups:
        return Verdict(product, best, "group", {"group": product.group})
    if not fair.min_stars:
        return Verdict(product, best)
    if best is None:
        return Verdict(product, None, *_why_invalid(product, days))
    if best.stars < fair.min_stars:
        return Verdict(product, best, "stars", {"stars": best.stars, "least": fair.min_stars})
    return Verdict(product, best)


def _why_invalid(product: ProductFacts, days: Sequence[date]) -> tuple[str, dict[str, Any]]:
    if not product.certificates:
        return "candidate", {}
    latest = max(product.certificates, key=lambda c: c.expires_on)
    if latest.revoked_on is not None and latest.revoked_on <= days[-1]:
        return "revoked", {"on": latest.revoked_on.isoformat()}
    if latest.expires_on < days[-1]:
        return "expires", {"on": latest.expires_on.isoformat(), "last": days[-1].isoformat()}
    return "later", {"on": latest.issued_on.isoformat()}


def check_application(
    *,
    fair: FairRules,
    producer_state: str,
    products: Sequence[ProductFacts],
    modules: int,
    quotas: Sequence[QuotaFacts],
    at: datetime,
    reviewing: bool = False,
) -> list[Check]:
    """Every rule of the fair for one applicant, in the order people fix things.

    `at` is the moment of sending (or now). When `reviewing`, the window is judged by `at` alone
    and not by the fair's phase, which has moved on.
    """
    checks = [_window(fair, at, reviewing), _producer(producer_state)]
    checks.append(Check("products", bool(products), params={"count": len(products)}))
    verdicts = [product_verdict(fair, product) for product in products]
    refused = [
        {"name": v.product.name, "problem": v.problem, **v.params}
        for v in verdicts
        if not v.admitted
    ]
    if products:
        groups = [r for r in refused if r["problem"] == "group"]
        if fair.allowed_groups:
            checks.append(Check("groups", not groups, params={"refused": groups}))
        if fair.min_stars:
            rest = [r for r in refused if r["problem"] != "group"]
            params = {"refused": rest, "least": fair.min_stars, "days": _span(fair)}
            checks.append(Check("certificates", not rest, params=params))
    checks.append(
        Check(
            "modules",
            1 <= modules <= fair.max_modules,
            params={"asked": modules, "most": fair.max_modules},
        )
    )
    checks += [
        Check(f"quota_{q.kind}", q.accepted < q.limit, hard=False, params=_quota(q)) for q in quotas
    ]
    return checks


def _span(fair: FairRules) -> list[str]:
    return [fair.opens_on.isoformat(), fair.closes_on.isoformat()]


def _quota(quota: QuotaFacts) -> dict[str, Any]:
    return asdict(quota)


def _window(fair: FairRules, at: datetime, reviewing: bool) -> Check:
    inside = fair.apply_from <= at <= last_moment(fair)
    params = {
        "from": fair.apply_from.isoformat(),
        "until": fair.apply_until.isoformat(),
        "late": inside and is_late(fair, at),
        "phase": str(phase(fair, at)),
    }
    return Check("window", inside if reviewing else takes_applications(fair, at), params=params)


def _producer(state: str) -> Check:
    blocked = state in (ProducerState.SUSPENDED, ProducerState.MERGED)
    return Check("producer", not blocked, params={"state": str(state)})


def is_eligible(checks: Sequence[Check]) -> bool:
    """Whether every deciding rule is met."""
    return all(check.passed for check in checks if check.hard)


def restore(stored: Sequence[Mapping[str, Any]]) -> list[Check]:
    """Checks as they were kept with an application."""
    return [
        Check(
            code=str(row.get("code", "")),
            passed=bool(row.get("passed")),
            hard=bool(row.get("hard", True)),
            params=row.get("params") or {},
        )
        for row in stored
    ]
