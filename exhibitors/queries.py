"""Reads of the registry: lists with their standing, the public catalogue, what expires."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from exhibitors.models import (
    Certificate,
    CertificateQuerySet,
    Commune,
    CraftVillage,
    Producer,
    ProducerMember,
    Product,
    RecognitionImport,
)
from exhibitors.rules import ProducerState, Standing, standing
from notifications.kinds import document_kind
from notifications.models import Document

DECISION_KIND = document_kind("exhibitors.decision_list", _("Products recognised by a decision"))
NOTICE_KIND = document_kind("exhibitors.expiry_notice", _("Notice of certificates that end soon"))


def communes() -> QuerySet[Commune]:
    """The communes and wards in force, with what they hold and which districts they were in."""
    return Commune.objects.annotate(
        village_count=Count("villages", distinct=True),
        producer_count=Count(
            "producers", filter=~Q(producers__state=ProducerState.MERGED), distinct=True
        ),
        districts=ArrayAgg(
            "former_units__district",
            filter=Q(former_units__isnull=False),
            distinct=True,
            default=[],
        ),
    )


def villages() -> QuerySet[CraftVillage]:
    """The craft villages with their commune."""
    return CraftVillage.objects.select_related("commune")


def with_product_count(producers: QuerySet[Producer]) -> QuerySet[Producer]:
    """Producers with the number of products still made."""
    made = (
        Product.objects.filter(producer=OuterRef("pk"), withdrawn_on=None)
        .order_by()
        .values("producer")
        .annotate(n=Count("id"))
        .values("n")
    )
    return producers.select_related("commune").annotate(product_count=Subquery(made))


def with_standing(products: QuerySet[Product], day: date) -> QuerySet[Product]:
    """Products with `stars` and `valid_until` in force on `day`, and `last_expiry` of all.

    One statement: each value is a correlated subquery on the few certificates of the product.
    """
    mine = Certificate.objects.filter(product=OuterRef("pk")).order_by()
    valid = mine.valid_on(day).values("product")
    return products.annotate(
        stars=Subquery(valid.annotate(v=Max("stars")).values("v")),
        valid_until=Subquery(valid.annotate(v=Max("expires_on")).values("v")),
        last_expiry=Subquery(
            mine.values("product").annotate(v=Max("expires_on")).values("v"),
        ),
    )


def standing_of(row: Any, day: date) -> Standing:
    """The standing of a row of `with_standing` (an instance or a values() row)."""
    value = row.get if isinstance(row, dict) else lambda name: getattr(row, name)
    return standing(
        valid_until=value("valid_until"),
        last_expiry=value("last_expiry"),
        withdrawn_on=value("withdrawn_on"),
        day=day,
        warning_days=max(settings.CERTIFICATE_WARNING_DAYS),
    )


def in_standing(products: QuerySet[Product], wanted: str, day: date) -> QuerySet[Product]:
    """The rows of `with_standing` that have one standing on `day`."""
    gone = Q(withdrawn_on__lte=day)
    if wanted == Standing.WITHDRAWN:
        return products.filter(gone)
    soon = day + timedelta(days=max(settings.CERTIFICATE_WARNING_DAYS))
    condition = {
        Standing.RECOGNISED: Q(valid_until__gte=soon),
        Standing.EXPIRING: Q(valid_until__lt=soon),
        Standing.EXPIRED: Q(valid_until=None, last_expiry__isnull=False),
        Standing.CANDIDATE: Q(last_expiry=None),
    }[Standing(wanted)]
    return products.filter(~gone | Q(withdrawn_on=None)).filter(condition)


def catalogue(day: date) -> QuerySet[Product]:
    """What the public may see: products whose certificate is in force, of active producers."""
    demo = Certificate.objects.valid_on(day).filter(product=OuterRef("pk"), is_demo=True)
    rows = with_standing(
        Product.objects.filter(
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=day),
            producer__state__in=[ProducerState.VERIFIED, ProducerState.UNVERIFIED],
            pk__in=Certificate.objects.valid_on(day).values("product"),
        ).select_related("producer", "producer__commune"),
        day,
    )
    return rows.annotate(is_demo_row=Q(is_demo=True) | Exists(demo))


def latest_certificates(certificates: QuerySet[Certificate]) -> QuerySet[Certificate]:
    """Leave out a certificate whose product already holds one that lasts longer."""
    longer = Certificate.objects.filter(
        product=OuterRef("product"), revoked_on=None, expires_on__gt=OuterRef("expires_on")
    )
    return (
        certificates.annotate(newer=Subquery(longer.values("pk")[:1]))
        .filter(newer=None)
        .select_related("product", "product__producer")
        .order_by("expires_on", "id")
    )


def expiry_counts(certificates: CertificateQuerySet, day: date) -> list[tuple[int, int]]:
    """How many certificates end within each warning period, e.g. [(30, 2), (60, 5), (90, 9)]."""
    current = latest_certificates(certificates.valid_on(day))
    periods = sorted(settings.CERTIFICATE_WARNING_DAYS)
    counts = current.order_by().aggregate(
        **{
            f"within_{n}": Count("pk", filter=Q(expires_on__lt=day + timedelta(days=n)))
            for n in periods
        }
    )
    return [(n, counts[f"within_{n}"]) for n in periods]


def certificates_of(product: Product) -> QuerySet[Certificate]:
    return Certificate.objects.filter(product=product)


def certificates_of_decision(number: str) -> QuerySet[Certificate]:
    """What one decision recognised, the highest rating first, then by product."""
    return (
        Certificate.objects.filter(decision_number=number)
        .select_related("product__producer__commune")
        .order_by("-stars", "product__sort_key", "id")
    )


def decisions() -> QuerySet[Certificate, Any]:
    """Decision numbers with their day and how many products each recognised, newest first."""
    return (
        Certificate.objects.order_by("-issued_on", "decision_number")
        .values("decision_number", "issued_on")
        .annotate(products=Count("id"))
    )


def ending_certificates(day: date, within: int) -> QuerySet[Certificate]:
    """Certificates in force that end within so many days, by producer, the next to end first."""
    return (
        latest_certificates(Certificate.objects.expiring_within(day, within))
        .exclude(product__withdrawn_on__lte=day)
        .select_related("product__producer__commune")
        .order_by("product__producer__sort_key", "product__producer", "expires_on", "id")
    )


def notices_to(producer: Producer) -> QuerySet[Document]:
    """The valid notices to a producer, newest first, without their bytes."""
    return (
        Document.objects.filter(
            kind=NOTICE_KIND,
            subject_type="exhibitors.producer",
            subject_id=str(producer.pk),
            state="VALID",
        )
        .defer("content")
        .order_by("-issued_at", "-id")
    )


def paper_documents() -> QuerySet[Document]:
    """The lists of decisions and the files of notices, newest first, without their bytes."""
    wanted = Q(kind=DECISION_KIND) | Q(kind="papers.bundle", subject_id__startswith="expiry-")
    return (
        Document.objects.filter(wanted, state="VALID")
        .defer("content")
        .order_by("-issued_at", "-id")
    )


def members_of(producer: Producer) -> QuerySet[ProducerMember]:
    """The people who act for a producer now."""
    return ProducerMember.objects.filter(producer=producer, until=None).select_related("user")


def duplicates_of(producer: Producer) -> QuerySet[Producer]:
    """Other producers with the same folded name or tax code, as candidates for merging."""
    same = Q(search=producer.search)
    if producer.tax_code:
        same |= Q(tax_code=producer.tax_code)
    return Producer.objects.filter(same).exclude(pk=producer.pk).exclude(state=ProducerState.MERGED)


def recognition_imports() -> QuerySet[RecognitionImport]:
    """Imports without the rows they carry."""
    return RecognitionImport.objects.select_related("created_by", "job").defer("rows", "errors")


def commune_choices() -> QuerySet[Commune]:
    return Commune.objects.order_by("sort_key").only("id", "name", "sort_key")


def addresses_in_programme(addresses: Iterable[str]) -> set[str]:
    """Those addresses, in lower case, at which a producer or one of its people is reached.

    Suspended and merged producers do not count. Two statements whatever the number.
    """
    wanted = {address.lower() for address in addresses}
    outside = (ProducerState.SUSPENDED, ProducerState.MERGED)
    own = Producer.objects.exclude(state__in=outside).annotate(low=Lower("email"))
    people = ProducerMember.objects.filter(until=None).exclude(producer__state__in=outside)
    return {
        *own.filter(low__in=wanted).values_list("low", flat=True),
        *people.annotate(low=Lower("user__email"))
        .filter(low__in=wanted)
        .values_list("low", flat=True),
    }
