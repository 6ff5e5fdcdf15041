"""Papers of the registry: lists of decisions, notices of certificates that end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.errors import InvalidInput
from exhibitors.services.papers import start_decision_list, start_expiry_notices
from notifications.models import Document, Job
from notifications.registry import execute
from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import CertificateFactory, ProducerFactory, ProductFactory, member
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


def ending(days: int, **product):
    day = timezone.localdate() + timedelta(days=days)
    return CertificateFactory(
        product=ProductFactory(**product), issued_on=day - timedelta(days=1095), expires_on=day
    )


def done(job: Job) -> Document:
    assert execute(job.pk) == "DONE"
    job.refresh_from_db()
    return Document.objects.get(pk=job.result["document"])


def text_of(document: Document) -> str:
    return " ".join(pdf_text(bytes(document.content)).split())


def test_a_decision_lists_what_it_recognised_the_highest_rating_first():
    for stars in (3, 5):
        CertificateFactory(
            decision_number="77/QĐ-UBND", stars=stars, product=ProductFactory(name=f"Hạng {stars}")
        )
    CertificateFactory(decision_number="78/QĐ-UBND", product=ProductFactory(name="Khác"))
    job = start_decision_list(decision_number="77/QĐ-UBND", language="vi", actor=None)
    text = text_of(done(job))
    assert text.index("Hạng 5") < text.index("Hạng 3")
    assert "Khác" not in text


def test_an_unknown_decision_is_refused():
    with pytest.raises(InvalidInput) as refused:
        start_decision_list(decision_number="0/QĐ", language="vi", actor=None)
    assert "decision_number" in refused.value.fields


def test_a_producer_gets_one_notice_of_all_that_ends():
    producer = ProducerFactory(language="fr")
    ending(10, producer=producer, name="Chè lam")
    ending(20, producer=producer, name="Kẹo dồi")
    ending(80, producer=producer, name="Còn lâu")
    ending(15, name="Của người khác")
    job = start_expiry_notices(within=30, language="", handover="MERGED", actor=None)
    done(job)
    notice = Document.objects.get(kind="exhibitors.expiry_notice", subject_id=str(producer.pk))
    text = text_of(notice)
    assert notice.language == "fr"
    assert "Chè lam" in text
    assert "Kẹo dồi" in text
    assert "Còn lâu" not in text
    assert "Của người khác" not in text
    assert Document.objects.filter(kind="exhibitors.expiry_notice").count() == 2


def test_a_product_with_a_newer_certificate_needs_no_notice():
    old = ending(10)
    CertificateFactory(product=old.product, expires_on=timezone.localdate() + timedelta(days=900))
    job = start_expiry_notices(within=90, language="vi", handover="MERGED", actor=None)
    assert execute(job.pk) == "FAILED"
    assert not Document.objects.exists()


def test_an_organiser_orders_both_on_the_page_of_certificates(sign_in):
    certificate = ending(10)
    client = sign_in(organiser())
    for route, data in (
        ("decision-list-make", {"decision_number": certificate.decision_number, "language": "vi"}),
        ("expiry-notices-make", {"within": 30, "language": "", "handover": "ZIP"}),
    ):
        answer = client.post(reverse(f"exhibitors:{route}"), data)
        job = Job.objects.latest("pk")
        assert answer.url == reverse("notifications:job", args=[job.pk])
        title = done(job).title
        links = client.get(answer.url).content.decode()
        assert reverse("notifications:document_download", args=[job.result["document"]]) in links
        assert title
    wrong = client.post(
        reverse("exhibitors:decision-list-make"),
        {"decision_number": "0", "language": "vi"},
        follow=True,
    )
    assert list(wrong.context["messages"])


def test_a_producer_finds_its_notice_on_its_page(sign_in):
    producer, user = ProducerFactory(), UserFactory()
    member(user, producer)
    ending(10, producer=producer)
    done(start_expiry_notices(within=30, language="vi", handover="MERGED", actor=None))
    notice = Document.objects.get()
    client = sign_in(user)
    address = reverse("exhibitors:producer-paper", args=[producer.pk, notice.pk])
    assert address in client.get(reverse("exhibitors:mine"), follow=True).content.decode()
    assert client.get(address).content[:5] == b"%PDF-"
