"""Every list: filters, an empty state with one way on, pages, Excel, and a constant price.

tests/lists names each list of the site and of the API; one that is not named fails. The Excel file
of a list is its own address with `export=xlsx`.
"""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from common.drf.views import ListView
from common.pages import ListPage
from tests.factories.accounts import organiser
from tests.lists.api import API_LISTS
from tests.lists.listed import Listed, World
from tests.lists.pages import LISTS

pytestmark = pytest.mark.django_db
FEW = 5


def routes_of(base: type, resolver: Any = None, prefix: str = "") -> set[str]:
    """The names of all routes whose view is a `base`."""
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            names |= routes_of(base, pattern, space)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None)
            if view is not None and issubclass(view, base):
                names.add(f"{prefix}{pattern.name}")
    return names


def test_every_list_is_named_here():
    assert {listed.route for listed in LISTS} == routes_of(ListPage)
    assert {listed.route for listed in API_LISTS} == routes_of(ListView)


def test_only_lists_with_a_note_have_no_filter():
    assert all(listed.filter or listed.note for listed in LISTS + API_LISTS)


OWN_TABLES = {
    "exhibitors/import_body.html": "the problems of one file, with a workbook of their own",
    "exhibitors/producer.html": "the products of one producer",
    "fairs/plan.html": "the locks of one plan",
    "notifications/caught_mails.html": "a tool of developers",
    "venues/count.html": "the products of one count",
    "venues/delivery.html": "the products of one delivery",
    "venues/venue.html": "the halls and the rooms of one venue",
    "venues/calendar.html": "a row for each kind of point, as many as the settings name",
}


def test_a_list_is_drawn_by_the_page_all_lists_share():
    """A template with a table of its own is named with its reason."""
    root = Path(__file__).resolve().parents[1]
    drawn = {
        str(path).partition("/templates/")[2]
        for path in root.glob("*/templates/**/*.html")
        if 'class="table list"' in path.read_text() and path.name != "table.html"
    }
    assert drawn == set(OWN_TABLES)


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


def price(get: Callable[[], Any]) -> int:
    """How many queries an answer costs."""
    with CaptureQueriesContext(connection) as queries:
        assert get().status_code == 200
    return len(queries)


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
        return price(get), price(lambda: get("export=xlsx"))

    fill(world, listed, range(FEW))
    costs()  # fills the caches that live as long as the process
    few = costs()
    fill(world, listed, range(FEW, listed.most))
    assert costs() == few


@pytest.mark.parametrize("listed", API_LISTS, ids=lambda listed: listed.route)
def test_a_list_of_the_api_is_filtered_paged_and_costs_the_same(listed, api):
    world = World(user=organiser(), kwargs={})
    listed.begin(world)
    caller, address = api(world.user), reverse(listed.route, kwargs=world.kwargs)

    def get(query: str = "page_size=100") -> Any:
        return caller.get(f"{address}?{listed.query}&{query}")

    fill(world, listed, range(FEW))
    get()
    few = price(get)
    fill(world, listed, range(FEW, listed.most))
    assert price(get) == few
    assert len(get().json()["results"]) == listed.most + listed.own
    page = get("page_size=10").json()
    assert len(page["results"]) == 10
    assert page["next"]
    if listed.filter:
        kept = get(f"page_size=100&{listed.filter}").json()["results"]
        assert len(kept) == (listed.most + 1) // 2
