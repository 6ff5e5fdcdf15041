"""Messages, documents and jobs for tests."""

from datetime import timedelta

import factory
from django.utils import timezone

from notifications.models import (
    Bounce,
    Campaign,
    CampaignText,
    ConsentEntry,
    Job,
    Message,
    Recipient,
)
from notifications.services import issue_document


class CampaignFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Campaign

    name = factory.Sequence(lambda n: f"Thư mời đợt {n}")


class MessageFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Message

    dedupe_key = factory.Sequence(lambda n: f"test/{n}")
    message_id = factory.Sequence(lambda n: f"<test{n}@example.org>")
    recipient = factory.Sequence(lambda n: f"nguoi.nhan{n}@example.org")
    recipient_name = "Nguyễn Thị Ấn"
    domain = factory.LazyAttribute(lambda o: o.recipient.rpartition("@")[2])
    subject = "Thư mời dự hội chợ"
    text = "Kính gửi Quý đơn vị,\nTrân trọng kính mời."
    next_attempt_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
    sent_at = factory.LazyAttribute(lambda o: timezone.now() if o.state == "SENT" else None)
    state = "QUEUED"


class BounceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Bounce

    message = factory.SubFactory(MessageFactory, state="BOUNCED")
    status = "5.1.1"
    diagnosis = "550 no such user"
    permanent = True
    channel = "MAIL"
    outcome = "OPEN"
    settled_at = factory.LazyAttribute(lambda b: None if b.outcome == "OPEN" else timezone.now())


class RecipientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recipient

    campaign = factory.SubFactory(CampaignFactory, written_by_hand=True)
    address = factory.Sequence(lambda n: f"khach{n}@example.org")
    name = "Trần Văn Ơn"
    registered = True
    answered_at = factory.LazyAttribute(lambda r: None if r.answer == "NONE" else timezone.now())
    answer = "NONE"


class ConsentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsentEntry

    address_hash = factory.Sequence(lambda n: f"{n:064x}")
    act = "GRANTED"
    channel = "PAPER"
    text_version = "2026-1"
    occurred_at = factory.LazyFunction(timezone.now)


def written_campaign(**changes):
    """A campaign by hand with a Vietnamese text and one recipient."""
    values = {"written_by_hand": True, "state": "DRAFT", "asks_answer": True}
    campaign = CampaignFactory(**{**values, **changes})
    CampaignText.objects.create(
        campaign=campaign, language="vi", subject="Thư mời", body="Kính gửi {name},"
    )
    RecipientFactory(campaign=campaign)
    return campaign


class JobFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Job

    kind = "test.work"
    title = factory.Sequence(lambda n: f"Tạo thư xác nhận {n}")


def document(**changes):
    """An issued document, through the service."""
    values = {
        "kind": "test.letter",
        "subject_type": "test",
        "subject_id": "1",
        "title": "Thư xác nhận gian hàng A-12",
        "filename": "thu-xac-nhan-A-12.pdf",
        "content": b"%PDF-1.4 test",
    }
    return issue_document(**{**values, **changes})
