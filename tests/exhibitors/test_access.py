"""Who sees which producers and products."""

import pytest
from django.http import Http404
from django.utils import timezone

from common.errors import Forbidden
from exhibitors import access
from tests.factories.exhibitors import ProducerFactory, ProductFactory, member

pytestmark = pytest.mark.django_db


def test_a_member_sees_only_own_producers(plain_user):
    own, foreign = ProducerFactory(), ProducerFactory()
    member(plain_user, own)
    assert list(access.visible_producers(plain_user)) == [own]
    with pytest.raises(Http404):
        access.get_producer_to_view(plain_user, foreign.pk)


def test_a_former_member_sees_nothing_on_the_next_request(plain_user):
    joined = member(plain_user, ProducerFactory())
    joined.until = timezone.now()
    joined.save()
    assert not access.producers_of(plain_user).exists()


def test_a_reviewer_reads_but_does_not_edit(reviewer_user):
    product = ProductFactory()
    assert access.get_product_to_view(reviewer_user, product.pk) == product
    with pytest.raises(Forbidden):
        access.get_product_to_edit(reviewer_user, product.pk)


def test_an_organiser_edits_every_producer(organiser_user):
    producer = ProducerFactory()
    assert access.get_producer_to_edit(organiser_user, producer.pk) == producer
