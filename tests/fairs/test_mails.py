"""Messages about fairs and seminars: whom they greet, who signs them, what stands last."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fairs.documents import notices, seminar_mail

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
OFFICE = "Văn phòng Điều phối nông thôn mới Hà Nội"
NOTICE = notices.NoticeFacts(
    fair="Tuần hàng OCOP",
    opens_on=date(2026, 12, 1),
    closes_on=date(2026, 12, 5),
    venue="Cung Văn hóa",
    producer="Hợp tác xã Chuyên Mỹ & con",
    code="OCOP-0042",
    link="https://hoicho.example.org/applications/42/",
    contact="hoicho@example.org",
    reason="Thiếu giấy tờ.",
    confirm_by=NOW,
)
SEMINAR = seminar_mail.SeminarFacts(
    title="Kết nối giao thương",
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=2),
    place="Phòng A",
    organiser="Sở Công Thương",
    recipient="Nguyễn Thị B",
    party_size=0,
    link="https://hoicho.example.org/seminars/answer/x/",
    page="https://hoicho.example.org/seminars/1/",
)


@pytest.fixture(autouse=True)
def _office(settings):
    settings.ORGANISING_OFFICE = OFFICE


@pytest.mark.parametrize(
    ("language", "dear", "until"),
    [
        ("vi", "Kính gửi", "14:05 24/11/2026 (giờ Việt Nam)"),
        ("en", "Dear", "24 November 2026, 14:05 (Vietnam time)"),
        ("fr", "Bonjour", "24 novembre 2026 à 14:05 (heure du Vietnam)"),
    ],
)
def test_a_notice_greets_the_producer_and_is_signed_by_the_office(language, dear, until):
    made = notices.render_accepted(NOTICE, language)
    assert made.text.startswith(f"{dear} {NOTICE.producer},\n")
    assert made.text.rstrip().endswith(OFFICE)
    assert f"<p>{dear} Hợp tác xã Chuyên Mỹ &amp; con,</p>" in made.html
    assert OFFICE in made.html
    assert until in made.text


def test_an_invitation_itself_says_nothing_of_advertising():
    made = seminar_mail.render_invitation(SEMINAR, "vi")
    assert "[QC]" not in made.subject
    assert "từ chối" not in made.text


def test_a_postponed_fair_is_not_given_its_former_dates():
    assert "2026" not in notices.render_postponed(NOTICE, "vi").text
