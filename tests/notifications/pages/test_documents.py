"""Pages of documents: list, download, and the public check of a paper."""

import pytest
from django.test import Client
from django.urls import reverse

from notifications.services import void_documents
from tests.factories.notifications import document
from tests.notifications.pages.counting import statements

pytestmark = pytest.mark.django_db


def check(token):
    return Client().get(reverse("notifications:verify", args=[token]))


def test_anybody_may_check_a_paper_and_learns_no_content():
    paper = document(content=b"%PDF secret", facts={"booth": "A-12 secret"})
    page = check(paper.verify_token)
    text = page.content.decode()
    assert page.status_code == 200
    assert paper.title in text
    assert "secret" not in text
    assert "alert-success" in text
    assert "noindex" in page["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("kind", "language", "label"),
    [
        ("fairs.booth_letter", "vi", "Thông báo phân bổ gian hàng"),
        ("fairs.booth_letter", "fr", "Avis d’attribution de stand"),
        ("venues.point_month", "vi", "Báo cáo tháng của điểm trưng bày"),
        ("venues.city_month", "fr", "Rapport mensuel des points de la ville"),
    ],
)
def test_the_check_says_what_kind_of_paper_it_is(kind, language, label):
    paper = document(kind=kind, title="A-12")
    address = reverse("notifications:verify", args=[paper.verify_token])
    client = Client()
    client.cookies["django_language"] = language
    page = client.get(address)
    assert label in page.content.decode()


def test_a_replaced_and_a_withdrawn_paper_are_told_apart():
    old = document()
    new = document()
    replaced = check(old.verify_token)
    assert replaced.context["replaced"]
    assert "alert-danger" in replaced.content.decode()
    void_documents(subject_type="test", subject_id="1", reason="bí mật", actor=None)
    withdrawn = check(new.verify_token)
    assert not withdrawn.context["replaced"]
    assert "bí mật" not in withdrawn.content.decode()


def test_unknown_tokens_get_one_and_the_same_page():
    document()
    pages = [check(token) for token in ("x", "a" * 32, "nguyễn")]
    assert {page.status_code for page in pages} == {404}
    bodies = {page.content.replace(page.wsgi_request.path.encode(), b"") for page in pages}
    assert len({len(body) for body in bodies}) <= 2


def test_a_download_is_an_attachment_with_its_real_name(sign_in, organiser_user):
    paper = document(filename="Thư mời – Ấn.pdf", content=b"%PDF-1.4 bytes")
    client = sign_in(organiser_user)
    answer = client.get(reverse("notifications:document_download", args=[paper.pk]))
    assert answer.content == b"%PDF-1.4 bytes"
    assert answer["Content-Disposition"] == (
        'attachment; filename="thu-moi---an.pdf"; '
        "filename*=UTF-8''Th%C6%B0%20m%E1%BB%9Di%20%E2%80%93%20%E1%BA%A4n.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_the_list_asks_the_database_the_same_number_of_times(sign_in, organiser_user):
    url, client = reverse("notifications:documents"), sign_in(organiser_user)
    document(actor=organiser_user)
    statements(client, url)
    one = statements(client, url)
    for number in (2, 3):
        document(subject_id=number, actor=organiser_user)
    assert statements(client, url) == one
