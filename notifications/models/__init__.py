"""All that leaves the house, and the work that makes it.

Knows no fair: recipients are addresses, texts and documents arrive rendered.
"""

from notifications.models.campaigns import (
    Campaign,
    CampaignFile,
    CampaignText,
    Recipient,
    RecipientUpload,
)
from notifications.models.consent import ConsentEntry, Suppression
from notifications.models.documents import Document, DocumentPart, new_token
from notifications.models.jobs import Job
from notifications.models.messages import Attachment, Bounce, DomainPace, Message, OutboxSwitch

__all__ = [
    "Attachment",
    "Bounce",
    "Campaign",
    "CampaignFile",
    "CampaignText",
    "ConsentEntry",
    "Document",
    "DocumentPart",
    "DomainPace",
    "Job",
    "Message",
    "OutboxSwitch",
    "Recipient",
    "RecipientUpload",
    "Suppression",
    "new_token",
]
