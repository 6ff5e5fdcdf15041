"""Matrix of the registry: reference, catalogue, producers, products, certificates, imports."""

from typing import Any

from django.utils import timezone

from exhibitors.models import (
    Certificate,
    Producer,
    ProducerMember,
    Product,
    RecognitionImport,
)
from notifications.models import Job
from tests.authorisation.matrix import ROLES, Case, everybody
from tests.factories.exhibitors import (
    CertificateFactory,
    CommuneFactory,
    ProducerFactory,
    ProductFactory,
    member,
)
from tests.factories.notifications import document

ABSENT = 987_654_321


def build(world: dict[str, Any]) -> None:
    users = world["users"]
    world.setdefault("commune", CommuneFactory())
    world.setdefault("producer", ProducerFactory(commune=world["commune"]))
    world.setdefault("other_producer", ProducerFactory())
    member(users["producer"], world["producer"])
    member(users["other_producer"], world["other_producer"])
    world["colleague_member"] = member(users["colleague"], world["producer"], "STAFF")
    world.setdefault("product", ProductFactory(producer=world["producer"]))
    world["certificate"] = CertificateFactory(product=world["product"])
    world["unverified_producer"] = ProducerFactory(state="UNVERIFIED")
    world["notice"] = document(
        kind="exhibitors.expiry_notice",
        subject_type="exhibitors.producer",
        subject_id=str(world["producer"].pk),
    )
    world["import"] = RecognitionImport.objects.create(
        filename="a.xlsx",
        rows=[[2, *[None] * 11]],
        total=1,
        next_row=1,
        failed=1,
        errors=[{"row": 2, "column": "stars", "code": "stars", "value": ""}],
        created_by=users["organiser"],
        finished_at=timezone.now(),
    )


def roles(anonymous: int, other: int, **some: int) -> dict[str, int]:
    """The same status for everybody signed in but the named roles."""
    return {r: some.get(r, anonymous if r == "anonymous" else other) for r in ROLES}


def pk(name: str):
    return lambda world: {"pk": world[name].pk}


def absent(world: dict[str, Any]) -> dict[str, Any]:
    return {"pk": ABSENT}


def a_member(world: dict[str, Any]) -> dict[str, Any]:
    return {"pk": world["producer"].pk, "member_pk": world["colleague_member"].pk}


def facts(world: dict[str, Any]) -> Any:
    """What no refused request may change."""
    return (
        list(Producer.objects.order_by("pk").values()),
        list(Product.objects.order_by("pk").values()),
        list(Certificate.objects.order_by("pk").values()),
        list(ProducerMember.objects.order_by("pk").values()),
        RecognitionImport.objects.count(),
    )


# Pages: an anonymous visitor is sent to the sign-in page.
OWN = {"producer": 200, "reviewer": 200, "organiser": 200}
ORG = {"organiser": 200}
# A person who sees no producer at all gets the same answer for every one.
SEEN_BY_MEMBER = roles(302, 404, **OWN)
EDIT = roles(302, 404, producer=200, organiser=200, reviewer=403)
ORG_ONLY = roles(302, 403, organiser=200)
ORG_SEES = roles(302, 403, organiser=404)
LISTS = roles(302, 403, producer=200, other_producer=200, reviewer=200, organiser=200)
CERTIFY = {"stars": 4, "decision_number": "9/QĐ", "issued_on": "2026-01-02"}
REVOKE = {"revoked_on": "2026-11-01", "reason": "why"}
PRODUCER_FORM = {"name": "HTX mới", "kind": "COOPERATIVE", "language": "vi"}

PAGES = [
    Case("exhibitors:communes", "GET", everybody(200)),
    Case("exhibitors:commune", "GET", everybody(200), "own", pk("commune")),
    Case("exhibitors:commune", "GET", everybody(404), "absent", absent),
    Case("exhibitors:villages", "GET", everybody(200)),
    Case("exhibitors:catalogue", "GET", everybody(200)),
    Case("exhibitors:catalogue-product", "GET", everybody(200), "own", pk("product")),
    Case("exhibitors:catalogue-product", "GET", everybody(404), "absent", absent),
    Case(
        "exhibitors:mine",
        "GET",
        roles(302, 200, producer=302, other_producer=302),
    ),
    Case(
        "exhibitors:my-products",
        "GET",
        roles(302, 403, producer=200, other_producer=200),
        note="the office has no products of its own",
    ),
    Case("exhibitors:producers", "GET", LISTS),
    Case("exhibitors:producer", "GET", SEEN_BY_MEMBER, "own", pk("producer")),
    Case(
        "exhibitors:producer",
        "GET",
        roles(302, 404, other_producer=200, reviewer=200, organiser=200),
        "foreign",
        pk("other_producer"),
    ),
    Case("exhibitors:producer", "GET", roles(302, 404), "absent", absent),
    Case("exhibitors:producer-new", "GET", ORG_ONLY),
    Case(
        "exhibitors:producer-new",
        "POST",
        roles(302, 403, organiser=302),
        data=lambda w: PRODUCER_FORM,
        unchanged=facts,
    ),
    Case("exhibitors:producer-edit", "GET", EDIT, "own", pk("producer")),
    Case(
        "exhibitors:producer-edit",
        "POST",
        {**EDIT, "producer": 302, "organiser": 200},
        "own",
        pk("producer"),
        data=lambda w: {"phone": "1", "language": "vi", "version": w["producer"].version},
        unchanged=facts,
        note="an organiser's form needs the name too",
    ),
    Case("exhibitors:producer-merge", "GET", ORG_ONLY, "own", pk("producer")),
    Case(
        "exhibitors:producer-merge",
        "POST",
        roles(302, 403, organiser=302),
        "own",
        pk("producer"),
        data=lambda w: {"target": w["unverified_producer"].pk},
        unchanged=facts,
    ),
    Case(
        "exhibitors:producer-state",
        "POST",
        roles(302, 403, organiser=302),
        "own",
        lambda w: {"pk": w["unverified_producer"].pk, "to": "verify"},
        unchanged=facts,
    ),
    Case(
        "exhibitors:member-add",
        "GET",
        roles(302, 404, producer=200, organiser=200, reviewer=403),
        "own",
        pk("producer"),
    ),
    Case(
        "exhibitors:member-end",
        "POST",
        roles(302, 404, producer=302, organiser=302, reviewer=403),
        "own",
        a_member,
        unchanged=facts,
    ),
    Case("exhibitors:products", "GET", LISTS),
    Case("exhibitors:product", "GET", SEEN_BY_MEMBER, "own", pk("product")),
    Case("exhibitors:product", "GET", roles(302, 404), "absent", absent),
    Case("exhibitors:product-new", "GET", EDIT, "own", pk("producer")),
    Case(
        "exhibitors:product-new",
        "POST",
        {**EDIT, "producer": 302, "organiser": 302},
        "own",
        pk("producer"),
        data=lambda w: {"name": "Mật ong", "group": 1},
        unchanged=facts,
    ),
    Case("exhibitors:product-edit", "GET", EDIT, "own", pk("product")),
    Case(
        "exhibitors:product-withdraw",
        "POST",
        {**EDIT, "producer": 302, "organiser": 302},
        "own",
        pk("product"),
        unchanged=facts,
    ),
    Case("exhibitors:certificates", "GET", LISTS),
    Case("exhibitors:certificate-new", "GET", ORG_ONLY, "own", pk("product")),
    Case(
        "exhibitors:certificate-new",
        "POST",
        roles(302, 403, organiser=302),
        "own",
        pk("product"),
        data=lambda w: CERTIFY,
        unchanged=facts,
    ),
    Case("exhibitors:certificate-revoke", "GET", ORG_ONLY, "own", pk("certificate")),
    Case(
        "exhibitors:certificate-revoke",
        "POST",
        roles(302, 403, organiser=302),
        "own",
        pk("certificate"),
        data=lambda w: REVOKE,
        unchanged=facts,
    ),
    Case("exhibitors:certificate-revoke", "GET", ORG_SEES, "absent", absent),
    Case("exhibitors:imports", "GET", ORG_ONLY),
    Case("exhibitors:import-new", "GET", ORG_ONLY),
    Case("exhibitors:import-template", "GET", ORG_ONLY),
    Case("exhibitors:import", "GET", ORG_ONLY, "own", pk("import")),
    Case("exhibitors:import", "GET", ORG_SEES, "absent", absent),
    Case("exhibitors:import-errors", "GET", ORG_ONLY, "own", pk("import")),
]

# API: 401 without a token or session; a foreign object is as absent.
API_SEEN = roles(401, 404, producer=200, reviewer=200, organiser=200)
API_EDIT = roles(401, 404, producer=428, organiser=428, reviewer=403)
API_ORG = roles(401, 403, organiser=200)
API_LIST = roles(401, 200)

API = [
    Case("api:commune-list", "GET", everybody(200)),
    Case("api:village-list", "GET", everybody(200)),
    Case("api:catalogue-list", "GET", everybody(200)),
    Case("api:catalogue-detail", "GET", everybody(200), "own", pk("product")),
    Case("api:catalogue-detail", "GET", everybody(404), "absent", absent),
    Case("api:producer-list", "GET", API_LIST),
    Case(
        "api:producer-list", "POST", roles(401, 403, organiser=201),
        data=lambda w: {"name": "HTX mới", "kind": "COOPERATIVE"}, unchanged=facts,
    ),
    Case("api:producer-detail", "GET", API_SEEN, "own", pk("producer")),
    Case(
        "api:producer-detail", "GET",
        roles(401, 404, other_producer=200, reviewer=200, organiser=200),
        "foreign", pk("other_producer"),
    ),
    Case("api:producer-detail", "GET", roles(401, 404), "absent", absent),
    Case(
        "api:producer-detail", "PATCH", API_EDIT, "own", pk("producer"),
        data=lambda w: {"phone": "1"}, unchanged=facts, note="without a version",
    ),
    Case(
        "api:producer-detail", "PATCH",
        roles(401, 404, producer=200, organiser=200, reviewer=403), "own", pk("producer"),
        data=lambda w: {"phone": "1", "version": 1}, unchanged=facts, note="with the version",
    ),
    Case(
        "api:producer-verify", "POST", roles(401, 403, organiser=200), "own",
        pk("unverified_producer"), unchanged=facts,
    ),
    Case(
        "api:producer-suspend", "POST", roles(401, 403, organiser=200), "own", pk("producer"),
        data=lambda w: {"reason": "why"}, unchanged=facts,
    ),
    Case(
        "api:producer-merge", "POST", roles(401, 403, organiser=200), "own", pk("producer"),
        data=lambda w: {"target": w["unverified_producer"].pk}, unchanged=facts,
    ),
    Case("api:member-list", "GET", API_SEEN, "own", pk("producer")),
    Case(
        "api:member-list", "POST", roles(401, 404, producer=400, organiser=400, reviewer=403),
        "own", pk("producer"), data=lambda w: {"email": "no"}, unchanged=facts,
        note="with a wrong address",
    ),
    Case(
        "api:member-detail", "DELETE",
        roles(401, 404, producer=204, organiser=204, reviewer=403),
        "own", a_member, unchanged=facts,
    ),
    Case("api:product-list", "GET", API_LIST),
    Case(
        "api:product-list", "POST", roles(401, 404, producer=201, organiser=201, reviewer=403),
        "own", data=lambda w: {"producer": w["producer"].pk, "name": "Trà", "group": 2},
        unchanged=facts,
    ),
    Case("api:product-detail", "GET", API_SEEN, "own", pk("product")),
    Case("api:product-detail", "GET", roles(401, 404), "absent", absent),
    Case(
        "api:product-detail", "PATCH",
        roles(401, 404, producer=200, organiser=200, reviewer=403), "own", pk("product"),
        data=lambda w: {"unit": "kg", "version": 1}, unchanged=facts,
    ),
    Case(
        "api:product-withdraw", "POST",
        roles(401, 404, producer=200, organiser=200, reviewer=403), "own", pk("product"),
        data=lambda w: {"version": 1}, unchanged=facts,
    ),
    Case("api:product-certificate-list", "GET", API_SEEN, "own", pk("product")),
    Case(
        "api:product-certificate-list", "POST", roles(401, 403, organiser=201), "own",
        pk("product"), data=lambda w: CERTIFY, unchanged=facts,
    ),
    Case("api:certificate-list", "GET", API_LIST),
    Case("api:certificate-detail", "GET", API_SEEN, "own", pk("certificate")),
    Case("api:certificate-detail", "GET", roles(401, 404), "absent", absent),
    Case(
        "api:certificate-revoke", "POST", roles(401, 403, organiser=200), "own",
        pk("certificate"), data=lambda w: REVOKE, unchanged=facts,
    ),
    Case("api:recognition-import-list", "GET", API_ORG),
    Case(
        "api:recognition-import-list", "POST", roles(401, 403, organiser=415), unchanged=facts,
        note="JSON is no workbook",
    ),
    Case("api:recognition-import-detail", "GET", API_ORG, "own", pk("import")),
    Case("api:recognition-import-detail", "GET", roles(401, 403, organiser=404), "absent", absent),
]  # fmt: skip


def orders(world: dict[str, Any]) -> Any:
    return Job.objects.count()


def notice(world: dict[str, Any]) -> dict[str, Any]:
    return {"pk": world["producer"].pk, "document": world["notice"].pk}


def no_notice(world: dict[str, Any]) -> dict[str, Any]:
    return {"pk": world["producer"].pk, "document": ABSENT}


def decision(world: dict[str, Any]) -> dict[str, Any]:
    return {"decision_number": world["certificate"].decision_number, "language": "vi"}


def within(world: dict[str, Any]) -> dict[str, Any]:
    return {"within": 90, "language": "vi", "handover": "MERGED"}


def own_papers(anonymous: int, status: int) -> dict[str, int]:
    return roles(anonymous, 404, producer=status, organiser=status, reviewer=403)


PAPERS = [
    Case(
        "exhibitors:decision-list-make", "POST", roles(302, 403, organiser=302),
        data=decision, unchanged=orders,
    ),
    Case(
        "exhibitors:expiry-notices-make", "POST", roles(302, 403, organiser=302),
        data=within, unchanged=orders,
    ),
    Case("exhibitors:producer-paper", "GET", own_papers(302, 200), "own", notice),
    Case("exhibitors:producer-paper", "GET", own_papers(302, 404), "absent", no_notice),
    Case(
        "api:decision-list-order", "POST", roles(401, 403, organiser=202),
        data=decision, unchanged=orders,
    ),
    Case(
        "api:expiry-notice-order", "POST", roles(401, 403, organiser=202),
        data=within, unchanged=orders,
    ),
    Case("api:producer-paper-list", "GET", own_papers(401, 200), "own", pk("producer")),
    Case("api:producer-paper-list", "GET", roles(401, 404), "absent", absent),
    Case("api:producer-paper", "GET", own_papers(401, 200), "own", notice),
    Case("api:producer-paper", "GET", own_papers(401, 404), "absent", no_notice),
]  # fmt: skip

CASES = PAGES + API + PAPERS
