"""The mail catcher's pages."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from notifications.documents import Letter, Part, encode_file, render_mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def caught(settings, tmp_path):
    settings.MAIL_CATCHER_DIR = tmp_path
    raw = render_mail(
        Letter(
            message_id="<x@example.org>",
            sender=("Hội Chợ", "no-reply@example.org"),
            recipient=("Nguyễn Thị Ấn", "an@example.org"),
            subject="Thư mời <b>",
            text="Mở https://example.org/mo/ nhé\n<script>alert(1)</script>",
            html="<script>alert(1)</script>",
            language="vi",
            written=datetime(2026, 11, 24, 7, tzinfo=UTC),
            parts=[Part("giấy mời.pdf", "application/pdf", encode_file(b"%PDF"))],
        )
    )
    (tmp_path / "20261124-one.eml").write_bytes(raw)
    return raw


def test_caught_mail_is_listed_and_shown_as_text(caught, client):
    assert "Thư mời &lt;b&gt;" in client.get(reverse("notifications:caught_mails")).content.decode()
    page = client.get(reverse("notifications:caught_mail", args=["20261124-one"])).content.decode()
    assert "<script>alert" not in page
    assert 'href="https://example.org/mo/"' in page
    assert "giấy mời.pdf" in page


def test_source_and_files_are_downloads(caught, client):
    source = client.get(reverse("notifications:caught_source", args=["20261124-one"]))
    file = client.get(reverse("notifications:caught_file", args=["20261124-one", 0]))
    assert source.content == caught
    assert file.content == b"%PDF"
    assert file["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd", "no", "a.b"])
def test_names_never_become_paths(caught, client, name):
    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_nothing_answers_where_no_catcher_is_configured(caught, client, settings):
    settings.MAIL_CATCHER_DIR = None
    for url in ("/dev/mail/", "/dev/mail/20261124-one/", "/dev/mail/20261124-one/source/"):
        assert client.get(url).status_code == 404


def test_a_long_name_is_shown_without_the_blanks_of_folding(caught, client, settings):
    name = "Hộ sản xuất mẫu 29 – Ninh Sở (trình diễn) và các thành viên của tổ hợp tác xã"
    letter = Letter(
        message_id="<y@example.org>",
        sender=("Hội Chợ", "no-reply@example.org"),
        recipient=(name, "ninhso@example.org"),
        subject="Thư",
        text="Kính gửi",
        html="",
        language="vi",
        written=datetime(2026, 11, 24, 7, tzinfo=UTC),
        parts=[],
    )
    (settings.MAIL_CATCHER_DIR / "20261125-long.eml").write_bytes(render_mail(letter))
    for address in (
        reverse("notifications:caught_mails"),
        reverse("notifications:caught_mail", args=["20261125-long"]),
    ):
        assert name in client.get(address).content.decode()
