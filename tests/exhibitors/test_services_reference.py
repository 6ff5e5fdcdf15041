"""Reference data: complete, honest, and loading it again changes nothing."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from exhibitors.models import Certificate, Commune, CraftVillage, FormerUnit, Producer, Product
from exhibitors.services.demo import load_demo_certificates, load_demo_members
from exhibitors.services.reference import load_reference
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_everything_is_loaded_and_nothing_is_invented():
    load_reference()
    counted = [m.objects.count() for m in (Commune, FormerUnit, CraftVillage, Producer, Product)]
    assert counted == [126, 794, 105, 90, 182]
    assert Product.objects.filter(verified=True).count() == 162
    assert CraftVillage.objects.filter(verified=True).count() == 94
    assert Product.objects.filter(is_demo=True).count() == 19
    assert not Certificate.objects.exists()


def test_loading_again_changes_nothing_and_is_cheap(django_assert_max_num_queries):
    load_reference()
    Producer.objects.filter(code="HN-P001").update(phone="024 0000 0000")
    before = list(Producer.objects.order_by("pk").values())
    with django_assert_max_num_queries(8):
        assert set(load_reference().values()) == {0}
    assert list(Producer.objects.order_by("pk").values()) == before


def test_the_command_runs(capsys):
    call_command("load_reference")
    assert "communes: 126 added" in capsys.readouterr().out


def test_communes_sort_by_their_own_name():
    load_reference()
    first = Commune.objects.order_by("sort_key").values_list("name", flat=True)[:3]
    assert [name.split(" ", 1)[1] for name in first] == ["An Khánh", "Ba Đình", "Ba Vì"]


def test_the_demonstration_has_enough_applicants_and_refusals():
    load_reference()
    today = date(2026, 11, 24)
    load_demo_certificates(today=today, lapse_on=date(2026, 12, 12))
    valid = Certificate.objects.valid_on(today).values("product__producer").distinct()
    assert valid.count() >= 130
    assert Certificate.objects.filter(expires_on__lt=today).exists()
    assert Certificate.objects.filter(expires_on=date(2026, 12, 12)).count() >= 4
    certificates = Certificate.objects.all()
    assert all(c.is_demo and c.decision_number.startswith("DEMO-") for c in certificates)
    emails = Producer.objects.exclude(email="").values_list("email", flat=True)
    assert all(email.endswith("@example.org") for email in emails)
    made_up = Producer.objects.filter(code__startswith="DEMO-")
    assert all(p.is_demo and p.name.endswith("(trình diễn)") for p in made_up)


def test_the_demonstration_is_idempotent():
    load_reference()
    today = date(2026, 11, 24)
    load_demo_certificates(today=today)
    counts = (Producer.objects.count(), Product.objects.count(), Certificate.objects.count())
    assert load_demo_certificates(today=today)["certificates"] == 0
    again = (Producer.objects.count(), Product.objects.count(), Certificate.objects.count())
    assert again == counts


def test_demo_accounts_act_for_producers_that_can_apply():
    load_reference()
    load_demo_certificates(today=date(2026, 11, 24))
    users = [UserFactory(), UserFactory()]
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    for _ in range(2):
        members = load_demo_members(users=users, now=now)
    assert [m.user for m in members] == users
    assert len({m.producer_id for m in members}) == 2
    held = Certificate.objects.filter(product__producer__in=[m.producer for m in members])
    assert min(c.expires_on for c in held) > date(2027, 11, 24)
