"""A fair as large as any in Hanoi: three halls, and applicants with wishes of all kinds."""

import random
from decimal import Decimal

from exhibitors.rules import ProductGroup
from fairs.models import Application, Booth, Fair
from tests.factories.exhibitors import (
    CommuneFactory,
    CraftVillageFactory,
    ProducerFactory,
    certified,
)
from tests.factories.fairs import FairFactory, accepted, drawn

HALLS, ROWS, PER_ROW = 3, 10, 10  # 300 booths
GROUPS = (ProductGroup.FOOD, ProductGroup.BEVERAGES, ProductGroup.HANDICRAFTS)
ZONES = ((ProductGroup.FOOD, 4), (ProductGroup.BEVERAGES, 2), (ProductGroup.HANDICRAFTS, 2))


def big_fair(applicants: int = 260, seed: int = 1) -> tuple[Fair, list[Application]]:
    """A published fair of 300 booths; a tenth of its applicants asks for two modules."""
    rng = random.Random(seed)
    fair = FairFactory(hall=False)
    for number in range(1, HALLS + 1):
        drawn(
            fair, name=f"Nhà {number}", width_m=Decimal(60), depth_m=Decimal(70), rows=ROWS,
            booths_per_row=PER_ROW, zone_rows=ZONES,
        )  # fmt: skip
    booths = list(Booth.objects.filter(fair=fair).select_related("zone").order_by("id"))
    villages = [CraftVillageFactory() for _n in range(8)]
    communes = [CommuneFactory() for _n in range(30)]
    return fair, [_applicant(fair, booths, villages, communes, rng) for _n in range(applicants)]


def _applicant(fair: Fair, booths, villages, communes, rng: random.Random) -> Application:
    village = rng.choice(villages) if rng.random() < 0.3 else None
    commune = village.commune if village else rng.choice(communes)
    producer = ProducerFactory(village=village, commune=commune)
    group = rng.choices(GROUPS, (60, 20, 20))[0]
    kind = f"{group.label} {rng.randrange(12)}"
    product = certified(
        producer=producer, group=group, product_type=kind, stars=rng.choice((3, 3, 4, 4, 5))
    )
    own = [b for b in booths if not b.zone.allowed_groups or group in b.zone.allowed_groups]
    wished = rng.sample(own, rng.choice((0, 0, 1, 2, 3)))
    return accepted(
        fair, producer=producer, products=[product], modules=2 if rng.random() < 0.1 else 1,
        wished_booths=[b.pk for b in wished],
        wished_zones=list({b.zone_id: 0 for b in wished}) or [],
        needs=["power"] if rng.random() < 0.1 else [],
        wants=["corner"] if rng.random() < 0.2 else [],
        priority=rng.randrange(12), credit=rng.choice((0, 0, 0, 10, 30)),
    )  # fmt: skip
