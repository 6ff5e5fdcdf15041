"""A real browser on a live server: pages signed in by role, with what went wrong in them."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.factories.accounts import signed_in

CHROMIUM = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# A busy machine is slow, not wrong: what never comes is waited for this long, in milliseconds.
PATIENCE = 60_000
FAILED = pytest.StashKey[bool]()
FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


def find_chromium() -> str | None:
    """CHROMIUM names the browser; otherwise the first that is installed."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in CHROMIUM if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run; tests skip loudly where there is none.

    Known to all tests by tests/conftest.py: a second one in the same process would not start.
    """
    expect.set_options(timeout=PATIENCE)
    path = find_chromium()
    if path is None:
        message = "no Chromium here: install the package chromium, or name one in CHROMIUM"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*FLAGS, *(["--no-sandbox"] if as_root else [])]
        )
        yield browser
        browser.close()


@dataclass
class Trouble:
    """What a page did wrong: errors of scripts, violations of the policy, failed requests."""

    found: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.found.append(f"script error: {error}"))
        page.on("console", self._console)
        page.on("requestfailed", lambda request: self._failed(request))

    def _console(self, message) -> None:
        text = message.text
        if message.type == "error" and not text.startswith("Failed to load resource"):
            self.found.append(f"console: {text}")
        elif "Content Security Policy" in text:
            self.found.append(f"policy: {text}")

    def _failed(self, request) -> None:
        if request.resource_type in ("stylesheet", "script", "font", "image"):
            self.found.append(f"not loaded: {request.url}")


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


NewPage = Callable[..., Page]


@pytest.fixture
def open_browser(
    chromium: Browser, live_server, trouble: Trouble, request: pytest.FixtureRequest
) -> Iterator[NewPage]:
    """A function: a page of a person (None: nobody), in a language and a width.

    Nothing moves by itself, so that a click lands where it was aimed. What the pages of a failed
    test showed at its end is printed.
    """
    contexts: list[BrowserContext] = []

    def make(user=None, *, width: int = 1440, language: str = "vi", **options) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            locale={"vi": "vi-VN", "fr": "fr-FR"}.get(language, "en-GB"),
            timezone_id="Asia/Ho_Chi_Minh",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language}
        if user is not None:
            client = signed_in(Client(), user)
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies["sessionid"].value
        context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
        )
        page = context.new_page()
        trouble.watch(page)
        return page

    yield make
    for context in contexts:
        if request.node.stash.get(FAILED, False):
            _print_pages(context)
        context.close()


def _print_pages(context: BrowserContext) -> None:
    for page in context.pages:
        with suppress(Error):  # a page that broke down shows nothing any more
            text = page.locator("body").inner_text(timeout=5000)
            sys.stdout.write(f"{page.url}\n{text}\n")
