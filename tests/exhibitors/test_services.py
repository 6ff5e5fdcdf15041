"""Producers, products, certificates, people and merging."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import ActivityEntry
from common.errors import DomainError, IllegalTransition, InvalidInput, StaleVersion
from exhibitors import registry, services
from exhibitors.access import producers_of
from exhibitors.models import Certificate, Producer, Product
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import (
    CertificateFactory,
    ProducerFactory,
    ProductFactory,
    member,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def edit(producer, actor, *, organiser=True, version=1, **changes):
    return services.update_producer(
        producer=producer,
        version=version,
        actor=actor,
        organiser=organiser,
        now=NOW,
        **changes,
    )


def test_an_edit_is_recorded_with_before_and_after(organiser_user):
    producer = ProducerFactory(phone="1")
    assert edit(producer, organiser_user, phone="2").version == 2
    entry = ActivityEntry.objects.get(verb="producer.updated")
    assert (entry.before, entry.after) == ({"phone": "1"}, {"phone": "2"})


def test_an_edit_of_an_old_version_changes_nothing(organiser_user):
    producer = ProducerFactory(phone="1")
    edit(producer, organiser_user, phone="2")
    with pytest.raises(StaleVersion):
        edit(producer, organiser_user, phone="3")
    producer.refresh_from_db()
    assert producer.phone == "2"


def test_a_member_does_not_rename_a_verified_producer(plain_user):
    producer = ProducerFactory()
    with pytest.raises(InvalidInput) as refused:
        edit(producer, plain_user, organiser=False, name="Khác", phone="5")
    assert refused.value.status == 403
    assert set(refused.value.fields) == {"name"}
    producer.refresh_from_db()
    assert producer.phone == ""


def test_a_tax_code_belongs_to_one_producer(organiser_user):
    ProducerFactory(tax_code="0101")
    with pytest.raises(InvalidInput) as refused:
        edit(ProducerFactory(), organiser_user, tax_code="0101")
    assert "tax_code" in refused.value.fields


@pytest.mark.parametrize("email", ["a@b.vn,c@d.vn", "a@b.vn\nBcc: x@y.z", "no"])
def test_one_address_only(organiser_user, email):
    with pytest.raises(InvalidInput):
        edit(ProducerFactory(), organiser_user, email=email)


def test_suspending_needs_a_reason_and_verifying_twice_is_refused(organiser_user):
    producer = ProducerFactory()
    with pytest.raises(InvalidInput):
        services.change_state(producer=producer, to="SUSPENDED", actor=organiser_user, now=NOW)
    with pytest.raises(IllegalTransition):
        services.change_state(producer=producer, to="VERIFIED", actor=organiser_user, now=NOW)


def test_a_suspended_producer_adds_no_product(organiser_user):
    producer = ProducerFactory(state="SUSPENDED")
    with pytest.raises(DomainError):
        services.create_product(
            producer=producer, actor=organiser_user, now=NOW, name="Trà", group=2
        )


def test_the_same_product_is_not_recorded_twice(organiser_user):
    product = ProductFactory(name="Mật ong")
    with pytest.raises(InvalidInput):
        services.create_product(
            producer=product.producer, actor=organiser_user, now=NOW, name="Mật ong", group=1
        )


def test_a_product_gets_its_type_from_its_name(organiser_user):
    made = services.create_product(
        producer=ProducerFactory(), actor=organiser_user, now=NOW, name="Trà sen", group=2
    )
    assert made.product_type == "tea"


def test_a_member_does_not_rename_a_certified_product(plain_user):
    product = CertificateFactory().product
    with pytest.raises(InvalidInput) as refused:
        services.update_product(
            product=product, version=1, actor=plain_user, organiser=False, now=NOW, name="Khác"
        )
    assert refused.value.status == 403


def certify(product, actor, **changes):
    values = {"stars": 4, "decision_number": "1/QĐ", "issued_on": date(2026, 2, 1), **changes}
    return services.add_certificate(product=product, actor=actor, now=NOW, **values)


def test_the_expiry_follows_from_the_setting(organiser_user, settings):
    settings.CERTIFICATE_VALID_MONTHS = 24
    assert certify(ProductFactory(), organiser_user).expires_on == date(2028, 2, 1)


def test_a_decision_is_recorded_once_and_dated_plausibly(organiser_user):
    product = ProductFactory()
    certify(product, organiser_user)
    for wrong in (
        {},
        {"stars": 2, "decision_number": "2"},
        {"issued_on": timezone.localdate() + timedelta(days=2), "decision_number": "3"},
        {"expires_on": date(2026, 1, 1), "decision_number": "4"},
    ):
        with pytest.raises(InvalidInput):
            certify(product, organiser_user, **wrong)
    assert Certificate.objects.count() == 1


def test_withdrawing_a_certificate_keeps_the_first_reason(organiser_user):
    found = CertificateFactory()
    for reason in ("Không đạt", "Khác"):
        services.revoke_certificate(
            certificate=found,
            on=timezone.localdate(),
            reason=reason,
            actor=organiser_user,
            now=NOW,
        )
    found.refresh_from_db()
    assert found.revoke_reason == "Không đạt"
    assert not Certificate.objects.valid_on(timezone.localdate()).exists()


def test_a_new_person_is_invited_and_acts_at_once(organiser_user):
    producer = ProducerFactory()
    joined = services.add_member(
        producer=producer,
        email="Moi@Example.org",
        full_name="Người Mới",
        role="STAFF",
        actor=organiser_user,
        now=NOW,
    )
    assert joined.user.email == "moi@example.org"
    assert list(producers_of(joined.user)) == [producer]
    services.end_membership(member=joined, actor=organiser_user, now=timezone.now())
    assert not producers_of(joined.user).exists()


def merge(duplicate, target, actor):
    return services.merge_producers(duplicate=duplicate, target=target, actor=actor, now=NOW)


def test_merging_moves_products_and_people_and_keeps_both_records(organiser_user):
    one, two = ProducerFactory(tax_code="0102"), ProducerFactory()
    product = ProductFactory(producer=one)
    both, only = UserFactory(), UserFactory()
    member(both, one), member(both, two), member(only, one)
    merge(one, two, organiser_user)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, one.merged_into) == ("MERGED", two)
    assert Product.objects.get(pk=product.pk).producer == two
    assert two.tax_code == "0102"
    assert list(producers_of(both)) == [two]
    assert list(producers_of(only)) == [two]
    assert ActivityEntry.objects.filter(verb="producer.merged").count() == 2


def test_a_guard_of_another_app_may_forbid_merging(organiser_user, monkeypatch):
    def guard(duplicate, target, now):
        raise DomainError("both have an application")

    monkeypatch.setattr(registry, "merge_guards", [guard])
    monkeypatch.setattr(services.merges, "merge_guards", [guard])
    one, two = ProducerFactory(), ProducerFactory()
    product = ProductFactory(producer=one)
    with pytest.raises(DomainError):
        merge(one, two, organiser_user)
    assert Product.objects.get(pk=product.pk).producer == one
    assert not Producer.objects.filter(state="MERGED").exists()


def test_a_decision_of_today_is_recorded_while_it_is_still_yesterday_in_greenwich(organiser_user):
    made = services.add_certificate(
        product=ProductFactory(),
        stars=4,
        decision_number="1/QĐ",
        issued_on=date(2026, 11, 24),
        actor=organiser_user,
        now=datetime(2026, 11, 24, 1, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")).astimezone(UTC),
    )
    assert made.issued_on == date(2026, 11, 24)
