"""A campaign to nobody, to try the outbox under faults; see docs/delivery.md."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from notifications.models import Campaign
from notifications.services.writing import MessageDraft, enqueue_messages

STEP = 500
DOMAINS = 20  # like a real list: one domain in a pause does not hold up everybody
TEXT = (
    "Kính gửi Quý đơn vị,\n\nĐây là thư thử số {number} để kiểm tra việc gửi thư. "
    "Xin không trả lời thư này.\n"
)
HTML = '<!doctype html><html lang="vi"><body><p>Thư thử số {number}.</p></body></html>'


@transaction.atomic
def enqueue_trial(*, count: int, domain: str, now: datetime) -> list[str]:
    """One message to each of `count` new addresses under `domain`; the addresses in order.

    Everything or nothing is written. A repeated call writes a campaign of its own.
    """
    mark = uuid4().hex[:8]
    campaign = Campaign.objects.create(name=f"Trial {mark}", created_at=now)
    addresses = [f"trial-{mark}-{n:06d}@d{n % DOMAINS:02d}.{domain}" for n in range(count)]
    for first in range(0, count, STEP):
        drafts = [
            MessageDraft(
                dedupe_key=f"trial/{mark}/{number}",
                recipient=addresses[number],
                subject=f"Thư thử {number}",
                text=TEXT.format(number=number),
                html=HTML.format(number=number),
                campaign=campaign,
            )
            for number in range(first, min(first + STEP, count))
        ]
        enqueue_messages(drafts=drafts, now=now)
    return addresses
