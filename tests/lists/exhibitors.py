"""The lists of the registry: places, producers, products, certificates and imports."""

from datetime import timedelta

from django.utils import timezone

from exhibitors.models import RecognitionImport
from tests.factories import exhibitors
from tests.factories.accounts import UserFactory
from tests.lists.listed import Listed, World


def a_producer(world: World) -> None:
    world.user, world.producer = UserFactory(), exhibitors.ProducerFactory()
    exhibitors.member(world.user, world.producer)


LISTS = [
    Listed(
        "exhibitors:communes",
        lambda w, n: exhibitors.CommuneFactory(is_ward=n % 2),
        "is_ward=false",
    ),
    Listed(
        "exhibitors:villages",
        lambda w, n: exhibitors.CraftVillageFactory(verified=not n % 2),
        "verified=true",
    ),
    Listed(
        "exhibitors:catalogue",
        lambda w, n: exhibitors.certified(stars=4 - n % 2),
        "stars=4",
    ),
    Listed(
        "exhibitors:my-products",
        lambda w, n: exhibitors.certified(producer=w.producer, stars=4 - n % 2),
        "stars=4",
        a_producer,
    ),
    Listed(
        "exhibitors:producers",
        lambda w, n: exhibitors.ProducerFactory(state=("VERIFIED", "SUSPENDED")[n % 2]),
        "state=VERIFIED",
    ),
    Listed("exhibitors:products", lambda w, n: exhibitors.certified(stars=4 - n % 2), "stars=4"),
    Listed(
        "exhibitors:certificates",
        lambda w, n: exhibitors.certified(
            issued_on=timezone.localdate() - timedelta(days=(1080, 365)[n % 2])
        ),
        "within=30",
    ),
    Listed(
        "exhibitors:imports",
        lambda w, n: RecognitionImport.objects.create(
            filename=f"{n}.xlsx", total=9, failed=n % 2, created_by=w.user
        ),
        "failed=false",
    ),
]
