"""Published places: whose booth is where, for the exhibitor and for the public."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from fairs.models import AllocationPlan, Application, Assignment, AssignmentBooth, Booth, Fair
from fairs.queries.instances import assignments_of
from fairs.rules.states import ApplicationState, FairState, PlanState
from notifications.kinds import document_kind
from notifications.models import Document, Message
from notifications.rules import UNSENT, DocumentState

LETTER = document_kind("fairs.booth_letter", _("Notice of booth assignment"))
SUBJECT = "fairs.application"
PLACE_PAPERS = (LETTER, "fairs.booth_sign", "fairs.move_in_pass")  # what a moved place voids


@dataclass(frozen=True)
class PublishedPlace:
    """Where an exhibitor stands, and the letter that says so (None until it is rendered)."""

    application: Application
    plan: AllocationPlan
    booths: tuple[Booth, ...]
    letter: Document | None

    @property
    def numbers(self) -> str:
        return ", ".join(booth.number for booth in self.booths)

    @property
    def first(self) -> Booth:
        return self.booths[0]


def published_place(application: Application) -> PublishedPlace | None:
    """The place of an application in the published plan, or None."""
    return next(iter(published_places([application])), None)


def published_places(applications: Iterable[Application]) -> list[PublishedPlace]:
    """Places of these applications, for those which have one (three queries)."""
    wanted = {application.pk: application for application in applications}
    found = (
        published_assignments()
        .filter(application__in=wanted)
        .select_related("plan")
        .order_by("application_id")
    )
    rows = list(found)
    letters = letters_of(a.application_id for a in rows)
    return [
        PublishedPlace(
            application=wanted[row.application_id],
            plan=row.plan,
            booths=tuple(place.booth for place in row.places.all()),
            letter=letters.get(row.application_id),
        )
        for row in rows
    ]


def with_published_place(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Those of these applications that have a place in a published plan."""
    placed = Assignment.objects.filter(plan__state=PlanState.PUBLISHED)
    return applications.filter(pk__in=placed.values("application"))


def published_assignments() -> QuerySet[Assignment]:
    places = AssignmentBooth.objects.select_related(
        "booth__zone", "booth__hall", "booth__type"
    ).order_by("booth__hall__position", "booth__row", "booth__x", "booth__y")
    return Assignment.objects.filter(plan__state=PlanState.PUBLISHED).prefetch_related(
        Prefetch("places", places)
    )


def letters_of(application_ids: Iterable[int]) -> dict[int, Document]:
    """Valid booth letters by application id, without their bytes."""
    rows = Document.objects.filter(
        kind=LETTER,
        subject_type=SUBJECT,
        subject_id__in=[str(pk) for pk in application_ids],
        state=DocumentState.VALID,
    ).defer("content")
    return {int(row.subject_id): row for row in rows}


def exhibitors_of(fair: Fair) -> list[Assignment]:
    """The exhibitors of the published plan with booths and products, by name."""
    plan = AllocationPlan.objects.filter(fair=fair, state=PlanState.PUBLISHED).first()
    if plan is None:
        return []
    return list(assignments_of(plan).prefetch_related("application__items"))


def may_confirm(application: Application, now: datetime) -> bool:
    """Whether a placed exhibitor can confirm now (the service checks again)."""
    fair = application.fair
    in_time = fair.confirm_by is None or now <= fair.confirm_by
    accepted = application.state == ApplicationState.ACCEPTED
    return accepted and fair.state == FairState.PUBLISHED and in_time


def letter_key(plan: AllocationPlan, application: Application, edition: int = 0) -> str:
    """The outbox key of a booth letter; a further edition of the same plan has its number."""
    key = f"{LETTER}:{plan.pk}:{application.pk}"
    return f"{key}:{edition}" if edition else key


def letter_messages(application: Application) -> QuerySet[Message]:
    """Mails with a booth letter of this application that have not left."""
    return Message.objects.filter(
        subject_type=SUBJECT,
        subject_id=str(application.pk),
        dedupe_key__startswith=f"{LETTER}:",
        state__in=UNSENT,
    ).order_by("id")


def letter_editions(application_ids: Iterable[int]) -> dict[int, int]:
    """How many booth letters each application was ever issued."""
    rows = (
        Document.objects.filter(
            kind=LETTER,
            subject_type=SUBJECT,
            subject_id__in=[str(pk) for pk in application_ids],
        )
        .order_by()
        .values("subject_id")
        .annotate(issued=Count("id"))
    )
    return {int(row["subject_id"]): row["issued"] for row in rows}
