"""Booth letters, rendered one by one by a worker."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import formats
from common.errors import DomainError, IllegalTransition
from common.text import fold
from fairs.documents.booth_letter import LetterFacts, letter_title, render_booth_letter
from fairs.documents.floor_plan import floor_plan
from fairs.documents.plan_geometry import HallDrawing
from fairs.models import AllocationPlan, Application, Assignment, Booth
from fairs.queries.instances import assignments_of
from fairs.queries.places import LETTER, PLACE_PAPERS, SUBJECT, letter_messages
from fairs.rules.states import PlanState
from fairs.rules.words import flag_label
from fairs.solver.model import FLAGS
from notifications.models import Document, new_token
from notifications.rules import DocumentState, MessageState
from notifications.services import (
    Attached,
    cancel_message,
    issue_document,
    release_message,
    void_documents,
)
from notifications.services.papers import digest_of


class NoPlace(DomainError):
    """There is no place in this plan to write a letter about."""

    code = "no_place"


def letters_to_render(plan: AllocationPlan) -> QuerySet[Assignment]:
    """Assignments of a published plan whose letter does not exist (any more)."""
    valid = Document.objects.filter(
        kind=LETTER, subject_type=SUBJECT, state=DocumentState.VALID
    ).values_list("subject_id", flat=True)
    return assignments_of(plan).exclude(application__in=[int(pk) for pk in valid]).order_by("id")


def render_letter(
    *, assignment: Assignment, hall: HallDrawing | None = None, actor: User | None, now: datetime
) -> Document | None:
    """Render one letter, keep it, and let its mail go: document and release commit together.

    None when the place is gone in the meantime or the letter exists (another worker was faster).
    """
    token = new_token()
    facts = letter_facts(assignment=assignment, hall=hall, token=token, now=now)
    content = render_booth_letter(facts)
    with transaction.atomic():
        plan = AllocationPlan.objects.select_for_update(of=("self",), no_key=True).get(
            pk=assignment.plan_id
        )
        still = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk)
        if plan.state != PlanState.PUBLISHED or not still.exists():
            return None
        if _valid_letter(assignment.application) is not None:
            return None
        document = _issue(assignment, facts, content, token, actor, now)
        _release(assignment, document)
    return document


def preview_letter(*, assignment: Assignment, now: datetime) -> bytes:
    """How a letter will look; nothing is stored and its code verifies nothing."""
    facts = letter_facts(assignment=assignment, hall=None, token=new_token(), now=now, preview=True)
    return render_booth_letter(facts)


def letter_facts(
    *,
    assignment: Assignment,
    hall: HallDrawing | None,
    token: str,
    now: datetime,
    preview: bool = False,
) -> LetterFacts:
    """What the letter of an assignment says, in the producer's language."""
    application, plan = assignment.application, assignment.plan
    fair, producer, language = plan.fair, application.producer, application.producer.language
    booths = [place.booth for place in assignment.places.all()]
    if not booths:
        raise NoPlace(_("This application has no place in the plan."))
    first, venue = booths[0], fair.venue
    with translation.override(language):
        return LetterFacts(
            language=language,
            office=settings.ORGANISING_OFFICE,
            fair=fair.name_in(language),
            opens_on=fair.opens_on,
            closes_on=fair.closes_on,
            daily_from=fair.daily_from,
            daily_until=fair.daily_until,
            venue=venue.name_in(language),
            address=venue.address,
            move_in_at=fair.move_in_at,
            confirm_by=fair.confirm_by,
            contact=", ".join(filter(None, (fair.contact_email, fair.contact_phone))),
            producer=producer.name,
            producer_address=producer.address
            or (producer.commune.name if producer.commune else ""),
            code=application.code,
            booths=tuple(booth.number for booth in booths),
            hall=hall or hall_of(first),
            zone=first.zone.name_in(language) if first.zone else "",
            size=_size(booths),
            equipment=tuple(
                flag_label(flag) for flag in FLAGS if any(getattr(b, flag) for b in booths)
            ),
            products=tuple(_products(application)),
            plan_number=plan.number,
            issued_at=now,
            verify_url=settings.SITE_URL + reverse("notifications:verify", args=[token]),
            preview=preview,
        )


def hall_of(booth: Booth) -> HallDrawing:
    """The drawing of the hall a booth stands in."""
    sheets = floor_plan(booth.fair)
    return next(sheet.drawing for sheet in sheets if sheet.hall.pk == booth.hall_id)


def withdraw_letter(
    *,
    application: Application,
    actor: User | None,
    now: datetime,
    reason: str,
    place_holds: bool = False,
) -> None:
    """What was said about a former place no longer holds: void the letter, stop its mail.

    Sign and move-in pass name the place too; they fall with it unless `place_holds`.
    """
    for kind in (LETTER,) if place_holds else PLACE_PAPERS:
        void_documents(
            subject_type=SUBJECT,
            subject_id=str(application.pk),
            reason=reason,
            actor=actor,
            kind=kind,
            now=now,
        )
    for message in letter_messages(application):
        try:
            cancel_message(message=message, actor=actor, now=now)
        except IllegalTransition:
            continue  # it is being handed over at this moment


def _size(booths: list[Booth]) -> str:
    width = sum(float(b.width_m) for b in booths) if _in_a_row(booths) else float(booths[0].width_m)
    depth = float(booths[0].depth_m)
    if not _in_a_row(booths):
        depth = sum(float(b.depth_m) for b in booths)
    return f"{formats.number(width)} × {formats.number(depth)} m"


def _in_a_row(booths: list[Booth]) -> bool:
    return len({booth.y for booth in booths}) == 1


def _products(application: Application) -> Iterator[tuple[str, int | None]]:
    for item in application.items.select_related("product").order_by("id"):
        yield item.snapshot.get("name") or item.product.name, item.snapshot.get("stars")


def _valid_letter(application: Application) -> Document | None:
    return (
        Document.objects.filter(
            kind=LETTER,
            subject_type=SUBJECT,
            subject_id=str(application.pk),
            state=DocumentState.VALID,
        )
        .defer("content")
        .first()
    )


def _issue(
    assignment: Assignment,
    facts: LetterFacts,
    content: bytes,
    token: str,
    actor: User | None,
    now: datetime,
) -> Document:
    booths = ", ".join(facts.booths)
    with translation.override(facts.language):
        title = letter_title(facts)
    return issue_document(
        kind=LETTER,
        subject_type=SUBJECT,
        subject_id=str(assignment.application_id),
        title=title,
        filename=f"{fold(assignment.plan.fair.code)}-{'-'.join(facts.booths)}.pdf",
        content=content,
        language=facts.language,
        actor=actor,
        facts={
            "fair": facts.fair,
            "producer": facts.producer,
            "booths": booths,
            "days": [facts.opens_on, facts.closes_on],
            "plan": assignment.plan_id,
            "digest": digest_of(facts),
        },
        verify_token=token,
        now=now,
    )


def _release(assignment: Assignment, document: Document) -> None:
    for message in letter_messages(assignment.application):
        if message.state == MessageState.WAITING:
            attached = Attached(
                filename=document.filename,
                content_type=document.content_type,
                document=document,
            )
            release_message(message=message, attachments=[attached])
