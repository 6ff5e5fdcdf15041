"""Work of accounts that no one waits for."""

from celery import shared_task
from django.utils import timezone

from accounts import services


@shared_task
def purge_expired() -> None:
    """Once a day: forget what is no longer needed."""
    services.purge_expired(now=timezone.now())
