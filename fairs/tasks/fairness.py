"""Fairness across fairs: fairs that are over give their credit."""

from celery import shared_task
from django.utils import timezone

from fairs.services import fairness


@shared_task
def settle_fairs() -> None:
    """Write the ledger entries of fairs that ended, once each."""
    fairness.settle_fairs(now=timezone.now())
