"""Merging two records of one producer: applications move, and two at one fair forbid it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import ActivityEntry
from common.errors import DomainError
from exhibitors.models import Producer
from exhibitors.services import merge_producers
from fairs.models import Application, Fair
from fairs.rules.states import ApplicationState, FairState
from fairs.services.applications import NotOpen, save_draft
from fairs.services.withdrawal import withdraw_application
from tests.factories.exhibitors import ProducerFactory
from tests.factories.fairs import ApplicationFactory, FairFactory, accepted
from tests.fairs.test_races_applications import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return FairFactory(name_vi="Hội chợ Tây Hồ", hall=False)


@pytest.fixture
def two(fair):
    """The duplicate and the target, each with an active application at the fair."""
    return accepted(fair), ApplicationFactory(fair=fair)


def merge(one: Application, other: Application, actor) -> Producer:
    return merge_producers(
        duplicate=one.producer, target=other.producer, actor=actor, now=timezone.now()
    )


def over(fair: Fair) -> None:
    """Set the fair's days back, with its application period."""
    back = timedelta(days=200)
    Fair.objects.filter(pk=fair.pk).update(
        opens_on=fair.opens_on - back,
        closes_on=fair.closes_on - back,
        apply_from=fair.apply_from - back,
        apply_until=fair.apply_until - back,
    )


def holders() -> dict[str, int]:
    return dict(Application.objects.values_list("code", "producer"))


def unmerged() -> bool:
    return not Producer.objects.filter(state="MERGED").exists()


def test_the_page_names_both_applications_and_the_remedy(sign_in, organiser_user, two):
    one, other = two
    before = holders()
    url = reverse("exhibitors:producer-merge", args=[one.producer_id])
    page = sign_in(organiser_user).post(url, {"target": other.producer_id}).content.decode()
    error = page.partition("field-error")[2].partition("</div>")[0]
    assert one.code in error
    assert other.code in error
    assert "Hội chợ Tây Hồ" in error
    assert "Hãy rút một trong hai đơn" in error
    assert unmerged()
    assert holders() == before


def test_the_api_names_both_applications_and_the_remedy(api, organiser_user, two):
    one, other = two
    url = reverse("api:producer-merge", args=[one.producer_id])
    answer = api(organiser_user).post(url, {"target": other.producer_id}, format="json")
    body = answer.json()
    assert (answer.status_code, body["code"]) == (409, "both_applied")
    for sentence in (body["title"], *body["errors"]["target"]):
        assert one.code in sentence
        assert other.code in sentence
        assert "Hãy rút một trong hai đơn" in sentence
    assert unmerged()


@pytest.mark.parametrize("withdrawn", [0, 1])
def test_after_withdrawing_one_the_records_merge_and_keep_both(organiser_user, two, withdrawn):
    withdraw_application(application=two[withdrawn], actor=organiser_user, now=timezone.now())
    one, other = two
    into = merge(one, other, organiser_user)
    assert holders() == {one.code: into.pk, other.code: into.pk}
    entry = ActivityEntry.objects.filter(verb="producer.merged", object_id=into.pk).get()
    assert entry.after["applications"] == [one.code]


def test_applications_at_different_fairs_come_together(organiser_user):
    one, other = ApplicationFactory(fair__hall=False), ApplicationFactory(fair__hall=False)
    into = merge(one, other, organiser_user)
    assert holders() == {one.code: into.pk, other.code: into.pk}


@pytest.mark.parametrize("ended", ["closed", "over"])
def test_fairs_that_are_over_do_not_stand_in_the_way(organiser_user, fair, two, ended):
    one, other = two
    if ended == "over":
        over(fair)
    else:
        Fair.objects.filter(pk=fair.pk).update(state=FairState.CLOSED)
    before = holders()
    merge(one, other, organiser_user)
    assert holders() == before  # one at each record, as it was then


def test_a_rejected_application_stays_with_the_closed_record(organiser_user, fair):
    one = ApplicationFactory(fair=fair, state=ApplicationState.REJECTED)
    other = accepted(fair)
    before = holders()
    merge(one, other, organiser_user)
    assert holders() == before


def test_a_live_application_is_never_left_with_a_closed_record(api, organiser_user, fair):
    one = accepted(fair)
    other = ApplicationFactory(fair=fair, state=ApplicationState.REJECTED)
    url = reverse("api:producer-merge", args=[one.producer_id])
    answer = api(organiser_user).post(url, {"target": other.producer_id}, format="json")
    assert answer.json()["code"] == "both_applied"


def test_a_record_merged_meanwhile_starts_no_application(organiser_user, fair):
    read_before, target = ProducerFactory(), ProducerFactory()
    merge_producers(duplicate=read_before, target=target, actor=organiser_user, now=timezone.now())
    with pytest.raises(NotOpen):
        save_draft(
            fair=fair,
            producer=read_before,
            values={},
            actor=organiser_user,
            now=timezone.now(),
        )
    assert not Application.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_merge_and_a_first_save_at_once_leave_nothing_with_the_closed_record(organiser_user):
    for _i in range(5):
        fair = FairFactory(hall=False)
        one, target = ProducerFactory(), ProducerFactory()
        ApplicationFactory(fair=fair, producer=target)

        def save(fair=fair, one=one):
            return save_draft(fair=fair, producer=one, values={}, actor=None, now=timezone.now())

        def merging(one=one, target=target):
            return merge_producers(
                duplicate=one, target=target, actor=organiser_user, now=timezone.now()
            )

        results = together(save, merging)
        assert sum(isinstance(result, DomainError) for result in results) == 1
        merged = Producer.objects.get(pk=one.pk).state == "MERGED"
        assert Application.objects.filter(producer=one).exists() != merged
