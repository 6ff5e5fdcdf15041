"""A fair: its place, its plan, its applicants, and what the office decides."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.journeys.chapters.story import CRAFTS, FOOD, Exhibitor, Story, moment, today
from tests.journeys.client import Api, many

ROWS, PER_ROW = 10, 10
BOOTHS = ROWS * PER_ROW
REJECTED, SPARE = 5, 5


def add_places(story: Story) -> None:
    """A real venue gets a hall and a room."""
    venue = story.organiser.all("venues/")[0]
    story.venue = venue["id"]
    hall = {"venue": story.venue, "name": "Nhà trình diễn", "width_m": "60", "depth_m": "70"}
    story.hall = story.organiser.post("halls/", hall, key="hall")["id"]
    room = {"venue": story.venue, "name": "Phòng hội thảo", "capacity": 3}
    story.room = story.organiser.post("rooms/", room, key="room")["id"]


def draw_and_publish(story: Story) -> None:
    """Created, drawn with a hundred booths, published; nobody outside saw it before."""
    body = {
        "name_vi": "Hội chợ OCOP của câu chuyện",
        "name_en": "OCOP fair of the story",
        "name_fr": "Foire OCOP du récit",
        "venue": story.venue,
        "opens_on": moment(60, 0)[:10],
        "closes_on": moment(63, 0)[:10],
        "apply_from": moment(-1, 8),
        "apply_until": moment(20, 17),
        "confirm_by": moment(55, 17),
        "min_stars": 3,
        "max_modules": 2,
        "contact_email": "organiser@example.org",
    }
    first = story.organiser.post("fairs/", body, key="the-fair")
    again = story.organiser.post("fairs/", body, key="the-fair")
    assert first["id"] == again["id"]
    story.fair = first["id"]
    story.city.somebody().refused("GET", f"fairs/{story.fair}/", status=404)
    not_yet = story.organiser.refused(
        "POST", f"fairs/{story.fair}/state/", {"state": "PUBLISHED"}, status=409
    )
    assert "state" in not_yet["errors"]
    hall = {
        "venue_hall": story.hall, "name": "Nhà trình diễn", "width_m": "60", "depth_m": "70",
        "rows": ROWS, "booths_per_row": PER_ROW, "water_every": 3, "cross_aisles": 1,
        "zones": [{"group": FOOD, "rows": 4}, {"group": CRAFTS, "rows": 2}],
    }  # fmt: skip
    story.organiser.post(f"fairs/{story.fair}/layout/", hall, key="draw")
    published = story.organiser.post(f"fairs/{story.fair}/state/", {"state": "PUBLISHED"})
    assert (published["state"], published["phase"]) == ("PUBLISHED", "OPEN")
    plan = story.city.somebody().get(f"fairs/{story.fair}/layout/")
    story.booths = plan["booths"]
    story.zones = {zone["id"]: zone["allowed_groups"] for zone in plan["zones"]}
    assert len({booth["number"] for booth in story.booths}) == BOOTHS


def apply(story: Story) -> None:
    """Everybody starts a draft, adds wishes and sends it; a double click sends one."""
    for number, exhibitor in enumerate(story.exhibitors):
        exhibitor.modules = 2 if number % 30 == 7 else 1

    def send(numbered: tuple[int, Exhibitor]) -> None:
        number, exhibitor = numbered
        me = exhibitor.api
        draft = {
            "fair": story.fair,
            "producer": exhibitor.producer,
            "contact_email": exhibitor.email,
        }
        made = me.post("applications/", draft, key=f"draft-{number}")
        exhibitor.application, exhibitor.code = made["id"], made["code"]
        open_to = [b["id"] for b in story.booths if fits(story, exhibitor, b["zone"])]
        wishes = {
            "products": exhibitor.products,
            "modules": exhibitor.modules,
            "wants": ["corner"] if number % 3 == 0 else [],
            "wished_booths": open_to[number % 7 : number % 7 + 3],
            "version": made["version"],
        }
        me.patch(f"applications/{made['id']}/", wishes)
        sent = twice(me, f"applications/{made['id']}/submit/", {"consent": True}, f"send-{number}")
        assert sent[0]["id"] == sent[1]["id"] == made["id"]
        assert {row["state"] for row in sent} == {"SUBMITTED"}

    many(send, list(enumerate(story.exhibitors)))
    rows = story.organiser.all("applications/", fair=story.fair)
    assert len(rows) == len(story.exhibitors)
    assert {row["state"] for row in rows} == {"SUBMITTED"}
    own = story.exhibitors[0].api.all("applications/")
    assert [row["code"] for row in own] == [story.exhibitors[0].code]


def twice(who: Api, path: str, body: object, key: str) -> list[dict]:
    """A double click: two equal requests at the same moment.

    The second is answered like the first, or told that the first is still under way and asks again.
    """
    with ThreadPoolExecutor(2) as fingers:
        status = [200, 201, 409]
        clicks = [
            fingers.submit(Api.post, who, path, body, key=key, status=status) for _click in range(2)
        ]
        answers = [click.result() for click in clicks]
    early = [a for a in answers if a.get("code") == "idempotency_in_progress"]
    assert len(early) < len(answers)
    return [who.post(path, body, key=key) if a in early else a for a in answers]


def fits(story: Story, exhibitor: Exhibitor, zone: int | None) -> bool:
    groups = story.zones.get(zone or 0, [])
    return not groups or exhibitor.group in groups


def review(story: Story) -> None:
    """The reviewer finds all eligible but a few; one is asked for a correction first."""
    office, careful = story.reviewer, story.exhibitors[3]
    path = f"applications/{careful.application}/"
    body = {"verdict": "CHANGES_REQUESTED", "note": "Bổ sung người liên hệ.", "version": 0}
    office.post(f"{path}review/", body | {"version": office.get(path)["version"]})
    mine = careful.api.get(path)
    assert (mine["state"], mine["review_note"]) == ("CHANGES_REQUESTED", body["note"])
    careful.api.patch(path, {"contact_name": "Nguyễn Thị Thử", "version": mine["version"]})
    careful.api.post(f"{path}submit/", {"consent": True})
    story.rejected = story.exhibitors[-REJECTED:]

    def judge(exhibitor: Exhibitor) -> None:
        path = f"applications/{exhibitor.application}/"
        bad = exhibitor in story.rejected
        verdict = {"verdict": "INELIGIBLE" if bad else "ELIGIBLE", "note": "Thiếu hồ sơ." * bad}
        judged = office.post(f"{path}review/", verdict | {"version": office.get(path)["version"]})
        assert judged["state"] == verdict["verdict"]

    many(judge, story.exhibitors)


def share_out(story: Story) -> None:
    """First come, first served, while the zones that take the group have booths left.

    A few booths are kept back, so that places can be moved.
    """
    left = Counter(booth["zone"] for booth in story.booths)
    left[next(zone for zone, groups in story.zones.items() if not groups)] -= SPARE
    strictest = sorted(story.zones, key=lambda zone: len(story.zones[zone]) or 99)
    for exhibitor in story.exhibitors[:-REJECTED]:
        zones = [z for z in strictest if fits(story, exhibitor, z) and left[z] >= exhibitor.modules]
        if zones:
            left[zones[0]] -= exhibitor.modules
        (story.accepted if zones else story.waiting).append(exhibitor)
    assert len(story.accepted) > BOOTHS * 0.8
    assert story.waiting


def decide_and_announce(story: Story) -> None:
    """Decisions stay inside the house until all are announced together."""
    share_out(story)
    wishes = [(e, "ACCEPT") for e in story.accepted] + [(e, "WAITLIST") for e in story.waiting]

    def decide(wish: tuple[Exhibitor, str]) -> None:
        path = f"applications/{wish[0].application}/"
        version = story.organiser.get(path)["version"]
        story.organiser.post(f"{path}decide/", {"decision": wish[1], "version": version})

    many(decide, wishes)
    for exhibitor in (story.accepted[0], story.waiting[0], story.rejected[0]):
        mine = exhibitor.api.get(f"applications/{exhibitor.application}/")
        assert mine["state"] == "SUBMITTED"
        assert "decision" not in mine
    told = story.organiser.post(f"fairs/{story.fair}/announce/")["announced"]
    counts = {"ACCEPT": story.accepted, "WAITLIST": story.waiting, "REJECT": story.rejected}
    assert told == {name: len(exhibitors) for name, exhibitors in counts.items()}
    states = {"ACCEPTED": story.accepted, "WAITLISTED": story.waiting, "REJECTED": story.rejected}
    for state, exhibitors in states.items():
        mine = exhibitors[0].api.get(f"applications/{exhibitors[0].application}/")
        assert mine["state"] == state
    assert today().isoformat() < story.fair_row()["opens_on"]
