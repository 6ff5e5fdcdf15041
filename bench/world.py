"""The rows that bench/api.py asks for, and the bodies it sends. Needs a configured Django."""

import base64
import itertools
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.rules import Role
from accounts.services import create_token, grant_role
from exhibitors.models import Commune, Producer, ProducerMember, Product
from exhibitors.rules import ProducerKind, ProducerState, ProductGroup
from fairs.models import Application, Fair
from fairs.rules.states import ApplicationState, FairState
from venues.models import ShowcasePoint, Venue
from venues.rules import PointKind

HOST = "127.0.0.1"
APPLICANTS = 4000  # producers without an application yet, each of which begins one
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


class World:
    """`rows` of each noun at one fair, and `large` products more for the long list."""

    def __init__(self, rows: int, large: int) -> None:
        self.now = timezone.now()
        self.number = itertools.count(1)
        self.communes = list(Commune.objects.all())
        self.fair = self._fair()
        self._fill(rows)
        self.large = large
        self.organiser = User.objects.create_user("bench@example.org", "x" * 20)
        grant_role(user=self.organiser, role=Role.ORGANISER, actor=None, now=self.now)
        self.token = create_token(user=self.organiser, name="bench")[1]
        self.plain_key = self._plain_key()
        self.applicant = self._applicants()
        self.one = {
            "applications": Application.objects.latest("id").pk,
            "products": Product.objects.latest("id").pk,
            "producers": Producer.objects.earliest("id").pk,
            "points": ShowcasePoint.objects.latest("id").pk,
        }

    def _fair(self) -> Fair:
        day = timezone.localdate() + timedelta(days=60)
        return Fair.objects.create(
            name_vi="Hội chợ đo",
            code="bench",
            venue=Venue.objects.earliest("id"),
            opens_on=day,
            closes_on=day + timedelta(days=3),
            apply_from=self.now - timedelta(days=1),
            apply_until=self.now + timedelta(days=30),
            state=FairState.PUBLISHED,
            published_at=self.now,
        )

    def _producers(self, count: int) -> list[Producer]:
        made = [
            Producer(
                name=f"Hợp tác xã {n}",
                code=f"B{n}",
                kind=ProducerKind.COOPERATIVE,
                state=ProducerState.VERIFIED,
                commune=self.communes[n % len(self.communes)],
                email=f"b{n}@example.org",
            )
            for n in itertools.islice(self.number, count)
        ]
        for producer in made:
            producer.index_name()
        return Producer.objects.bulk_create(made, 1000)

    def _products(self, producers: list[Producer]) -> list[Product]:
        made = [
            Product(
                name=f"Mật ong số {n}",
                code=f"M{n}",
                producer=producer,
                group=ProductGroup.FOOD,
                product_type="honey",
            )
            for n, producer in zip(self.number, producers, strict=False)
        ]
        for product in made:
            product.index_name()
        return Product.objects.bulk_create(made, 1000)

    def _fill(self, rows: int) -> None:
        producers = self._producers(rows)
        self._products(producers)
        points = [
            ShowcasePoint(
                name=f"Điểm {n}",
                code=f"X{n}",
                kind=PointKind.SHOP,
                commune=self.communes[n % len(self.communes)],
            )
            for n in itertools.islice(self.number, rows)
        ]
        for point in points:
            point.index_name()
        ShowcasePoint.objects.bulk_create(points)
        Application.objects.bulk_create(
            Application(
                fair=self.fair,
                producer=producer,
                code=f"BN-{producer.pk}",
                state=ApplicationState.SUBMITTED,
                submitted_at=self.now,
                consent_at=self.now,
                contact_email=producer.email,
            )
            for producer in producers
        )

    def _plain_key(self) -> str:
        """A token of the plain way; its table and the floor's are no part of the project."""
        key = secrets.token_hex(20)
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE bench_floor (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                " name text, note text)"
            )
            cursor.execute(
                "INSERT INTO authtoken_token (key, created, user_id) VALUES (%s, now(), %s)",
                [key, self.organiser.pk],
            )
        return key

    def _applicants(self) -> str:
        """Somebody who acts for producers that have not applied yet; the token."""
        user = User.objects.create_user("applicant@example.org", "x" * 20)
        self.waiting = self._producers(APPLICANTS)
        self.shown = {p.producer_id: p.pk for p in self._products(self.waiting)}
        ProducerMember.objects.bulk_create(
            ProducerMember(producer=producer, user=user) for producer in self.waiting
        )
        return create_token(user=user, name="bench")[1]

    def bodies(self, noun: str) -> Iterator[dict[str, Any]]:
        """What makes a row of a noun, once each."""
        if noun == "applications":
            while self.waiting:
                pk = self.waiting.pop().pk
                yield {"fair": self.fair.pk, "producer": pk, "products": [self.shown[pk]]}
        for n in self.number:
            if noun == "products":
                producer = self.one["producers"]
                yield {"producer": producer, "name": f"Trà số {n}", "group": ProductGroup.FOOD}
            elif noun == "producers":
                yield {"name": f"Hộ số {n}", "kind": ProducerKind.HOUSEHOLD}
            elif noun == "points":
                yield {"name": f"Điểm mới {n}", "kind": PointKind.SHOP}

    def plain_bodies(self, noun: str) -> Iterator[dict[str, Any]]:
        """The same for the plain way, whose clients give the codes."""
        more: dict[str, Any] = {}
        if noun == "applications":
            # Any state but the active ones may be repeated for a fair and a producer.
            more = {"fair": self.fair.pk, "state": "WITHDRAWN", "producer": self.one["producers"]}
        bodies = itertools.repeat({}) if noun == "applications" else self.bodies(noun)
        for n, body in zip(self.number, bodies, strict=False):
            yield {**body, **more, "code": f"Q{n}"}

    def statements(self) -> dict[tuple[str, str], int]:
        """Statements of each request, those that only begin and end transactions left out."""
        found = {}
        ours, applicant = f"Bearer {self.token}", f"Bearer {self.applicant}"
        for noun, pk in self.one.items():
            path = f"/api/v1/{noun}/"
            client = Client(headers={"Authorization": ours}, SERVER_NAME=HOST)
            for size in (50, 100):
                found[noun, "list"] = _statements(client, "get", f"{path}?page_size={size}")
            found[noun, "detail"] = _statements(client, "get", f"{path}{pk}/")
            who = applicant if noun == "applications" else ours
            headers = {"Authorization": who, "Idempotency-Key": noun}
            client = Client(headers=headers, SERVER_NAME=HOST)
            body = next(self.bodies(noun))
            found[noun, "create"] = _statements(
                client, "post", path, body, content_type="application/json"
            )
        return found

    def pages(self) -> dict[str, str]:
        """The addresses of the first and the last page of the long list of products."""
        owner = Producer.objects.get(pk=self.one["producers"])
        self.number = itertools.count(10_000_000) if self.large else self.number
        for begun in range(0, self.large, 5000):
            self._products([owner] * min(5000, self.large - begun))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self.large = 0  # asked again, nothing is added
        path = "/api/v1/products/?page_size=50&ordering=sort_key"
        edge = Product.objects.order_by("-sort_key", "-id").values_list("sort_key", "id")[50]
        position = base64.urlsafe_b64encode(orjson.dumps([False, *edge])).decode()
        return {"first": path, "last": f"{path}&{urlencode({'cursor': position})}"}


def _statements(client: Client, method: str, *given: Any, **options: Any) -> int:
    client.get("/health/live")  # the connection is open
    with CaptureQueriesContext(connection) as captured:
        response = getattr(client, method)(*given, **options)
    if response.status_code >= 300:
        raise RuntimeError(response.content.decode())
    return sum(not query["sql"].startswith(CONTROL) for query in captured)
