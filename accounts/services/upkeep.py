"""What is thrown away in time."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from accounts.models import ApiToken, IdempotencyRecord
from accounts.rules import IDEMPOTENCY_DAYS


def purge_expired(*, now: datetime) -> dict[str, int]:
    """Delete old idempotency records, ended tokens and ended sessions; return the counts."""
    records = IdempotencyRecord.objects.filter(
        created_at__lt=now - timedelta(days=IDEMPOTENCY_DAYS)
    )
    tokens = ApiToken.objects.filter(expiry__lt=now)
    sessions = Session.objects.filter(expire_date__lt=now)
    return {
        "idempotency_records": records.delete()[0],
        "tokens": tokens.delete()[0],
        "sessions": sessions.delete()[0],
    }
