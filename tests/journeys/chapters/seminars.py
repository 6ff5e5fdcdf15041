"""A seminar: in a room, published, full, with a waiting list, and guests with a calendar file."""

from datetime import datetime
from typing import Any

from icalendar import Calendar

from tests.journeys.chapters.story import Story, moment
from tests.journeys.readers import files_of

SEATS, GUESTS = 3, 20


def schedule(story: Story) -> dict[str, Any]:
    """Written, put into the room, published; the public sees it only then."""
    office = story.organiser
    body = {"name_vi": "Kỹ năng bán hàng trực tuyến", "capacity": SEATS, "fair": story.fair}
    made = office.post("seminars/", body, key="seminar")
    path = f"seminars/{made['id']}/"
    slot = {"room": story.room, "starts_at": moment(61, 9), "ends_at": moment(61, 11)}
    placed = office.post(f"{path}schedule/", slot | {"version": made["version"]})
    story.city.somebody().refused("GET", path, status=404)
    shown = office.post(f"{path}state/", {"to": "PUBLISHED", "version": placed["version"]})
    assert shown["state"] == "PUBLISHED"
    rows = story.city.somebody().all("seminars/", fair=story.fair)
    assert [row["id"] for row in rows] == [made["id"]]
    return shown


def register(story: Story, seminar: dict[str, Any]) -> None:
    """Seats go to who comes first; the next one waits, and moves up when somebody cancels."""
    public, path = story.city.somebody(), f"seminars/{seminar['id']}/"
    two = {"name": "Nguyễn Văn An", "email": "an@example.org", "party_size": 2}
    one = {"name": "Trần Thị Bình", "email": "binh@example.org"}
    late = {"name": "Lê Văn Chi", "email": "chi@example.org", "party_size": 2}
    for guest in (two, one):
        assert public.post(f"{path}registrations/", guest)["state"] == "CONFIRMED"
    full = public.refused("POST", f"{path}registrations/", late, status=409)
    assert full["code"] == "seminar_full"
    waits = public.post(f"{path}registrations/", late | {"waitlist": True})
    assert waits["state"] == "WAITLISTED"
    rows = {row["email"]: row for row in story.organiser.all(f"{path}registrations/")}
    story.organiser.post(f"seminar-registrations/{rows['an@example.org']['id']}/cancel/")
    rows = {row["email"]: row["state"] for row in story.organiser.all(f"{path}registrations/")}
    assert rows == {
        "an@example.org": "CANCELLED",
        "binh@example.org": "CONFIRMED",
        "chi@example.org": "CONFIRMED",
    }
    assert story.organiser.get(path)["taken"] == SEATS


def invite(story: Story, seminar: dict[str, Any]) -> None:
    """Exhibitors are invited once, however often the list is sent, with a file for the calendar."""
    path = f"seminars/{seminar['id']}/invitations/"
    guests = [{"email": e.email, "name": e.name} for e in story.accepted[:GUESTS]]
    body = {"guests": guests, "consent_channel": "PAPER", "consent_on": moment(-9, 9)[:10]}
    assert story.organiser.post(path, body)["invited"] == GUESTS
    again = story.organiser.post(path, body)
    assert again == {"invited": 0, "known_before": GUESTS}

    def calendars(email: str) -> list[bytes]:
        files = [files_of(mail) for mail in story.city.mailbag.to(email)]
        return [c for found in files for name, c in found.items() if name.endswith(".ics")]

    for guest in guests:
        story.city.wait(lambda to=guest["email"]: calendars(to), "the invitation by mail")
        (content,) = calendars(guest["email"])
        (event,) = Calendar.from_ical(content).walk("VEVENT")
        assert event["DTSTART"].dt == datetime.fromisoformat(moment(61, 9))
        assert event["DTEND"].dt == datetime.fromisoformat(moment(61, 11))
        assert guest["email"] in event["ATTENDEE"]
    answers = story.organiser.all(path)
    assert {row["response"] for row in answers} == {"NONE"}
    yes = story.organiser.post(
        f"seminar-invitations/{answers[0]['id']}/answer/", {"response": "DECLINED"}
    )
    assert (yes["response"], yes["response_channel"] != "") == ("DECLINED", True)
