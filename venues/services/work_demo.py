"""Made-up daily work at the demonstration's points: deliveries, counts, findings, approvals.

Everything goes through the services people use, so the pages show what they would show. Nothing
here names a person or a rule that exists: accounts are those of the demonstration.
"""

import hashlib
import io
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from PIL import Image, ImageDraw

from accounts.models import User
from venues.models import (
    Anomaly,
    CriteriaScheme,
    DeliveryNote,
    Line,
    LineNow,
    PointDay,
    ShowcasePoint,
    Webhook,
)
from venues.queries.bundle import lapsed_products
from venues.queries.reviews import against_approval
from venues.rules import CountReason, DifferenceReason, PointKind, month_end, month_of, today_at
from venues.rules.webhooks import WebhookTopic
from venues.services import anomalies, criteria, handovers, reviews, webhooks
from venues.services.counts import post_count
from venues.services.deliveries import receive_delivery, send_delivery
from venues.services.photos import store_photo

SPACE = UUID("0d1f6b0a-6b35-4f2f-9a50-0c0f0b7c9b11")
DELIVERED, COUNTED = 8, 6  # points
APPROVED, HANDED_IN, QUERIED = 10, 14, 16  # the first so many points of the list
LOOKED_AT = 12  # days with sales and no visits
CRITERIA = """Không gian trưng bày và bán hàng | 20
Khu hội thảo, đào tạo, giao dịch | 20
Khu trình diễn nghề và thông tin | 20
Góc chụp ảnh sản phẩm | 15
Nhân sự và sổ sách | 25"""


def load_demo_work(
    *, points: Sequence[ShowcasePoint], office: User, manager: User, now: datetime
) -> bool:
    """Deliveries, counts, findings, approvals, a criteria sheet, a photo, a handover. Once.

    Returns whether anything was made: not where a delivery exists already.
    """
    if DeliveryNote.objects.exists() or not points:
        return False
    rng = random.Random(3)  # noqa: S311 - demonstration, not secrecy
    steps: tuple[Callable[[], None], ...] = (
        lambda: _deliveries(points[:DELIVERED], office, now, rng),
        lambda: _counts(points[:COUNTED], office, now, rng),
        lambda: _findings(office, now),
        lambda: _approvals(points, office, now),
        lambda: _criteria(office, now),
        lambda: _photo(manager, now),
        lambda: _handover(manager, office, now),
        lambda: _program(office),
    )
    for step in steps:
        step()
    return True


def _key(*parts: object) -> UUID:
    return uuid5(SPACE, "/".join(map(str, parts)))


def _deliveries(
    points: Sequence[ShowcasePoint], office: User, now: datetime, rng: random.Random
) -> None:
    """At each point one delivery counted in, some with a difference, and one on its way."""
    today = today_at(now)
    for number, point in enumerate(points):
        listed = list(Line.objects.filter(point=point).select_related("product__producer")[:8])
        lapsed = lapsed_products([line.product_id for line in listed], today)
        lines = [line for line in listed if line.product_id not in lapsed][:2]
        for line, waits in zip(lines, (False, True), strict=False):
            sent = rng.choice((12, 20, 24))
            note = send_delivery(
                point=point,
                producer=line.product.producer,
                lines=[
                    {
                        "product": line.product_id,
                        "sent": str(sent),
                        "batch": f"LO-{today:%y%m}-{number + 1:02d}",
                        "expires_on": today + timedelta(days=rng.choice((25, 120, 200))),
                    }
                ],
                sent_on=today - timedelta(days=1 if waits else 3),
                actor=office,
                now=now,
            )
            if waits:
                continue
            short = {"received": str(sent - 2), "reason": DifferenceReason.BROKEN}
            receive_delivery(
                delivery=note,
                client_uuid=_key("delivery", point.code),
                lines={note.lines.get().pk: short} if number % 3 == 0 else {},
                day=today - timedelta(days=1),
                actor=office,
                now=now,
            )


def _counts(
    points: Sequence[ShowcasePoint], office: User, now: datetime, rng: random.Random
) -> None:
    """At each point some shelves counted, one of them with a piece missing."""
    for point in points:
        stock = list(LineNow.objects.filter(point=point, on_hand__gt=1).order_by("product")[:6])
        if not stock:
            continue
        odd = rng.choice(stock)
        lines = [
            {"product": line.product_id, "counted": f"{line.on_hand - (line is odd):f}"}
            | (
                {"reason": rng.choice((CountReason.BROKEN, CountReason.LOST))}
                if line is odd
                else {}
            )
            for line in stock
        ]
        post_count(
            point_id=point.pk,
            client_uuid=_key("count", point.code),
            counted_at=now,
            lines=lines,
            actor=office,
            now=now,
        )


def _findings(office: User, now: datetime) -> None:
    """Days with sales and not one visit, looked at as every hour; one confirmed, one asked."""
    odd = PointDay.objects.filter(visitors_at__isnull=False, visitors=0, sold__gt=0)
    for row in odd.order_by("-day", "point_id")[:LOOKED_AT]:
        anomalies.look_at_days(point_id=row.point_id, days=[row.day], now=now)
    for finding, ask in zip(Anomaly.objects.order_by("pk")[:2], (False, True), strict=False):
        anomalies.decide_anomaly(anomaly=finding, ask=ask, actor=office, now=now)


def _approvals(points: Sequence[ShowcasePoint], office: User, now: datetime) -> None:
    """The month before, where it has figures: approved, handed in, asked back, or not yet."""
    month = month_of(month_of(today_at(now)) - timedelta(days=1))
    last = month_end(month)
    opened = set(PointDay.objects.filter(day=last).values_list("point_id", flat=True))
    call: dict[str, Any] = {"month": month, "actor": office, "now": now}
    for number, point in enumerate([one for one in points if one.pk in opened][:QUERIED]):
        reviews.hand_in_month(point=point, **call)
        if number < APPROVED and not against_approval(point.pk, month):
            reviews.approve_month(point=point, **call)
        elif number >= HANDED_IN:
            question = "Số khách ngày cuối tháng có đúng không?"
            reviews.query_month(point=point, question=question, **call)
        point.refresh_from_db(fields=["locked_until"])
        if number == 0 and point.locked_until:
            _request(point, last, office, now)


def _request(point: ShowcasePoint, day: date, office: User, now: datetime) -> None:
    reviews.ask_amendment(
        point=point,
        client_uuid=_key("amendment", point.code),
        day=day,
        reason="Kiểm lại sổ bán hàng (trình diễn)",
        actor=office,
        now=now,
    )


def _criteria(office: User, now: datetime) -> None:
    """A sheet of a design centre, by a scheme that says it is made up."""
    centre = ShowcasePoint.objects.filter(kind=PointKind.DESIGN_CENTRE).order_by("code").first()
    if centre is None or CriteriaScheme.objects.exists():
        return
    values = {
        "name": "Thang điểm trình diễn",
        "decision": "giả định, không phải thang điểm đã ban hành",
        "kind": PointKind.DESIGN_CENTRE,
        "minimum_area": 500,
        "minimum_share": 60,
    }
    scheme = criteria.add_scheme(values=values, criteria=CRITERIA, actor=office)
    criteria.fill_sheet(
        point=centre,
        scheme=scheme,
        assessed_on=today_at(now) - timedelta(days=10),
        given=["17", "15", "18", "11", "20"],
        area=620,
        share=72,
        note="Số liệu giả định để trình diễn.",
        actor=office,
        now=now,
    )


def _photo(manager: User, now: datetime) -> None:
    """A drawn shelf at the point of the demonstration's manager."""
    tenure = manager.points.select_related("point").order_by("pk").first()
    if tenure is None:
        return
    content = _shelf()
    store_photo(
        point=tenure.point,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        day=today_at(now) - timedelta(days=1),
        actor=manager,
        now=now,
    )


def _handover(manager: User, office: User, now: datetime) -> None:
    """Somebody is to take over the manager's point at the end of next month; nobody signed yet."""
    tenure = manager.points.order_by("pk").first()
    if tenure is None:
        return
    handovers.start_handover(
        staff=tenure,
        email="successor@example.org",
        full_name="Người nhận bàn giao (trình diễn)",
        language="vi",
        last_day=today_at(now) + timedelta(days=30),
        actor=office,
        now=now,
    )


def _shelf() -> bytes:
    """A picture nobody takes for a photo: three boards with coloured boxes."""
    picture = Image.new("RGB", (960, 720), "#f4f4f1")
    pen = ImageDraw.Draw(picture)
    colours = ("#0a5c43", "#c98a1b", "#1d4e89", "#a3211b")
    for board in range(3):
        floor = 220 + board * 210
        pen.rectangle((60, floor, 900, floor + 14), fill="#7c8a84")
        for box in range(9):
            left, height = 80 + box * 92, 90 + (box * 37 + board * 53) % 70
            fill = colours[(box + board) % len(colours)]
            pen.rectangle((left, floor - height, left + 68, floor), fill=fill)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _program(office: User) -> None:
    """A program that would be told; switched off, since nobody answers at example.org."""
    if Webhook.objects.exists():
        return
    made = webhooks.add_webhook(
        name="Phần mềm bán hàng (trình diễn)",
        url="https://till.example.org/hoicho",
        topics=[WebhookTopic.LOW, WebhookTopic.MISSING],
        actor=office,
    )
    webhooks.switch_webhook(webhook=made, active=False, actor=office)
