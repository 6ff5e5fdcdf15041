"""A manager's phone: the offline page in Chromium, its clock, its connection, its queue."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cached_db import SessionStore
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

# The device's clock: real time moved by what the test says, read at every use.
SKEWED_CLOCK = """
(() => {
  const Real = Date;
  const moved = () => Number(localStorage.getItem("test-clock") || 0);
  class Skewed extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + moved()); }
    static now() { return Real.now() + moved(); }
  }
  window.Date = Skewed;
})();
"""
VERSIONS = """async (gone) => {
    for (let n = 0; ; n += 1) {
        const all = await caches.keys();
        if (!all.includes(gone) || n > 200) return all.filter((name) => !name.endsWith('language'));
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}"""
# The next request to an address arrives, and its answer gets lost on the way back; or the line
# goes dead under it. Done in the page: requests held up from outside may hang with its worker.
LINE = """([part, arrives]) => {
    const real = window.fetch;
    window.fetch = async (path, options) => {
        if (!String(path).includes(part)) return real(path, options);
        window.fetch = real;
        if (!arrives) await new Promise((_, fail) => { options.signal.onabort = fail; });
        await real(path, options);
        throw new TypeError('the answer is lost');
    };
}"""
HOUR = 3600 * 1000


class Device:
    """One browser profile; `page` shows the reporting page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.context: BrowserContext = page.context
        self.context.add_init_script(SKEWED_CLOCK)

    def open(self, language: str = "vi") -> "Device":
        """Load the page and wait until it works without a connection."""
        self.page.goto(f"/report/{language}/")
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        self.settle()
        return self

    def settle(self) -> None:
        """Wait until sending has come to rest."""
        self.page.locator('[data-view="home"] [data-status]:not([hidden])').wait_for()

    def set_clock(self, hours: float) -> None:
        """Move the device's clock by hours from the real time."""
        self.page.evaluate("n => localStorage.setItem('test-clock', String(n))", hours * HOUR)

    def offline(self) -> None:
        self.context.set_offline(True)

    def online(self) -> None:
        self.context.set_offline(False)

    def lose_answer(self, part: str) -> None:
        """The server gets the next request to such an address, its answer never arrives here."""
        self.page.evaluate(LINE, [part, True])

    def dead_line(self, part: str) -> None:
        """The next request to such an address gets nowhere, and nothing says so."""
        self.page.evaluate(LINE, [part, False])

    def sign_in(self, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.address}
        self.context.add_cookies([cookie])

    def end_session(self) -> None:
        """What happens after days without use: the server knows the session no more."""
        (cookie,) = (c for c in self.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME)
        SessionStore(session_key=cookie["value"]).delete()

    def go(self, hash: str) -> None:
        self.page.evaluate("h => { location.hash = h; }", hash)

    def stock(self, line: Any, day: Any = None, **figures: str) -> None:
        """Open the day's form, type figures of a line, and send."""
        self.open_form("stock", line.point_id, day)
        self.type(line, **figures)
        self.save()
        self.page.locator('[data-view="home"]:not([hidden])').wait_for()

    def open_form(self, kind: str, point: int, day: Any = None) -> None:
        self.go(f"#/{point}/{kind}/{day or ''}".rstrip("/"))
        self.page.locator(f'[data-view="{kind}"]:not([hidden])').wait_for()

    def type(self, line: Any, **figures: str) -> None:
        for name, text in figures.items():
            self.page.locator(f"#{name}-{line.product_id}").fill(text)

    def save(self) -> None:
        self.page.locator("section:not([hidden]) form button.btn-primary:visible").last.click()

    def versions(self, *, without: str = "") -> list[str]:
        """The versions of the page that are kept, once `without` is no longer among them."""
        return self.page.evaluate(VERSIONS, without)

    def rows(self) -> Any:
        return self.page.locator("[data-rows] > li")

    def row(self, kind: str, state: str) -> Any:
        """The rows of the queue of this kind in this state (words of the page)."""
        return self.rows().filter(has_text=kind).filter(has_text=state)

    def sync(self) -> None:
        self.page.locator("[data-sync]").click()

    def sees(self, text: str) -> None:
        expect(self.page.locator("main")).to_contain_text(text)
