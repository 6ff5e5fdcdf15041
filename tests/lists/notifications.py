"""The lists of messages, jobs, documents, campaigns and consents."""

from django.utils import timezone

from notifications.services import void_documents
from tests.factories import notifications
from tests.lists.listed import Listed, World


def a_document(world: World, n: int) -> None:
    notifications.document(subject_id=str(n))
    if n % 2:
        void_documents(subject_type="test", subject_id=str(n), reason="sai", actor=None)


def a_campaign(world: World) -> None:
    world.campaign = notifications.CampaignFactory(
        state="DRAFT", written_by_hand=True, asks_answer=True
    )
    world.kwargs = {"pk": world.campaign.pk}


LISTS = [
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
        "notifications:campaigns",
        lambda w, n: notifications.CampaignFactory(state=("DRAFT", "UNDER_WAY")[n % 2]),
        "state=DRAFT",
    ),
    Listed(
        "notifications:recipients",
        lambda w, n: notifications.RecipientFactory(
            campaign=w.campaign,
            answer=("ACCEPTED", "NONE")[n % 2],
            message=notifications.MessageFactory(campaign=w.campaign),
        ),
        "answer=ACCEPTED",
        a_campaign,
    ),
    Listed(
        "notifications:refused",
        lambda w, n: notifications.MessageFactory(state=("FAILED", "DEAD")[n % 2]),
        "state=FAILED",
    ),
    Listed(
        "notifications:bounces",
        lambda w, n: notifications.BounceFactory(outcome=("OPEN", "CORRECTED")[n % 2]),
        "outcome=OPEN",
    ),
    Listed(
        "notifications:consents",
        lambda w, n: notifications.ConsentFactory(act=("GRANTED", "WITHDRAWN")[n % 2]),
        "act=GRANTED",
    ),
]
