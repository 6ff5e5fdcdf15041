"""The demonstration story's seminars: invented, marked as demo, guests at example.org."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from fairs.models import Fair, Seminar
from fairs.queries.seminars import producers_to_invite
from fairs.rules.states import Response, SeminarState
from fairs.services.seminar_invitations import (
    answer_invitation,
    guests_of_producers,
    invite_guests,
)
from fairs.services.seminar_registrations import register
from fairs.services.seminar_schedule import schedule_seminar
from fairs.services.seminars import SpeakerLine, change_state, create_seminar
from venues.models import Room

SESSIONS = (
    (
        "Kỹ năng bán hàng trực tuyến cho chủ thể OCOP (trình diễn)",
        "Selling online, for OCOP producers (demonstration)",
        "Vendre en ligne, pour les producteurs OCOP (démonstration)",
        40,
    ),
    (
        "Kết nối giao thương với chuỗi siêu thị (trình diễn)",
        "Business matching with supermarket chains (demonstration)",
        "Mise en relation avec les supermarchés (démonstration)",
        12,
    ),
    (
        "Tem nhãn và truy xuất nguồn gốc (trình diễn)",
        "Labels and traceability (demonstration)",
        "Étiquettes et traçabilité (démonstration)",
        30,
    ),
)
GUESTS = (
    ("Khách mẫu 01 (trình diễn)", 2),
    ("Khách mẫu 02 (trình diễn)", 1),
    ("Khách mẫu 03 (trình diễn)", 3),
    ("Khách mẫu 04 (trình diễn)", 4),
    ("Khách mẫu 05 (trình diễn)", 2),
    ("Khách mẫu 06 (trình diễn)", 2),
)


@transaction.atomic
def load_demo_seminars(*, fair: Fair, actor: User | None, now: datetime) -> int:
    """Three published seminars of a fair to come, in rooms of its venue (or any demo room).

    Guests and answers are made up; the second seminar has a waiting list. A fair that has
    seminars, or begins within two days, gets none. Returns how many were added.
    """
    rooms = list(Room.objects.filter(venue=fair.venue_id).order_by("pk")) or list(
        Room.objects.filter(is_demo=True).order_by("pk")[:2]
    )
    soon = timezone.localdate(now) + timedelta(days=2)
    if not rooms or fair.opens_on < soon or Seminar.objects.filter(fair=fair).exists():
        return 0
    for number, (vi, en, fr, capacity) in enumerate(SESSIONS):
        room = rooms[number % len(rooms)]
        day = fair.days[min(number, len(fair.days) - 1)]
        start = timezone.make_aware(datetime.combine(day, time(9 + 2 * number)))
        made = create_seminar(
            actor=actor,
            now=now,
            fair=fair,
            name_vi=vi,
            name_en=en,
            name_fr=fr,
            kind="Tập huấn",
            capacity=min(capacity, room.capacity),
            speakers=[SpeakerLine("", "Đơn vị trình diễn", vi)],
        )
        Seminar.objects.filter(pk=made.pk).update(is_demo=True)
        placed = schedule_seminar(
            seminar=made,
            room=room,
            starts_at=start,
            ends_at=start + timedelta(minutes=90),
            version=made.version,
            actor=actor,
            now=now,
        )
        shown = change_state(seminar=placed, to=SeminarState.PUBLISHED, actor=actor, now=now)
        _guests(shown, now)
        if actor is not None:
            _invited(shown, fair, actor, now)
    return len(SESSIONS)


def _guests(seminar: Seminar, now: datetime) -> None:
    for number, (name, party) in enumerate(GUESTS, 1):
        register(
            seminar=seminar,
            name=name,
            email=f"guest{number:02d}@example.org",
            party_size=party,
            language="vi",
            waitlist=True,
            now=now,
        )


def _invited(seminar: Seminar, fair: Fair, actor: User, now: datetime) -> None:
    producers = list(producers_to_invite(fair.pk)[:8]) or list(producers_to_invite(None)[:8])
    guests = [g for g in guests_of_producers(producers) if g.email.endswith("@example.org")]
    for number, invitation in enumerate(
        invite_guests(seminar=seminar, guests=guests, actor=actor, now=now)
    ):
        if number % 3 != 2:
            answer = Response.ACCEPTED if number % 3 == 0 else Response.DECLINED
            answer_invitation(invitation=invitation, response=answer, now=now, waitlist=True)
