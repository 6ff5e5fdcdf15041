"""The bar marks the part of the site that a page belongs to, on its inner pages as well."""

import re

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import ProducerFactory, ProductFactory, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def producer():
    return ProducerFactory()


def marked(page) -> set[str]:
    """Texts of the links that say where one is."""
    links = re.findall(r'<a [^>]*aria-current="page".*?</a>', page.content.decode(), re.DOTALL)
    return {re.sub(r"<[^>]*>", "", link).strip() for link in links}


def test_the_office_on_the_page_of_a_producer_and_of_a_product(sign_in, producer):
    office, product = sign_in(organiser()), ProductFactory(producer=producer)
    page = office.get(reverse("exhibitors:producer", args=[producer.pk]))
    assert marked(page) == {"Chủ thể"}
    page = office.get(reverse("exhibitors:product", args=[product.pk]))
    assert marked(page) == {"Sản phẩm"}


def test_a_producer_on_the_own_organisation(sign_in, producer):
    user = UserFactory()
    member(user, producer)
    page = sign_in(user).get(reverse("exhibitors:producer", args=[producer.pk]))
    assert marked(page) == {"Đơn vị của tôi"}


def test_everybody_in_the_catalogue(client):
    assert marked(client.get(reverse("exhibitors:catalogue"))) == {"Sản phẩm OCOP"}
