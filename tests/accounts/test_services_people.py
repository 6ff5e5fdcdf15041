"""What the services promise, with real concurrency where it matters."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from accounts.models import ActivityEntry, ApiToken, IdempotencyRecord, RoleGrant
from accounts.services import create_token, purge_expired, record_activity, revoke_role
from common.errors import DomainError
from tests.factories.accounts import UserFactory, organiser


@pytest.mark.django_db
def test_the_trail_is_append_only():
    entry = record_activity(actor=None, verb="user.created", obj=UserFactory())
    for change in (lambda: entry.delete(), lambda: entry.save()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert ActivityEntry.objects.count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_remove_each_other_leave_one():
    first, second = organiser(), organiser()

    def remove(pair):
        actor, user = pair
        try:
            revoke_role(user=user, role="ORGANISER", actor=actor, now=timezone.now())
        except DomainError as error:
            return error
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(2) as pool:
        refused = [r for r in pool.map(remove, [(first, second), (second, first)]) if r]
    assert len(refused) == 1
    assert RoleGrant.objects.filter(revoked_at=None).count() == 1


@pytest.mark.django_db
def test_old_records_and_tokens_are_thrown_away():
    now, user = timezone.now(), UserFactory()
    old = IdempotencyRecord.objects.create(user=user, key="old", request_hash="x")
    IdempotencyRecord.objects.filter(pk=old.pk).update(created_at=now - timedelta(days=8))
    IdempotencyRecord.objects.create(user=user, key="new", request_hash="x")
    create_token(user=user, name="kept")
    create_token(user=user, name="ended")
    ApiToken.objects.filter(name="ended").update(expiry=now - timedelta(seconds=1))
    assert purge_expired(now=now) == {"idempotency_records": 1, "tokens": 1, "sessions": 0}
    assert ApiToken.objects.get().name == "kept"
