"""What the papers of a fair are written from."""

from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.queries import people
from accounts.rules import OFFICE
from exhibitors.models import ProducerMember
from fairs.models import (
    Application,
    ApplicationItem,
    Assignment,
    AssignmentBooth,
    Booth,
    Fair,
    FairHall,
    Invitation,
    Registration,
    Seminar,
    Speaker,
)
from fairs.queries.instances import assignments_of, published_plan
from fairs.rules.states import SEATED, BoothState, PlanState, SeminarState
from notifications.models import Document

SHOWN = (SeminarState.PUBLISHED, SeminarState.HELD, SeminarState.CANCELLED)
PAPERS = "fairs.papers"  # the job that makes them
OWN_PAPERS = ("fairs.booth_letter", "fairs.move_in_pass", "fairs.receipt")


def placed(fair: Fair) -> QuerySet[Assignment]:
    """Exhibitors with booths and products in the published plan, by name; none before it."""
    plan = published_plan(fair)
    if plan is None:
        return Assignment.objects.none()
    items = ApplicationItem.objects.select_related("product").order_by("id")
    return assignments_of(plan).prefetch_related(Prefetch("application__items", items))


def sent_applications(fair: Fair) -> QuerySet[Application]:
    """Applications that arrived and were not withdrawn, in order of arrival."""
    items = ApplicationItem.objects.select_related("product").order_by("id")
    return (
        Application.objects.filter(fair=fair, submitted_at__isnull=False)
        .exclude(state="WITHDRAWN")
        .select_related("producer__commune", "fair__venue")
        .prefetch_related(Prefetch("items", items))
        .order_by("submitted_at", "id")
    )


def seminars_of(fair: Fair) -> QuerySet[Seminar]:
    """Seminars everybody may know of, with rooms and speakers, in order of time."""
    return with_speakers(
        Seminar.objects.filter(fair=fair, state__in=SHOWN, starts_at__isnull=False)
    ).order_by("starts_at", "id")


def with_speakers(seminars: QuerySet[Seminar]) -> QuerySet[Seminar]:
    speakers = Speaker.objects.order_by("position", "id")
    return seminars.select_related("room__venue", "fair").prefetch_related(
        Prefetch("speakers", speakers)
    )


def seated_guests(seminars: Iterable[Seminar]) -> QuerySet[Registration]:
    """Who has a seat, by name."""
    return Registration.objects.filter(seminar__in=seminars, state__in=SEATED).order_by(
        "name", "id"
    )


def open_invitations(seminar: Seminar) -> QuerySet[Invitation]:
    """Invitations that stand, in order of their writing."""
    return Invitation.objects.filter(seminar=seminar, revoked_at=None).order_by("id")


def members_by_producer(producers: Iterable[int]) -> dict[int, list[str]]:
    """The names of the people who act for each producer now."""
    rows = (
        ProducerMember.objects.filter(producer__in=producers, until=None)
        .exclude(user__full_name="")
        .order_by("since", "id")
        .values_list("producer_id", "user__full_name")
    )
    names: dict[int, list[str]] = {}
    for producer, name in rows:
        names.setdefault(producer, []).append(name)
    return names


def office_people() -> list[str]:
    """The active people of the office who told their name."""
    found = people().filter(is_active=True).exclude(full_name="")
    return [person.full_name for person in found if set(person.roles) & OFFICE]  # type: ignore[attr-defined]


def halls_in_use(fair: Fair) -> QuerySet[FairHall]:
    return FairHall.objects.filter(fair=fair).order_by("position", "id")


def booth_counts(fair: Fair) -> tuple[int, int, int]:
    """Booths that can be used, their modules, and how many of them are held."""
    usable = Booth.objects.filter(fair=fair, state=BoothState.AVAILABLE)
    sums = usable.aggregate(booths=Count("id"), modules=Coalesce(Sum("type__modules"), 0))
    held = AssignmentBooth.objects.filter(
        assignment__plan__fair=fair, assignment__plan__state=PlanState.PUBLISHED
    )
    return sums["booths"], sums["modules"], held.values("booth").distinct().count()


def registered_people(fair: Fair) -> dict[int, int]:
    """People with a seat at each seminar of a fair."""
    rows = (
        Registration.objects.filter(seminar__fair=fair, state__in=SEATED)
        .order_by()
        .values_list("seminar_id")
        .annotate(people=Sum("party_size"))
    )
    return dict(rows)


def fair_documents(fair: Fair) -> QuerySet[Document]:
    """The papers of a fair made last: its own and the files of many, without their bytes."""
    return _documents("fair", "fairs.fair", fair.pk)


def seminar_documents(seminar: Seminar) -> QuerySet[Document]:
    """The same of a seminar."""
    return _documents("seminar", "fairs.seminar", seminar.pk)


def _documents(scope: str, subject_type: str, pk: int) -> QuerySet[Document]:
    own = Q(subject_type=subject_type, subject_id=str(pk))
    files = Q(kind="papers.bundle", subject_id__startswith=f"{scope}:{pk}:")
    return _valid(own | files)


def application_documents(application: Application) -> QuerySet[Document]:
    """The valid papers about one application that its producer may have."""
    return _valid(
        Q(
            kind__in=OWN_PAPERS,
            subject_type="fairs.application",
            subject_id=str(application.pk),
        )
    )


def _valid(wanted: Q) -> QuerySet[Document]:
    return (
        Document.objects.filter(wanted, state="VALID")
        .select_related("issued_by")
        .defer("content")
        .order_by("-issued_at", "-id")
    )
