"""The lists of people, wishes to be erased and activity."""

from django.utils import timezone

from accounts.models import ErasureRequest
from accounts.services import record_activity
from tests.factories.accounts import UserFactory, organiser
from tests.lists.listed import Listed, name


def wish(n: int) -> ErasureRequest:
    """A wish to be erased, open where n is even."""
    decided = timezone.now() if n % 2 else None
    return ErasureRequest.objects.create(
        address=f"wish{n}@example.org",
        state="WITHDRAWN" if n % 2 else "ASKED",
        decided_at=decided,
        decided_by=organiser(email=f"decider{n}@example.org") if n % 2 else None,
    )


LISTS = [
    Listed("accounts:people", lambda w, n: UserFactory(full_name=name(n)), "q=chẵn", own=1),
    Listed("accounts:erasures", lambda w, n: wish(n), "state=ASKED"),
    Listed(
        "accounts:activity",
        lambda w, n: record_activity(
            actor=w.user, verb=("user.closed", "user.invited")[n % 2], obj=w.user
        ),
        "verb=user.closed",
    ),
]
