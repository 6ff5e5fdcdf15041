"""Every page of the authorisation matrix, opened in a browser as somebody who may see it.

WCAG 2.2 AA by axe, no violation of the content policy, no script error, nothing to scroll
sideways: on a phone and on a desk in Vietnamese, and at 320 px in French, the longest language.
A page is covered as soon as its route stands in tests/authorisation.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from tests.authorisation.matrix import ROLES, Case, all_cases
from tests.authorisation.test_matrix import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = [("vi", 390), ("vi", 1440), ("fr", 320)]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
NOT_PAGES = {"health_live", "health_ready", "security_txt"}
NOT_OURS = {"api:docs", "api:schema"}  # Swagger UI is a tool of its own


def page_cases() -> list[tuple[Case, str]]:
    """(line of the matrix, first role that gets the page)."""
    found: dict[tuple[str, str], tuple[Case, str]] = {}
    for case in all_cases():
        if case.method != "GET" or case.route in NOT_PAGES | NOT_OURS or "export" in case.query:
            continue
        if case.route.startswith("api:"):
            continue
        role = next((r for r in ROLES if case.expect[r] == 200), None)
        if role is not None:
            found.setdefault((case.route, case.query), (case, role))
    return list(found.values())


@pytest.fixture
def world(transactional_db):
    """The world of the authorisation matrix, committed so that the live server sees it."""
    return build_world()


def is_page(page: Page, path: str) -> bool:
    """Not a download, and not a fragment that another page loads into itself."""
    reply = page.request.get(path, max_redirects=0)
    html = reply.headers.get("content-type", "").startswith("text/html")
    return reply.ok and html and "<html" in reply.text()[:200]


def sideways(page: Page) -> int:
    return page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def widest(page: Page) -> list[str]:
    return page.evaluate(
        """() => [...document.querySelectorAll('main *, header *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 3).map(e => e.outerHTML.slice(0, 120))"""
    )


def violations(page: Page) -> Iterator[str]:
    for found in Axe().run(page, options=RULES).response["violations"]:
        for node in found["nodes"][:3]:
            yield f"{found['id']}: {node['html'][:160]} {' '.join(map(str, node['target']))}"


def test_every_page_is_accessible_and_fits(world, open_browser, trouble):
    problems = []
    for language, width in VIEWS:
        pages: dict[str, Page] = {}
        for case, role in page_cases():
            user = world["users"].get(role)
            page = pages.get(role) or open_browser(user, width=width, language=language)
            pages[role] = page
            path = reverse(case.route, kwargs=case.kwargs(world)) + case.query
            if not is_page(page, path):
                continue
            where = f"{path} as {role} ({language}, {width} px)"
            page.goto(path)
            if (over := sideways(page)) > 0:
                problems.append(f"{where}: {over} px too wide: {widest(page)}")
            if language == "vi":
                problems += [f"{where}: {text}" for text in violations(page)]
            problems += [f"{where}: {text}" for text in trouble.found]
            trouble.found.clear()
    assert not problems, "\n" + "\n".join(problems)


def test_refusals_are_accessible_and_fit(world, open_browser, trouble):
    """What the matrix does not reach: pages of errors, and a form with every field refused."""
    producer = open_browser(world["users"]["producer"], width=320, language="fr")
    organiser = open_browser(world["users"]["organiser"], width=390)
    organiser.goto(reverse("fairs:fair_new"))
    organiser.evaluate("() => document.querySelectorAll('form').forEach(f => f.noValidate = true)")
    organiser.click("main form .btn-primary")
    organiser.wait_for_selector("[aria-invalid=true]")
    problems = [f"refused form: {text}" for text in violations(organiser)]
    problems += [f"refused form: {widest(organiser)}"] * (sideways(organiser) > 0)
    for path, status in (("/nowhere/", 404), (reverse("accounts:people"), 403)):
        reply = producer.goto(path)
        assert reply.status == status
        problems += [f"{status}: {text}" for text in violations(producer)]
        problems += [f"{status}: {widest(producer)}"] * (sideways(producer) > 0)
    assert not problems, "\n" + "\n".join(problems)
    assert not trouble.found
