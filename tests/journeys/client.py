"""The API and the entrance pages as people with an address and a password use them."""

import re
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests

from tests.factories.accounts import PASSWORD

TIMEOUT = 60
FIELD = re.compile(r'name="(csrfmiddlewaretoken|full_name)"[^>]*value="([^"]*)"')
In, Out = TypeVar("In"), TypeVar("Out")


def many(work: Callable[[In], Out], items: Iterable[In]) -> list[Out]:
    """The work done for each item by a few people at once, answers in the order of the items."""
    with ThreadPoolExecutor(4) as people:
        return list(people.map(work, items))


@dataclass
class Api:
    """One person's token, and short words for what can be done with it."""

    address: str
    email: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def sign_in(self) -> "Api":
        body = {"email": self.email, "password": PASSWORD}
        token = self.post("auth/token/", body)["token"]
        self.session.headers["Authorization"] = f"Bearer {token}"
        return self

    def ask(self, method: str, path: str, *, status: Iterable[int] = (), **more: Any) -> Any:
        """The JSON (or bytes) of an answer whose status is one of those expected."""
        url = path if path.startswith("http") else f"{self.address}/api/v1/{path}"
        answer = self.session.request(method, url, timeout=TIMEOUT, **more)
        expected = tuple(status) or (200, 201, 202, 204)
        assert answer.status_code in expected, (
            f"{method} {url} {more.get('json')} → {answer.status_code}: {answer.text[:1500]}"
        )
        is_json = "json" in answer.headers.get("Content-Type", "")
        return answer.json() if is_json else answer.content

    def get(self, path: str, **query: Any) -> Any:
        return self.ask("GET", path, params=query)

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every row of a list, page by page."""
        return list(self._rows(path, {"page_size": 100, **query}))

    def _rows(self, path: str, query: dict[str, Any]) -> Iterator[dict[str, Any]]:
        page = self.get(path, **query)
        while True:
            yield from page["results"]
            if not page["next"]:
                return
            page = self.get(page["next"])

    def post(self, path: str, body: Any = None, *, key: str = "", **more: Any) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        return self.ask("POST", path, json=body or {}, headers=headers, **more)

    def put(self, path: str, body: Any) -> Any:
        return self.ask("PUT", path, json=body)

    def patch(self, path: str, body: Any) -> Any:
        return self.ask("PATCH", path, json=body)

    def delete(self, path: str) -> Any:
        return self.ask("DELETE", path)

    def refused(
        self, method: str, path: str, body: Any = None, *, status: int, **more: Any
    ) -> dict[str, Any]:
        """The problem document of a request that must be refused with this status."""
        sent = {} if method == "GET" or "files" in more else {"json": body or {}}
        problem = self.ask(method, path, status=[status], **sent, **more)
        assert problem["status"] == status
        assert problem["title"]
        return problem


def accept_invitation(address: str, link: str) -> None:
    """Open the link of an invitation and choose a password, as the invited person does."""
    visitor = requests.Session()
    page = visitor.get(address + urlsplit(link).path, timeout=TIMEOUT)
    assert page.status_code == 200, page.text[:1000]
    fields = dict(
        re.findall(r'name="(csrfmiddlewaretoken|full_name)"[^>]*value="([^"]*)"', page.text)
    )
    fields |= {"language": "vi", "password": PASSWORD, "again": PASSWORD}
    sent = visitor.post(
        page.url, data=fields, headers={"Referer": page.url}, allow_redirects=False, timeout=TIMEOUT
    )
    assert sent.status_code == 302, sent.text[:3000]
