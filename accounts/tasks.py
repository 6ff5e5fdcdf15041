"""Work of accounts that no one waits for."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts import services

logger = logging.getLogger(__name__)


@shared_task
def purge_expired() -> None:
    """Once a day: forget what is no longer needed."""
    services.purge_expired(now=timezone.now())


@shared_task
def seal_activity() -> None:
    """Every minute: put new lines of the audit trail into its chain."""
    services.seal_activity(now=timezone.now())


@shared_task
def check_activity() -> None:
    """Once a day: walk along the chain; its end goes to the log, out of the database's reach."""
    found = services.check_activity(now=timezone.now())
    logger.info("audit trail: %d lines, end %d:%s", found.lines, found.position, found.digest)
    for number, code in found.faults:
        logger.error("audit trail: line %d is %s", number, code)
