"""Places: computed by a worker, corrected by hand, published, and told by letter."""

from collections import Counter
from hashlib import sha256
from typing import Any

from tests.journeys.chapters.fair import fits
from tests.journeys.chapters.story import Exhibitor, Story
from tests.journeys.client import many
from tests.journeys.readers import address_of, files_of
from tests.pdf import pdf_text, qr_codes

SECONDS = 5


def arrange(story: Story) -> None:
    """Locked, computed, moved by hand, published."""
    office, first = story.organiser, story.accepted[0]
    locked = next(b for b in story.booths if fits(story, first, b["zone"]))
    lock = {"application": first.code, "booths": [locked["number"]], "reason": "Đối tác"}
    office.post(f"fairs/{story.fair}/locks/", lock, key="lock")
    plan = office.post(f"fairs/{story.fair}/plans/", {"name": "Phương án A"}, key="plan")
    path = f"plans/{plan['id']}/"
    body = {"seconds": SECONDS, "seed": 1, "version": plan["version"]}
    asked = office.post(f"{path}solve/", body)
    assert asked["state"] == "RUNNING"
    story.city.done(office, asked["job"])
    plan = office.get(path)
    assert plan["state"] == "READY"
    check_places(story, plan["assignments"])
    check_nobody_forgotten(story, plan["assignments"])
    assert plan["assignments"][first.code] == [locked["number"]]
    move_one(story, path, plan)
    plan = office.get(path)
    published = office.post(f"{path}publish/", {"version": plan["version"]})
    assert published["state"] == "PUBLISHED"
    story.places = published["assignments"]
    check_places(story, story.places)
    story.city.done(office, published["letters_job"])


def check_places(story: Story, places: dict[str, list[str]]) -> None:
    """Only accepted ones, each booth once, as many as asked for, in a zone of their group."""
    people = {e.code: e for e in story.accepted}
    booths = {b["number"]: b for b in story.booths}
    assert places.keys() <= people.keys()
    used = Counter(number for numbers in places.values() for number in numbers)
    assert set(used.values()) == {1}
    for code, numbers in places.items():
        assert len(numbers) == people[code].modules, code
        assert all(fits(story, people[code], booths[n]["zone"]) for n in numbers), code


def check_nobody_forgotten(story: Story, places: dict[str, list[str]]) -> None:
    """Nearly all have a place, and no booth stays empty that somebody left out could have had."""
    used = {number for numbers in places.values() for number in numbers}
    left = [e for e in story.accepted if e.code not in places]
    free = [b for b in story.booths if b["number"] not in used]
    assert len(left) <= 0.15 * len(story.accepted)
    assert not [(e.code, b["number"]) for e in left for b in free if seats(story, e, b)]


def seats(story: Story, exhibitor: Exhibitor, booth: dict[str, Any]) -> bool:
    """Whether this one booth would do for who wants one."""
    return exhibitor.modules == 1 and fits(story, exhibitor, booth["zone"])


def move_one(story: Story, path: str, plan: dict[str, Any]) -> None:
    """The organiser moves one exhibitor to a free booth, and exchanges two others."""
    taken = {n for numbers in plan["assignments"].values() for n in numbers}
    free = [b for b in story.booths if b["number"] not in taken]
    who, booth = next(
        (e, b)
        for b in free
        for e in story.accepted[1:]
        if e.code in plan["assignments"] and seats(story, e, b)
    )
    check = story.organiser.get(f"{path}check/", application=who.code, booths=booth["number"])
    assert check["booths"][0]["allowed"], check
    body = {"application": who.code, "booths": [booth["number"]], "version": plan["version"]}
    body["note"] = "Theo thỏa thuận với chủ thể."  # the booth may not be one it wished for
    moved = story.organiser.put(f"{path}assignments/", body)
    assert moved["assignments"][who.code] == [booth["number"]]
    refused = {"application": story.accepted[0].code, "booths": [booth["number"]]}
    problem = story.organiser.refused(
        "PUT", f"{path}assignments/", refused | {"version": moved["version"]}, status=409
    )
    assert problem["errors"], "the lock and the holder stand against it"


def check_letters(story: Story) -> None:
    """One letter each, to keep and by mail, that says the booth and can be checked."""
    emails = {e.code: e.email for e in story.accepted if e.code in story.places}
    issued = story.organiser.all("documents/", kind="fairs.booth_letter")
    assert len(issued) == len(emails)
    assert {row["state"] for row in issued} == {"VALID"}
    bag = story.city.mailbag
    story.city.wait(lambda: len(bag.with_file(".pdf")) >= len(emails), "all letters by mail")
    assert story.organiser.all("messages/", state="UNCERTAIN") == []
    letters = bag.with_file(".pdf")
    assert Counter(address_of(mail) for mail in letters) == dict.fromkeys(emails.values(), 1)
    assert len({mail["Message-ID"] for mail in letters}) == len(letters)
    sums = {row["sha256"] for row in issued}
    by_address = {address_of(mail): mail for mail in letters}

    def check(exhibitor: Exhibitor) -> None:
        (pdf,) = files_of(by_address[exhibitor.email]).values()
        assert sha256(pdf).hexdigest() in sums
        text = pdf_text(pdf)
        for booth in story.places[exhibitor.code]:
            assert booth in text
        (link,) = {code for code in qr_codes(pdf) if "/v/" in code}
        assert link.startswith(story.city.address)
        token = link.rstrip("/").rpartition("/")[2]
        assert story.city.somebody().get(f"documents/verify/{token}/")["valid"] is True
        (place,) = exhibitor.api.get("my/places/")["results"]
        assert place["booths"] == story.places[exhibitor.code]
        assert exhibitor.api.get(story.city.address + place["letter"]) == pdf

    many(check, [e for e in story.accepted if e.code in story.places])


def confirm(story: Story) -> None:
    """An exhibitor sees its place and confirms; the waiting ones see none."""
    me = story.accepted[0]
    me.api.post(f"my/places/{me.application}/confirm/")
    assert me.api.get(f"applications/{me.application}/")["state"] == "CONFIRMED"
    assert story.waiting[0].api.get("my/places/")["results"] == []
