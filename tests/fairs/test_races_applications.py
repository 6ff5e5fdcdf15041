"""Real connections at once: one application, one receipt, one place of a quota."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from common.errors import DomainError
from fairs.models import Application, FairQuota
from fairs.rules.states import ApplicationState, Decision
from fairs.services.applications import save_draft, submit_application
from fairs.services.decisions import announce_decisions, decide_application
from notifications.models import Message
from tests.factories.exhibitors import ProducerFactory, certified
from tests.factories.fairs import FairFactory, eligible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def together(*actions):
    """Run callables at the same moment, each on its own connection; results or errors."""
    barrier = Barrier(len(actions))

    def run(action):
        try:
            barrier.wait(timeout=10)
            return action()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def test_two_first_presses_make_one_application_and_one_receipt():
    fair, producer = FairFactory(), ProducerFactory()
    product = certified(producer=producer)

    def press():
        draft = save_draft(
            fair=fair,
            producer=producer,
            values={"products": [product.pk]},
            actor=None,
            now=timezone.now(),
        )
        return submit_application(application=draft, consent=True, actor=None, now=timezone.now())

    together(press, press, press)
    application = Application.objects.get()
    assert application.state == ApplicationState.SUBMITTED
    assert Message.objects.filter(subject_id=str(application.pk)).count() == 1


def test_two_acceptances_share_the_last_place_of_a_quota():
    fair = FairFactory()
    FairQuota.objects.create(fair=fair, group=1, limit=1)
    first, second = eligible(fair), eligible(fair)

    def accept(application):
        return lambda: decide_application(
            application=application,
            decision=Decision.ACCEPT,
            version=1,
            actor=None,
            now=timezone.now(),
        )

    results = together(accept(first), accept(second))
    assert sum(isinstance(r, DomainError) for r in results) == 1
    assert Application.objects.filter(decision=Decision.ACCEPT).count() == 1


def test_two_announcements_write_to_each_applicant_once():
    fair = FairFactory()
    for _i in range(3):
        eligible(fair, decision=Decision.ACCEPT)

    def announce():
        return announce_decisions(fair=fair, actor=None, now=timezone.now())

    together(announce, announce)
    assert Message.objects.count() == 3
