"""Rules of seminars and the calendar file."""

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from fairs.documents.calendar import CANCEL, REQUEST, CalendarFacts, render_calendar
from fairs.rules.seminars import Schedule, asks_again, free_spans, held_span, overlaps, to_promote
from tests.factories.seminars import at

HOUR = timedelta(hours=1)


def test_set_up_time_counts_before_the_start():
    first = held_span(at(5, 9), at(5, 11), 15)
    assert overlaps(first, held_span(at(5, 11), at(5, 12), 15))
    assert not overlaps(first, held_span(at(5, 11, 15), at(5, 12), 15))


def test_free_times_of_a_day():
    busy = [held_span(at(5, 9), at(5, 11), 15), held_span(at(5, 14), at(5, 16), 15)]
    spans = [
        (timezone.localtime(a).strftime("%H:%M"), timezone.localtime(b).strftime("%H:%M"))
        for a, b in free_spans(busy, at(5, 0).date(), 15)
    ]
    assert spans == [("07:00", "08:45"), ("11:15", "13:45"), ("16:15", "22:00")]


@pytest.mark.parametrize(
    ("room", "shift", "asked"),
    [
        (1, timedelta(minutes=30), False),
        (1, timedelta(minutes=31), True),
        (1, -timedelta(minutes=31), True),
        (2, timedelta(0), True),
        (1, timedelta(days=1), True),
    ],
)
def test_guests_are_asked_again_after_a_real_change(room, shift, asked):
    start = at(5, 9)
    before = Schedule(1, start, start + HOUR)
    assert asks_again(before, Schedule(room, start + shift, start + shift + HOUR)) == asked


def test_waiting_parties_get_seats_in_order_and_large_ones_keep_their_place():
    assert to_promote([(1, 4), (2, 2), (3, 1), (4, 1)], 3) == [2, 3]
    assert to_promote([(1, 1)], 0) == []


def facts(**changes):
    values = {
        "uid": "abc@example.org",
        "sequence": 2,
        "title": "Kỹ năng, bán hàng; trực tuyến",
        "description": "Dòng 1\nDòng 2",
        "place": "Phòng A, Hà Nội",
        "starts_at": at(5, 9),
        "ends_at": at(5, 11),
        "link": "https://example.org/seminars/1/",
        "organiser_name": "Sở",
        "organiser_address": "Hội Chợ <no-reply@example.org>",
        "stamp": at(0, 8),
        "attendee": "an@example.org",
        "attendee_name": "An",
    }
    return CalendarFacts(**{**values, **changes})


@pytest.mark.parametrize(("method", "status"), [(REQUEST, "CONFIRMED"), (CANCEL, "CANCELLED")])
def test_the_calendar_file_reads_back(method, status):
    content = render_calendar(facts(), method)
    calendar = Calendar.from_ical(content)
    event = calendar.walk("VEVENT")[0]
    assert calendar["METHOD"] == method
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("abc@example.org", 2, status)
    assert str(event["SUMMARY"]) == "Kỹ năng, bán hàng; trực tuyến"
    assert event["DTSTART"].dt == at(5, 9)
    assert calendar.walk("VTIMEZONE")[0]["TZID"] == "Asia/Ho_Chi_Minh"
    assert b"DTSTART;TZID=Asia/Ho_Chi_Minh" in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
