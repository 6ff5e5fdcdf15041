"""Every list: filters, an empty state with one way on, pages, Excel, and a constant price.

LISTS names each list page of the site; one that is not named fails. The Excel file of a list is
its own address with `export=xlsx`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.services import record_activity
from common.pages import ListPage
from exhibitors.models import RecognitionImport
from fairs.services.plans import create_plan
from notifications.services import void_documents
from tests.factories import exhibitors, fairs, notifications, venues
from tests.factories.accounts import UserFactory, organiser
from tests.factories.seminars import SeminarFactory, draft_seminar
from venues.models import PointDay, PointMonth
from venues.rules import month_of
from venues.services.ledger import post_stock_report
from venues.services.reporting_days import open_point_days

pytestmark = pytest.mark.django_db
World = SimpleNamespace
FEW, MANY = 5, 50


@dataclass(frozen=True)
class Listed:
    """A list page.

    `add(world, n)` adds a row, to be kept by the query `filter` where n is even and not where it
    is odd (none where `note` says why); `begin(world)` makes what the list belongs to and may set
    world.user and world.kwargs. `query` is part of its address, `most` how many rows it can have,
    `own` how many it has before any is added.
    """

    route: str
    add: Callable[[World, int], Any]
    filter: str
    begin: Callable[[World], Any] = lambda world: None
    query: str = ""
    most: int = MANY
    own: int = 0
    note: str = ""


def first_month() -> date:
    return month_of(timezone.localdate() - timedelta(days=62))


def a_producer(world: World) -> None:
    world.user, world.producer = UserFactory(), exhibitors.ProducerFactory()
    exhibitors.member(world.user, world.producer)


def a_point(world: World) -> None:
    world.point = venues.PointFactory(reports_from=first_month())
    world.kwargs = {"pk": world.point.pk}


def a_report(world: World, days_ago: int, **figures: int) -> None:
    post_stock_report(
        point_id=world.point.pk,
        client_uuid=uuid4(),
        day=timezone.localdate() - timedelta(days=days_ago),
        actor=world.user,
        now=timezone.now(),
        lines=[{"product": world.line.product_id, **figures}],
    )


def a_stocked_line(world: World) -> None:
    a_point(world)
    world.line = venues.line(world.point)
    world.kwargs["line_pk"] = world.line.pk
    open_point_days(point_id=world.point.pk, until=timezone.localdate())
    a_report(world, 50, received=1000)


def a_movement(world: World, n: int) -> None:
    a_report(world, n, **({"damaged": 1} if n % 2 else {"sold": 1}))


def a_fair(world: World) -> None:
    world.fair = fairs.FairFactory(hall=False)


def plans_of_a_fair(world: World) -> None:
    world.fair = fairs.FairFactory()
    world.kwargs = {"pk": world.fair.pk}


def name(n: int) -> str:
    return f"{'lẻ' if n % 2 else 'chẵn'} {n}"


def a_document(world: World, n: int) -> None:
    notifications.document(subject_id=str(n))
    if n % 2:
        void_documents(subject_type="test", subject_id=str(n), reason="sai", actor=None)


def a_month(world: World, n: int) -> None:
    month = date(2025 - n % 2, n // 2 + 1, 1)
    PointMonth.objects.create(point=world.point, month=month)


LISTS = [
    Listed("accounts:people", lambda w, n: UserFactory(full_name=name(n)), "q=chẵn", own=1),
    Listed(
        "accounts:activity",
        lambda w, n: record_activity(
            actor=w.user, verb=("user.closed", "user.invited")[n % 2], obj=w.user
        ),
        "verb=user.closed",
    ),
    Listed(
        "notifications:messages",
        lambda w, n: notifications.MessageFactory(state=("QUEUED", "SENT")[n % 2]),
        "state=QUEUED",
    ),
    Listed(
        "notifications:jobs",
        lambda w, n: notifications.JobFactory(
            state=("QUEUED", "DONE")[n % 2], finished_at=timezone.now() if n % 2 else None
        ),
        "state=QUEUED",
    ),
    Listed("notifications:documents", a_document, "state=VALID"),
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
    Listed(
        "venues:venues",
        lambda w, n: venues.VenueFactory(kind=("EXHIBITION_CENTRE", "OTHER")[n % 2]),
        "kind=EXHIBITION_CENTRE",
    ),
    Listed(
        "venues:points",
        lambda w, n: venues.PointFactory(kind=("SHOP", "MARKET")[n % 2]),
        "kind=SHOP",
    ),
    Listed(
        "venues:dashboard",
        lambda w, n: venues.PointFactory(),
        "",
        note="all points of the month chosen above it",
    ),
    Listed(
        "venues:lines",
        lambda w, n: venues.line(w.point, product=exhibitors.ProductFactory(name=name(n))),
        "q=chẵn",
        a_point,
    ),
    Listed("venues:line", a_movement, "kind=SELL", a_stocked_line, most=48, own=1),
    Listed(
        "venues:days",
        lambda w, n: PointDay.objects.create(point=w.point, day=first_month() + timedelta(days=n)),
        "",
        a_point,
        query=f"month={first_month():%Y-%m}",
        most=28,
        note="the days of the month chosen above it",
    ),
    Listed("venues:months", a_month, "year=2025", a_point, most=24),
    Listed(
        "fairs:fairs",
        lambda w, n: fairs.FairFactory(hall=False, state=("PUBLISHED", "DRAFT")[n % 2]),
        "state=PUBLISHED",
    ),
    Listed(
        "fairs:applications",
        lambda w, n: fairs.ApplicationFactory(fair=w.fair, state=("SUBMITTED", "ELIGIBLE")[n % 2]),
        "state=SUBMITTED",
        a_fair,
    ),
    Listed(
        "fairs:seminars_manage",
        lambda w, n: draft_seminar() if n % 2 else SeminarFactory(),
        "state=PUBLISHED",
    ),
    Listed(
        "fairs:plans",
        lambda w, n: create_plan(fair=w.fair, actor=None),
        "",
        plans_of_a_fair,
        note="a fair has a handful of plans",
    ),
]


def list_pages(resolver: Any = None, prefix: str = "") -> set[str]:
    """The names of all routes whose view is a ListPage."""
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            names |= list_pages(pattern, space)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None)
            if view is not None and issubclass(view, ListPage):
                names.add(f"{prefix}{pattern.name}")
    return names


def test_every_list_page_is_named_here():
    assert {listed.route for listed in LISTS} == list_pages()


def test_only_the_lists_of_a_note_have_no_filter():
    assert all(listed.filter or listed.note for listed in LISTS)


every_list = pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed.route)


@pytest.fixture
def opened(sign_in):
    """A function: the world of a list, and a function that opens it with a query."""

    def make(listed: Listed):
        world = World(user=organiser(), kwargs={})
        listed.begin(world)
        client, address = sign_in(world.user), reverse(listed.route, kwargs=world.kwargs)
        return world, lambda query="": client.get(f"{address}?{listed.query}&{query}")

    return make


def fill(world: World, listed: Listed, numbers: range) -> None:
    for n in numbers:
        listed.add(world, n)


def exported(answer: Any) -> int:
    """How many rows a workbook has below its heading."""
    book = openpyxl.load_workbook(BytesIO(answer.content), read_only=True)
    return sum(1 for _row in book.active.iter_rows()) - 1


@every_list
def test_an_empty_list_says_why_and_shows_one_way_on(listed, opened):
    if listed.own:
        pytest.skip("never empty")
    _world, get = opened(listed)
    page = get().content.decode()
    box = page.partition('<div class="empty">')[2].partition("</div>")[0]
    assert box.count("<a ") == 1, box
    assert "export=xlsx" not in page


@every_list
def test_a_filter_that_keeps_nothing_offers_to_clear_it(listed, opened):
    if not listed.filter or listed.own:
        pytest.skip("no filter, or never empty")
    world, get = opened(listed)
    page = get(listed.filter).content.decode()
    box = page.partition('<div class="empty">')[2].partition("</div>")[0]
    clear = reverse(listed.route, kwargs=world.kwargs)
    assert box.count("<a ") == 1, box
    assert f'href="{clear}"' in box


@every_list
def test_a_long_list_has_pages_and_its_workbook_has_what_the_filter_keeps(listed, opened):
    world, get = opened(listed)
    fill(world, listed, range(listed.most))
    page = get()
    assert page.context["page"].paginator.count == listed.most + listed.own
    if listed.most > 31:
        assert len(page.context["rows"]) == 25
        assert 'rel="next"' in page.content.decode()
        assert 'rel="prev"' in get("page=2").content.decode()
    assert exported(get("export=xlsx")) == listed.most + listed.own
    if listed.filter:
        kept = get(listed.filter).context["page"].paginator.count
        assert kept == (listed.most + 1) // 2
        assert exported(get(f"{listed.filter}&export=xlsx")) == kept


@every_list
def test_a_list_costs_as_much_for_few_rows_as_for_many(listed, opened):
    world, get = opened(listed)

    def costs() -> tuple[int, int]:
        found = []
        for query in ("", "export=xlsx"):
            with CaptureQueriesContext(connection) as queries:
                assert get(query).status_code == 200
            found.append(len(queries))
        return found[0], found[1]

    fill(world, listed, range(FEW))
    costs()  # fills the caches that live as long as the process
    few = costs()
    fill(world, listed, range(FEW, listed.most))
    assert costs() == few
