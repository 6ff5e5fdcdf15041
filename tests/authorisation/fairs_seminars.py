"""Matrix of seminars: programme, registration, personal links, the organiser's work."""

from typing import Any

from fairs.models import Invitation, Registration, Seminar
from fairs.services.seminar_mail import invitation_token
from tests.authorisation.matrix import ROLES, Case, everybody
from tests.factories.seminars import (
    InvitationFactory,
    RegistrationFactory,
    RoomFactory,
    SeminarFactory,
    at,
    draft_seminar,
)

ABSENT = 987_654_321


def build(world: dict[str, Any]) -> None:
    world["seminar"] = SeminarFactory()
    world["seminar_draft"] = draft_seminar()
    world["seminar_planned"] = SeminarFactory(state="SCHEDULED")
    world["seminar_registration"] = RegistrationFactory(seminar=world["seminar"])
    world["seminar_invitation"] = InvitationFactory(seminar=world["seminar"])
    world["seminar_room"] = RoomFactory()


def roles(anonymous: int, other: int, **some: int) -> dict[str, int]:
    return {r: some.get(r, anonymous if r == "anonymous" else other) for r in ROLES}


def pk(name: str):
    return lambda world: {"pk": world[name].pk}


def absent(world: dict[str, Any]) -> dict[str, Any]:
    return {"pk": ABSENT}


def facts(world: dict[str, Any]) -> Any:
    """What no refused request may change."""
    return (
        list(Seminar.objects.order_by("pk").values()),
        list(Registration.objects.order_by("pk").values()),
        list(Invitation.objects.order_by("pk").values()),
    )


def registration_token(world: dict[str, Any]) -> dict[str, Any]:
    return {"token": world["seminar_registration"].token}


def answer_token(world: dict[str, Any]) -> dict[str, Any]:
    return {"token": invitation_token(world["seminar"], world["seminar_invitation"].email)}


def no_token(world: dict[str, Any]) -> dict[str, Any]:
    return {"token": "x" * 32}


def slot(world: dict[str, Any]) -> dict[str, Any]:
    return {
        "room": world["seminar_room"].pk,
        "starts_at": at(20, 9).isoformat(),
        "ends_at": at(20, 11).isoformat(),
        "version": 1,
    }


def slot_form(world: dict[str, Any]) -> dict[str, Any]:
    form = slot(world)
    for name in ("starts_at", "ends_at"):
        form[name] = form[name][:16]
    return form


INVITED = {
    "guests": [{"email": "an@example.org"}],
    "consent_channel": "PAPER",
    "consent_on": "2026-01-15",
}
GUEST = {"name": "Nguyễn An", "email": "an@example.org", "party_size": 1}
OFFICE = roles(302, 403, reviewer=200, organiser=200)
ORGANISER = roles(302, 403, organiser=200)
DONE = roles(302, 403, organiser=302)
# The API's organisers' work: what others see gives 403, what they do not see 404.
API_DONE = roles(401, 403, organiser=200)
API_HIDDEN = roles(401, 404, reviewer=403, organiser=200)
API_OFFICE = roles(401, 403, reviewer=200, organiser=200)

PAGES = [
    Case("fairs:seminars", "GET", everybody(200)),
    Case("fairs:seminar", "GET", everybody(200), "own", pk("seminar")),
    Case(
        "fairs:seminar", "GET", everybody(404, reviewer=200, organiser=200), "foreign",
        pk("seminar_draft"), note="not published",
    ),
    Case("fairs:seminar", "GET", everybody(404), "absent", absent),
    Case("fairs:seminar", "POST", everybody(302), "own", pk("seminar"), data=lambda w: GUEST),
    Case(
        "fairs:seminar", "POST", everybody(404, reviewer=200, organiser=200), "foreign",
        pk("seminar_planned"), data=lambda w: GUEST, unchanged=facts,
        note="takes no registration",
    ),
    Case("fairs:seminar_registered", "GET", everybody(302), "own", pk("seminar")),
    Case("fairs:seminar_calendar", "GET", everybody(200), "own", pk("seminar")),
    Case(
        "fairs:seminar_calendar", "GET", everybody(404, reviewer=200, organiser=200), "foreign",
        pk("seminar_planned"),
    ),
    Case("fairs:seminar_registration", "GET", everybody(200), "own", registration_token),
    Case("fairs:seminar_registration", "GET", everybody(404), "absent", no_token),
    Case(
        "fairs:seminar_registration", "POST", everybody(302), "own", registration_token,
        data=lambda w: {"step": "cancel"}, note="the link is the permission",
    ),
    Case("fairs:seminar_answer", "GET", everybody(200), "own", answer_token),
    Case("fairs:seminar_answer", "GET", everybody(404), "absent", no_token),
    Case(
        "fairs:seminar_answer", "POST", everybody(404), "absent", no_token,
        data=lambda w: {"answer": "ACCEPTED"}, unchanged=facts,
    ),
    Case("fairs:seminars_manage", "GET", OFFICE),
    Case("fairs:seminar_manage", "GET", OFFICE, "own", pk("seminar")),
    Case(
        "fairs:seminar_manage", "GET", roles(302, 403, reviewer=404, organiser=404), "absent",
        absent,
    ),
    Case("fairs:seminar_registrations", "GET", OFFICE, "own", pk("seminar")),
    Case(
        "fairs:seminar_registrations", "GET", roles(302, 403, reviewer=404, organiser=404),
        "absent", absent,
    ),
    Case("fairs:seminar_invitations", "GET", OFFICE, "own", pk("seminar")),
    Case(
        "fairs:seminar_invitations", "GET", roles(302, 403, reviewer=404, organiser=404),
        "absent", absent,
    ),
    Case("fairs:seminar_new", "GET", ORGANISER),
    Case(
        "fairs:seminar_new", "POST", DONE, data=lambda w: {"name_vi": "Mới", "capacity": 5},
        unchanged=facts,
    ),
    Case("fairs:seminar_edit", "GET", ORGANISER, "own", pk("seminar")),
    Case(
        "fairs:seminar_edit", "POST", DONE, "own", pk("seminar"),
        data=lambda w: {"name_vi": "Mới", "capacity": 50, "version": 1}, unchanged=facts,
    ),
    Case("fairs:seminar_schedule", "GET", ORGANISER, "own", pk("seminar")),
    Case(
        "fairs:seminar_schedule", "POST", DONE, "own", pk("seminar"), data=slot_form,
        unchanged=facts,
    ),
    Case(
        "fairs:seminar_state", "POST", DONE, "own", pk("seminar_planned"),
        data=lambda w: {"step": "publish"}, unchanged=facts,
    ),
    Case("fairs:seminar_cancel", "GET", ORGANISER, "own", pk("seminar")),
    Case(
        "fairs:seminar_cancel", "POST", DONE, "own", pk("seminar"),
        data=lambda w: {"reason": "why"}, unchanged=facts,
    ),
    Case("fairs:seminar_invite", "GET", ORGANISER, "own", pk("seminar")),
    Case(
        "fairs:seminar_invite", "POST", DONE, "own", pk("seminar"),
        data=lambda w: {
            "addresses": "an@example.org", "send": "1", "consent_channel": "PAPER",
            "consent_on": "2026-01-05",
        }, unchanged=facts,
    ),
    Case(
        "fairs:seminar_invitation_answer", "POST", DONE, "own", pk("seminar_invitation"),
        data=lambda w: {"answer": "ACCEPTED"}, unchanged=facts,
    ),
    Case(
        "fairs:seminar_registration_cancel", "POST", DONE, "own", pk("seminar_registration"),
        unchanged=facts,
    ),
]  # fmt: skip

API = [
    Case("api:seminar-list", "GET", everybody(200)),
    Case(
        "api:seminar-list", "POST", roles(401, 403, organiser=201),
        data=lambda w: {"name_vi": "Mới", "capacity": 5}, unchanged=facts,
    ),
    Case("api:seminar-detail", "GET", everybody(200), "own", pk("seminar")),
    Case(
        "api:seminar-detail", "GET", everybody(404, reviewer=200, organiser=200), "foreign",
        pk("seminar_draft"),
    ),
    Case("api:seminar-detail", "GET", everybody(404), "absent", absent),
    Case(
        "api:seminar-detail", "PATCH", API_DONE, "own", pk("seminar"),
        data=lambda w: {"capacity": 50, "version": 1}, unchanged=facts,
    ),
    Case(
        "api:seminar-detail", "PATCH", API_HIDDEN, "foreign", pk("seminar_draft"),
        data=lambda w: {"capacity": 50, "version": 1}, unchanged=facts,
    ),
    Case(
        "api:seminar-schedule", "POST", API_DONE, "own", pk("seminar"), data=slot,
        unchanged=facts,
    ),
    Case(
        "api:seminar-state", "POST", API_HIDDEN, "own", pk("seminar_planned"),
        data=lambda w: {"to": "PUBLISHED", "version": 1}, unchanged=facts,
    ),
    Case(
        "api:seminar-registration-open", "POST", API_DONE, "own", pk("seminar"),
        data=lambda w: {"open": False}, unchanged=facts,
    ),
    Case(
        "api:seminar-registration-open", "POST",
        roles(401, 404, reviewer=403, organiser=409), "foreign", pk("seminar_planned"),
        data=lambda w: {"open": False}, unchanged=facts, note="not published",
    ),
    Case(
        "api:seminar-cancel", "POST", API_DONE, "own", pk("seminar"),
        data=lambda w: {"reason": "why"}, unchanged=facts,
    ),
    Case("api:seminar-registration-list", "GET", API_OFFICE, "own", pk("seminar")),
    Case(
        "api:seminar-registration-list", "POST", everybody(201), "own", pk("seminar"),
        data=lambda w: GUEST,
    ),
    Case(
        "api:seminar-registration-list", "POST", everybody(404, reviewer=409, organiser=409),
        "foreign", pk("seminar_planned"), data=lambda w: GUEST, unchanged=facts,
    ),
    Case("api:seminar-invitation-list", "GET", API_OFFICE, "own", pk("seminar")),
    Case(
        "api:seminar-invitation-list", "POST", roles(401, 403, organiser=201), "own",
        pk("seminar"), data=lambda w: INVITED, unchanged=facts,
    ),
    Case(
        "api:seminar-registration-cancel", "POST",
        roles(401, 404, reviewer=403, organiser=200), "own", pk("seminar_registration"),
        unchanged=facts,
    ),
    Case(
        "api:seminar-invitation-answer", "POST",
        roles(401, 404, reviewer=403, organiser=200), "own", pk("seminar_invitation"),
        data=lambda w: {"response": "ACCEPTED"}, unchanged=facts,
    ),
]  # fmt: skip

CASES = PAGES + API
