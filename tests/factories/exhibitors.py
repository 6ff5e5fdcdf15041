"""Communes, producers, products and certificates for tests."""

from datetime import date, timedelta

import factory
from django.utils import timezone

from accounts.models import User
from exhibitors.models import (
    Certificate,
    Commune,
    CraftVillage,
    Producer,
    ProducerMember,
    Product,
)
from exhibitors.rules import MemberRole, ProducerKind, ProducerState, ProductGroup, add_months


class CommuneFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Commune

    name = factory.Sequence(lambda n: f"Xã thử {n}")
    code = factory.Sequence(lambda n: f"T{n:05d}")


class CraftVillageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CraftVillage

    name = factory.Sequence(lambda n: f"Làng thử {n}")
    craft_vi = "gốm sứ"
    craft_en = "ceramics"
    craft_group = "gốm sứ"
    commune = factory.SubFactory(CommuneFactory)


class ProducerFactory(factory.django.DjangoModelFactory):
    """A verified cooperative that may apply for fairs."""

    class Meta:
        model = Producer

    name = factory.Sequence(lambda n: f"HTX thử nghiệm {n}")
    code = factory.Sequence(lambda n: f"TP{n:05d}")
    kind = ProducerKind.COOPERATIVE
    state = ProducerState.VERIFIED
    commune = factory.SubFactory(CommuneFactory)
    email = factory.Sequence(lambda n: f"producer{n}@example.org")


class ProductFactory(factory.django.DjangoModelFactory):
    """A product without a certificate (a candidate)."""

    class Meta:
        model = Product

    name = factory.Sequence(lambda n: f"Sản phẩm thử {n}")
    code = factory.Sequence(lambda n: f"TS{n:05d}")
    producer = factory.SubFactory(ProducerFactory)
    group = ProductGroup.FOOD
    product_type = "honey"


class CertificateFactory(factory.django.DjangoModelFactory):
    """Recognition issued a year ago, in force for two more years."""

    class Meta:
        model = Certificate

    product = factory.SubFactory(ProductFactory)
    stars = 4
    decision_number = factory.Sequence(lambda n: f"{n}/QĐ-UBND")
    issued_on = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=365))
    expires_on = factory.LazyAttribute(lambda c: add_months(c.issued_on, 36))
    issuer = "UBND thành phố Hà Nội"


def member(user: User, producer: Producer, role: str = MemberRole.OWNER) -> ProducerMember:
    """Make somebody act for a producer (once)."""
    return ProducerMember.objects.get_or_create(
        producer=producer, user=user, until=None, defaults={"role": role}
    )[0]


def certified(*, stars: int = 4, issued_on: date | None = None, **product) -> Product:
    """A product with a certificate in force."""
    made = ProductFactory(**product)
    extra = {"issued_on": issued_on} if issued_on else {}
    CertificateFactory(product=made, stars=stars, **extra)
    return made
