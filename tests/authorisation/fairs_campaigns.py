"""Matrix of campaigns about fairs and of their audience."""

from typing import Any

from notifications.models import Campaign, Recipient
from tests.authorisation.matrix import Case, everybody
from tests.factories.notifications import CampaignFactory

ABSENT = 987654321
ONLY = everybody(403, organiser=200, anonymous=302)
DONE = everybody(403, organiser=302, anonymous=302)


def build(world: dict[str, Any]) -> None:
    """A draft without recipients."""
    world["audience_draft"] = CampaignFactory(state="DRAFT", written_by_hand=True)


def draft(world):
    return {"pk": world["audience_draft"].pk}


def fair(world):
    return {"pk": world["fair"].pk}


def absent(world):
    return {"pk": ABSENT}


def counts(world):
    return Campaign.objects.count(), Recipient.objects.count()


CASES = [
    Case("fairs:audience", "GET", ONLY, "own", draft),
    Case(
        "fairs:audience", "POST", DONE, "own", draft, lambda w: {"which": "all"}, unchanged=counts
    ),
    Case(
        "fairs:audience", "GET", everybody(403, organiser=404, anonymous=302), "absent", absent
    ),
    Case("fairs:fair_campaign", "POST", DONE, "own", fair, unchanged=counts),
    Case(
        "fairs:fair_campaign", "POST", everybody(403, anonymous=302, organiser=404), "absent",
        absent, unchanged=counts,
    ),
]  # fmt: skip
