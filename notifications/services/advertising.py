"""What the law asks of advertising mail: its mark, the way to refuse, and no more than allowed.

Decree 91/2020: the mark first in the subject, the way to refuse everything at the end.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from common.locks import name_lock
from notifications.services.claims import run


def marked(subject: str) -> str:
    """The subject with the mark of advertising before it, once."""
    prefix = settings.ADVERTISING_PREFIX
    return subject if subject.startswith(prefix) else f"{prefix} {subject}"[:300]


def refusal(language: str) -> str:
    """The sentence before the opt-out link."""
    with translation.override(language):
        return _(
            "You may refuse all advertising messages of this office at any time. Open this page "
            "and press the button; no sign-in is needed:"
        )


def dressed(text: str, html: str, *, language: str, link: str) -> tuple[str, str]:
    """Text and HTML with the way to refuse at the end."""
    sentence = refusal(language)
    plain = f"{text.rstrip()}\n\n--\n{sentence}\n{link}\n"
    if not html:
        return plain, html
    label = escape(link)
    end = f'<p style="color: #4a5852">{escape(sentence)} <a href="{label}">{label}</a></p>\n'
    body, mark, rest = html.rpartition("</body>")
    return plain, (body + end + mark + rest if mark else html + end)


def one_click_headers(link: str) -> dict[str, str]:
    """RFC 8058: mail programs offer one button that refuses."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


_SPARE = """WITH mine AS (
    SELECT id, lower(recipient) AS address,
        row_number() OVER (PARTITION BY lower(recipient) ORDER BY id) AS place
    FROM notifications_message
    WHERE claim_token = %(token)s AND state = 'CLAIMED' AND kind = 'ADVERTISING'
), counted AS (
    SELECT mine.id, mine.place + (
        SELECT count(*) FROM notifications_message o
        WHERE o.kind = 'ADVERTISING' AND lower(o.recipient) = mine.address
            AND (o.state IN ('SENT', 'BOUNCED') AND o.sent_at > clock_timestamp() - interval '1 day'
                OR o.state = 'UNCERTAIN'
                    AND o.next_attempt_at > clock_timestamp() - interval '1 day'
                OR o.state IN ('CLAIMED', 'SENDING')
                    AND o.claim_token IS DISTINCT FROM %(token)s)
    ) AS rank
    FROM mine
)
UPDATE notifications_message m
SET state = 'QUEUED', claim_token = NULL, lease_until = NULL,
    next_attempt_at = GREATEST(clock_timestamp(), (
        SELECT max(COALESCE(o.sent_at, o.next_attempt_at)) FROM notifications_message o
        WHERE o.kind = 'ADVERTISING' AND lower(o.recipient) = lower(m.recipient) AND o.id <> m.id
            AND o.state IN ('SENT', 'BOUNCED', 'UNCERTAIN')
    )) + interval '1 day'
FROM counted
WHERE counted.id = m.id AND counted.rank > %(most)s AND m.claim_token = %(token)s
RETURNING m.id"""


@transaction.atomic
def spare(token: UUID, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put back for a day the claimed advertising beyond ADVERTISING_PER_DAY per address.

    Senders do this one after the other, so that two cannot each believe to be the first.
    """
    if not any(row["kind"] == "ADVERTISING" for row in rows):
        return rows
    name_lock("advertising-per-day")
    params = {"token": token, "most": settings.ADVERTISING_PER_DAY}
    back = {row[0] for row in run(_SPARE, params)}
    return [row for row in rows if row["id"] not in back]
