"""Reads about applications: products to choose, quotas, capacity, standing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Case, F, Max, Q, QuerySet, Value, When

from exhibitors.models import Producer, Product
from exhibitors.rules import ProducerState, ProductGroup
from fairs.models import Application, ApplicationItem, Fair, FairQuota
from fairs.queries.fairs import quotas_of
from fairs.rules.eligibility import (
    Check,
    ProductFacts,
    QuotaFacts,
    Verdict,
    check_application,
    product_verdict,
)
from fairs.rules.priority import Standing
from fairs.rules.states import (
    ACTIVE_APPLICATIONS,
    DECIDABLE_APPLICATIONS,
    PLACED_APPLICATIONS,
    ApplicationState,
    Decision,
)


def applications() -> QuerySet[Application]:
    """Every application with fair and producer, newest sending first."""
    return Application.objects.select_related(
        "fair", "fair__venue", "producer", "producer__commune"
    ).order_by("-submitted_at", "-id")


def active_application(fair: Fair, producer: Producer) -> Application | None:
    """The one application of a producer for a fair that is not withdrawn."""
    return (
        applications().filter(fair=fair, producer=producer, state__in=ACTIVE_APPLICATIONS).first()
    )


def producers_without_application(fair: Fair) -> QuerySet[Producer]:
    """Producers in good standing who have no running application for this fair, by name."""
    running = Application.objects.filter(fair=fair, state__in=ACTIVE_APPLICATIONS)
    return (
        Producer.objects.exclude(state__in=(ProducerState.SUSPENDED, ProducerState.MERGED))
        .exclude(pk__in=running.values("producer"))
        .order_by("sort_key", "id")
    )


def product_facts(products: Iterable[Product]) -> list[ProductFacts]:
    """Products as the checks see them; needs `certificates` prefetched."""
    return [ProductFacts(p.pk, p.name, p.group, tuple(p.certificates.all())) for p in products]


def products_of(producer: Producer) -> list[Product]:
    """Products still made, with their certificates."""
    return list(
        Product.objects.filter(producer=producer, withdrawn_on=None)
        .prefetch_related("certificates")
        .order_by("sort_key", "id")
    )


def verdicts(fair: Fair, producer: Producer) -> list[Verdict]:
    """Each product of a producer, admitted or with the reason why not."""
    return [product_verdict(fair, facts) for facts in product_facts(products_of(producer))]


def prospects(fair: Fair, producer: Producer, at: datetime) -> tuple[list[Check], list[Verdict]]:
    """What a producer may hope for: every rule with all admitted products in one booth, and the
    verdict on each product.
    """
    products = products_of(producer)
    judged = [product_verdict(fair, facts) for facts in product_facts(products)]
    admitted = {verdict.product.id for verdict in judged if verdict.admitted}
    shown = [product for product in products if product.pk in admitted]
    return checks_for(fair=fair, producer=producer, products=shown, modules=1, at=at), judged


def main_group(groups: Sequence[int]) -> int | None:
    """The product group an applicant counts for: the most frequent, the smallest of equals."""
    counts = Counter(groups)
    return min(counts, key=lambda g: (-counts[g], g)) if counts else None


def item_groups(application: Application) -> list[int]:
    """Groups of the products shown, as snapshot where one was taken."""
    items = application.items.select_related("product").order_by("id")
    return [int(item.snapshot.get("group") or item.product.group) for item in items]


def counted_for_quota(fair: Fair, *, private: bool) -> list[tuple[int, int | None, int | None]]:
    """(application id, main group, commune id) of those accepted.

    `private` also counts decisions nobody outside knows yet: for the office only.
    """
    states = Q(state__in=PLACED_APPLICATIONS)
    if private:
        undecided = (ApplicationState.ELIGIBLE, ApplicationState.WAITLISTED)
        states |= Q(decision=Decision.ACCEPT, state__in=undecided)
    found = Application.objects.filter(states, fair=fair).values_list("pk", "producer__commune_id")
    communes = dict(found)
    groups: dict[int, list[int]] = {}
    items = ApplicationItem.objects.filter(application__in=communes).order_by("id")
    for pk, snapshot, group in items.values_list("application_id", "snapshot", "product__group"):
        groups.setdefault(pk, []).append(int(snapshot.get("group") or group))
    return [(pk, main_group(groups.get(pk, [])), commune) for pk, commune in communes.items()]


def quota_use(fair: Fair, *, private: bool, without: int = 0) -> dict[int, int]:
    """Accepted applicants per quota id; `without` leaves one application out."""
    counted = [row for row in counted_for_quota(fair, private=private) if row[0] != without]
    return {
        quota.pk: sum(1 for _pk, group, commune in counted if concerns(quota, group, commune))
        for quota in quotas_of(fair)
    }


def concerns(quota: FairQuota, group: int | None, commune: int | None) -> bool:
    """Whether a quota counts applicants of this group and commune."""
    if quota.group is not None:
        return quota.group == group
    return quota.commune_id == commune


def quota_facts(
    fair: Fair, *, group: int | None, commune: int | None, private: bool, without: int = 0
) -> list[QuotaFacts]:
    """The quotas one applicant falls under, and how full they are."""
    found = [q for q in quotas_of(fair) if concerns(q, group, commune)]
    if not found:
        return []
    use = quota_use(fair, private=private, without=without)
    return [
        QuotaFacts(
            limit=quota.limit,
            accepted=use[quota.pk],
            group=quota.group,
            commune=quota.commune.name if quota.commune else "",
        )
        for quota in found
    ]


def quota_label(quota: FairQuota) -> str:
    if quota.group is not None:
        return str(ProductGroup(quota.group).label)
    return quota.commune.name if quota.commune else ""


def checks_for(
    *,
    fair: Fair,
    producer: Producer,
    products: Sequence[Product],
    modules: int,
    at: datetime,
    reviewing: bool = False,
    private: bool = False,
    without: int = 0,
) -> list[Check]:
    """Every rule for one applicant (fairs.rules.eligibility), with quotas read from the rows."""
    facts = product_facts(products)
    return check_application(
        fair=fair,
        producer_state=producer.state,
        products=facts,
        modules=modules,
        quotas=quota_facts(
            fair,
            group=main_group([f.group for f in facts]),
            commune=producer.commune_id,
            private=private,
            without=without,
        ),
        at=at,
        reviewing=reviewing,
    )


def shown_products(application: Application) -> list[Product]:
    """The products of an application with their certificates of today."""
    return list(
        Product.objects.filter(pk__in=application.items.values("product"))
        .prefetch_related("certificates")
        .order_by("sort_key", "id")
    )


def review_checks(application: Application) -> list[Check]:
    """The rules as they stand today, for the office: private acceptances count."""
    return checks_for(
        fair=application.fair,
        producer=application.producer,
        products=shown_products(application),
        modules=application.modules,
        at=application.submitted_at or application.created_at,
        reviewing=True,
        private=True,
        without=application.pk,
    )


def standing(application: Application) -> Standing:
    """What the published priority rule looks at, for one application."""
    fair, producer = application.fair, application.producer
    stars = application.items.aggregate(best=Max("certificate__stars"))["best"]
    earlier = Application.objects.filter(
        producer=producer, state__in=PLACED_APPLICATIONS, fair__opens_on__lt=fair.opens_on
    )
    if fair.series_id:
        earlier = earlier.filter(fair__series=fair.series_id)
    kept = FairQuota.objects.filter(fair=fair, commune__isnull=False, commune=producer.commune_id)
    return Standing(
        stars=stars,
        late=application.late,
        newcomer=not earlier.exists(),
        kept_commune=bool(producer.commune_id) and kept.exists(),
        craft_village=producer.village_id is not None,
    )


def ranked(fair: Fair) -> QuerySet[Application]:
    """Eligible applications in the published order: points, time of sending, number."""
    return (
        applications()
        .filter(fair=fair, state=ApplicationState.ELIGIBLE)
        .order_by("-priority", F("submitted_at").asc(), "id")
    )


def decidable(fair: Fair) -> QuerySet[Application]:
    """Reviewed applications in the published order, the eligible before the others."""
    eligible = When(state=ApplicationState.ELIGIBLE, then=Value(0))
    return (
        applications()
        .filter(fair=fair, state__in=DECIDABLE_APPLICATIONS)
        .order_by(Case(eligible, default=Value(1)), "-priority", F("submitted_at").asc(), "id")
    )
