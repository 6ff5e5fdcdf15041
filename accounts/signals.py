"""The second factor changes inside allauth; its signals are the only place to see that."""

from typing import Any

from allauth.mfa import signals
from django.dispatch import receiver

from accounts.services import record_activity


@receiver(signals.authenticator_added)
def note_added(user: Any, **kwargs: Any) -> None:
    record_activity(actor=user, verb="second_factor.added", obj=user)


@receiver(signals.authenticator_removed)
def note_removed(user: Any, **kwargs: Any) -> None:
    record_activity(actor=user, verb="second_factor.removed", obj=user)
