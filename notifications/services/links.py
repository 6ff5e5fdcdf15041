"""Personal links of mails: a name and its keyed hash, for one purpose each.

Nothing is stored for a link: whoever reads the database alone can make none. A link that was cut,
changed or made for another purpose opens nothing (docs/adr/0006-invitation-links.md).
"""

import base64

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from notifications.models import Message, Recipient

ANSWER, STOP = "notifications.answer", "notifications.stop"
NAME_LENGTH = 32


def sealed(purpose: str, name: str) -> str:
    """A token naming `name` (32 hex digits) for one purpose; 144 bits cannot be guessed."""
    mac = salted_hmac(purpose, name, algorithm="sha256").digest()[:18]
    return name + base64.urlsafe_b64encode(mac).decode()


def unsealed(purpose: str, token: str) -> str:
    """The name in a token made for this purpose, else ""."""
    name = token[:NAME_LENGTH]
    genuine = constant_time_compare(token, sealed(purpose, name))
    return name if genuine and len(name) == NAME_LENGTH else ""


def answer_link(recipient: Recipient) -> str:
    """Where this recipient answers."""
    token = sealed(ANSWER, recipient.key.hex)
    return settings.SITE_URL + reverse("notifications:answer", args=[token])


def recipient_by_token(token: str) -> Recipient | None:
    """The recipient whose personal link this is; None when it was revoked, too."""
    name = unsealed(ANSWER, token)
    found = Recipient.objects.select_related("campaign", "message").filter(revoked_at=None)
    return found.filter(key=name).first() if name else None


def stop_link(message_id: str) -> str:
    """Where the recipient of this message refuses all further advertising."""
    token = sealed(STOP, message_id.strip("<>").partition("@")[0])
    return settings.SITE_URL + reverse("notifications:stop", args=[token])


def message_by_stop_token(token: str) -> Message | None:
    """The message whose opt-out link this is."""
    name = unsealed(STOP, token)
    found = Message.objects.filter(message_id__startswith=f"<{name}@") if name else None
    return found.first() if found is not None else None
