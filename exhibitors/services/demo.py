"""The demonstration story of the registry. Everything made here says that it is made up.

Certificates carry a number beginning DEMO-, added producers say “(trình diễn)” in their name, and
contacts are addresses at example.org, which nobody can own.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.models import User
from exhibitors.models import Certificate, CraftVillage, Producer, ProducerMember, Product
from exhibitors.rules import MemberRole, ProducerKind, ProducerState, ProductGroup
from exhibitors.rules.product_types import product_type_of
from exhibitors.services.certificates import expiry_of

DEMO_CONTACT = "Liên hệ trình diễn."
ISSUER = "Quyết định trình diễn, không có thật"
UNNAMED = ("Chủ thể chưa nêu tên", "Hộ kinh doanh không nêu tên", "Hộ kinh doanh chưa nêu tên")
EXPIRED_EVERY, LAPSING_EVERY, CANDIDATE_EVERY = 15, 19, 23
_GROUPS = {
    "thực phẩm": ProductGroup.FOOD,
    "đồ uống": ProductGroup.BEVERAGES,
    "sinh vật cảnh": ProductGroup.ORNAMENTAL,
    "biểu diễn": ProductGroup.TOURISM,
}


@transaction.atomic
def load_demo_certificates(
    *, today: date, lapse_on: date | None = None, applicants: int = 145
) -> dict[str, int]:
    """Give at least `applicants` producers products with demonstration certificates.

    The named producers of the reference data come first; households named after real craft
    villages and marked as demonstration fill up. Some certificates ran out, and some end on
    `lapse_on` (by default three weeks ahead) so that a check on the days of a fair refuses them;
    a few products stay candidates. Running it again adds nothing. Returns counts.
    """
    producers = _named_producers()
    added = _add_households(applicants - len(producers))
    producers += added
    products = _products_of(producers)
    ids = [p.pk for p in producers]
    Producer.objects.filter(pk__in=ids, state=ProducerState.UNVERIFIED).update(
        state=ProducerState.VERIFIED
    )
    _give_contacts(producers)
    certificates = _certificates(producers, products, today, lapse_on or today + timedelta(21))
    return {"producers": len(producers), "households": len(added), "certificates": certificates}


def _named_producers() -> list[Producer]:
    rows = Producer.objects.filter(code__startswith="HN-P").order_by("code")
    return [row for row in rows if not row.name.startswith(UNNAMED)]


def _add_households(count: int) -> list[Producer]:
    """Households named after the first `count` craft villages, one each."""
    villages = list(CraftVillage.objects.order_by("id")[: max(count, 0)])
    rows = []
    for number, village in enumerate(villages, 1):
        household = Producer(
            code=f"DEMO-P{number:03d}",
            name=f"Hộ sản xuất mẫu {number:02d} – {village.name} (trình diễn)",
            kind=ProducerKind.HOUSEHOLD,
            commune_id=village.commune_id,
            village=village,
            former_district=village.former_district,
            note="Dựng cho trình diễn; làng nghề có thật.",
            is_demo=True,
        )
        household.index_name()
        rows.append(household)
    Producer.objects.bulk_create(rows, ignore_conflicts=True)
    codes = [row.code for row in rows]
    found = list(Producer.objects.filter(code__in=codes).select_related("village").order_by("code"))
    _add_household_products(found)
    return found


def _add_household_products(households: list[Producer]) -> None:
    rows = []
    for household in households:
        village = household.village
        if village is None:
            continue
        for number, craft in enumerate(village.craft_vi.split(",")[:2], 1):
            name = f"{craft.strip().capitalize()} {village.name} (trình diễn)"
            kind = product_type_of(craft.strip())
            group = _GROUPS.get(village.craft_group, ProductGroup.HANDICRAFTS)
            if kind in ("tea", "spirits"):
                group = ProductGroup.BEVERAGES
            product = Product(
                code=f"{household.code.replace('-P', '-S')}-{number}",
                producer=household,
                name=name,
                group=group,
                product_type=kind,
                note="Dựng cho trình diễn.",
                is_demo=True,
            )
            product.index_name()
            rows.append(product)
    Product.objects.bulk_create(rows, ignore_conflicts=True)


def _products_of(producers: list[Producer]) -> dict[int, list[Product]]:
    by_producer: dict[int, list[Product]] = {p.pk: [] for p in producers}
    for product in Product.objects.filter(producer__in=by_producer).order_by("code"):
        by_producer[product.producer_id].append(product)
    return by_producer


def _give_contacts(producers: list[Producer]) -> None:
    """A contact at example.org for those without one, marked in the note."""
    rows = [p for p in producers if not p.email]
    for row in rows:
        row.email = f"{row.code.lower()}@example.org"
        if DEMO_CONTACT not in row.note:
            row.note = f"{row.note} {DEMO_CONTACT}".strip()
    Producer.objects.bulk_update(rows, ["email", "note"])


def _certificates(
    producers: list[Producer], products: dict[int, list[Product]], today: date, lapse_on: date
) -> int:
    known = set(
        Certificate.objects.filter(decision_number__startswith="DEMO-").values_list(
            "product_id", flat=True
        )
    )
    rows = []
    for order, producer in enumerate(producers, 1):
        if order % CANDIDATE_EVERY == 0:
            continue  # stays a candidate
        for offset, product in enumerate(products[producer.pk]):
            if product.pk in known:
                continue
            issued = today - timedelta(days=45 + (order * 37 + offset * 11) % 1_000)
            expires = expiry_of(issued)
            if order % EXPIRED_EVERY == 0:
                issued = today - timedelta(days=1130 + order)
                expires = expiry_of(issued)
            elif order % LAPSING_EVERY == 0:
                issued, expires = lapse_on - timedelta(days=1095), lapse_on
            published = product.assessment_stars
            stars = int(published) if published in ("3", "4", "5") else 3 + (order + offset) % 2
            rows.append(
                Certificate(
                    product=product,
                    stars=stars,
                    decision_number=f"DEMO-{order:03d}{offset + 1}/QĐ",
                    issued_on=issued,
                    expires_on=expires,
                    issuer=ISSUER,
                    note="Dựng cho trình diễn.",
                    is_demo=True,
                )
            )
    return len(Certificate.objects.bulk_create(rows))


@transaction.atomic
def load_demo_members(
    *, users: Sequence[User], now: datetime, producers: Sequence[Producer] = ()
) -> list[ProducerMember]:
    """Let each demonstration account act for one producer, in order; again changes nothing.

    Without `producers` those with demonstration certificates are taken by code whose products are
    all certified for a year to come: they may apply to every fair that is open.
    """
    in_a_year = timezone.localdate(now) + timedelta(days=365)
    chosen = list(producers) or list(
        Producer.objects.filter(products__certificates__decision_number__startswith="DEMO-")
        .annotate(first_lapse=Min("products__certificates__expires_on"))
        .filter(first_lapse__gt=in_a_year)
        .order_by("code")[: len(users)]
    )
    pairs = zip(users, chosen, strict=False)
    return [
        ProducerMember.objects.get_or_create(
            producer=producer,
            user=user,
            until=None,
            defaults={"role": MemberRole.OWNER, "since": now},
        )[0]
        for user, producer in pairs
    ]
