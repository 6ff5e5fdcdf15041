"""Applications: a producer reaches its own, the office those that were sent."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from accounts.access import is_office, is_organiser
from accounts.models import User
from common.errors import Forbidden
from exhibitors.access import producers_of
from exhibitors.models import Producer
from fairs.models import Application, Fair
from fairs.queries.applications import applications
from fairs.queries.papers import application_documents
from fairs.rules.states import ACTIVE_APPLICATIONS, EDITABLE_APPLICATIONS, ApplicationState
from notifications.models import Document

Person = User | AnonymousUser


def office_applications(user: Person) -> QuerySet[Application]:
    """What the office reads: everything that was sent once; drafts are the producer's own.

    Organisers also find the drafts begun on behalf of a producer.
    """
    if not is_office(user):
        return Application.objects.none()
    if is_organiser(user):
        return applications().exclude(submitted_at=None, on_behalf_by=None)
    return applications().exclude(submitted_at=None)


def visible_applications(user: Person) -> QuerySet[Application]:
    """The office sees what was sent, a producer all of its own."""
    if is_office(user):
        return office_applications(user)
    return applications().filter(producer__in=producers_of(user))


def get_application_to_view(user: Person, pk: int) -> Application:
    found = visible_applications(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_application_of_producer(user: Person, pk: int) -> Application:
    """To edit or send: members of the producer, organisers where they act for it."""
    found = get_application_to_view(user, pk)
    if not acts_for(user, found):
        raise Forbidden
    return found


def get_application_to_withdraw(user: Person, pk: int) -> Application:
    """Members of the producer; organisers also for a producer that told them."""
    found = get_application_to_view(user, pk)
    if not (is_organiser(user) or acts_for(user, found)):
        raise Forbidden
    return found


def acts_for(user: Person, application: Application) -> bool:
    """Whether a person speaks for the producer of an application."""
    if application.on_behalf_by_id is not None and is_organiser(user):
        return True
    return producers_of(user).filter(pk=application.producer_id).exists()


def get_application_with_papers(user: Person, pk: int) -> Application:
    """Papers about an application: members of the producer, and organisers once it was sent."""
    found = get_application_to_view(user, pk)
    if not (is_organiser(user) or producers_of(user).filter(pk=found.producer_id).exists()):
        raise Forbidden
    return found


def get_paper_of_application(user: Person, pk: int, document_pk: int) -> Document:
    """One of the papers its producer may have, with its bytes."""
    application = get_application_with_papers(user, pk)
    found = application_documents(application).filter(pk=document_pk).defer(None).first()
    if found is None:
        raise Http404
    return found


def get_application_to_review(user: Person, pk: int, *, decide: bool = False) -> Application:
    """Office to judge; organisers alone to decide."""
    found = get_application_to_view(user, pk)
    if not (is_organiser(user) if decide else is_office(user)):
        raise Forbidden
    return found


def get_application_to_reopen(user: Person, pk: int) -> Application:
    """Office to take a result back; organisers alone once it was told or ended."""
    found = get_application_to_review(user, pk)
    ended = found.state in (ApplicationState.REJECTED, ApplicationState.WITHDRAWN)
    if (ended or found.announced_at is not None) and not is_organiser(user):
        raise Forbidden
    return found


def get_producer_to_apply(user: Person, pk: int | None, fair: Fair | None = None) -> Producer:
    """The producer a person applies for: the one named, else the only one.

    At a `fair`, organisers reach the producers whose application was begun on their behalf.
    404 for a producer that is not theirs, 403 for somebody who acts for none.
    """
    mine = producers_of(user).select_related("commune").order_by("sort_key", "id")
    if pk is not None:
        found = mine.filter(pk=pk).first()
        if found is None and fair is not None and is_organiser(user):
            begun = Application.objects.filter(
                fair=fair, state__in=ACTIVE_APPLICATIONS, on_behalf_by__isnull=False
            )
            found = Producer.objects.filter(pk=pk, pk__in=begun.values("producer")).first()
        if found is None:
            raise Http404
        return found
    first = mine.first()
    if first is None:
        raise Forbidden
    return first


def application_abilities(user: Person, application: Application) -> dict[str, bool]:
    """What this person may do with this application now."""
    state = application.state
    member = acts_for(user, application)
    office, organiser = is_office(user), is_organiser(user)
    open_states = (
        ApplicationState.DRAFT,
        ApplicationState.SUBMITTED,
        ApplicationState.CHANGES_REQUESTED,
        ApplicationState.ELIGIBLE,
        ApplicationState.INELIGIBLE,
        ApplicationState.ACCEPTED,
        ApplicationState.WAITLISTED,
        ApplicationState.CONFIRMED,
    )
    return {
        "edit": member and state in EDITABLE_APPLICATIONS,
        "submit": member and state in EDITABLE_APPLICATIONS,
        "withdraw": (member or organiser) and state in open_states,
        "review": office and state == ApplicationState.SUBMITTED,
        "reopen": (
            office
            and state
            in (
                ApplicationState.ELIGIBLE,
                ApplicationState.INELIGIBLE,
                ApplicationState.CHANGES_REQUESTED,
            )
        )
        or (organiser and state in (ApplicationState.REJECTED, ApplicationState.WITHDRAWN)),
        "decide": organiser
        and state
        in (ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE, ApplicationState.WAITLISTED),
    }
