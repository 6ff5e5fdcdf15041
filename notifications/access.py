"""Who may reach messages, documents and jobs."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.access import is_organiser
from accounts.models import User
from common.errors import DomainError
from notifications.models import Bounce, Campaign, ConsentEntry, Document, Job, Message, Recipient
from notifications.queries import document_rows, job_rows, message_rows
from notifications.queries.campaigns import (
    bounce_rows,
    campaign_rows,
    consent_rows,
    recipient_rows,
)

Person = User | AnonymousUser


def acting(user: Person) -> User:
    """The signed-in person who acts; a door without one is shut."""
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def visible_messages(user: Person) -> QuerySet[Message]:
    """Organisers see every message; nobody else reads other people's mail."""
    if not is_organiser(user):
        raise PermissionDenied
    return message_rows()


def get_message_to_see(user: Person, pk: int) -> Message:
    message = visible_messages(user).defer(None).filter(pk=pk).first()
    if message is None:
        raise Http404
    return message


get_message_to_decide = get_message_to_see


def visible_campaigns(user: Person) -> QuerySet[Campaign]:
    """Organisers see every campaign; nobody else knows who is written to."""
    if not is_organiser(user):
        raise PermissionDenied
    return campaign_rows()


def get_campaign_to_see(user: Person, pk: int) -> Campaign:
    campaign = visible_campaigns(user).filter(pk=pk).first()
    if campaign is None:
        raise Http404
    return campaign


get_campaign_to_steer = get_campaign_to_see


def visible_recipients(user: Person, campaign: Campaign) -> QuerySet[Recipient]:
    """The recipients of a campaign one may see."""
    if not is_organiser(user):
        raise PermissionDenied
    return recipient_rows(campaign)


def get_recipient_to_steer(user: Person, pk: int) -> Recipient:
    """A recipient with its campaign and message."""
    if not is_organiser(user):
        raise PermissionDenied
    found = Recipient.objects.select_related("campaign", "message").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def visible_bounces(user: Person) -> QuerySet[Bounce]:
    """Organisers see what came back."""
    if not is_organiser(user):
        raise PermissionDenied
    return bounce_rows()


def get_bounce_to_settle(user: Person, pk: int) -> Bounce:
    found = visible_bounces(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def visible_consents(user: Person) -> QuerySet[ConsentEntry]:
    """Organisers see the log of consents."""
    if not is_organiser(user):
        raise PermissionDenied
    return consent_rows()


def visible_jobs(user: Person) -> QuerySet[Job]:
    """One's own jobs; organisers see all."""
    if is_organiser(user):
        return job_rows()
    if not isinstance(user, User):
        return job_rows().none()
    return job_rows().filter(created_by=user)


def get_job_to_see(user: Person, pk: int) -> Job:
    job = visible_jobs(user).defer(None).filter(pk=pk).first()
    if job is None:
        raise Http404
    return job


get_job_to_steer = get_job_to_see


def visible_documents(user: Person) -> QuerySet[Document]:
    """What one issued oneself; organisers see all. Recipients use the doors of their subject."""
    if is_organiser(user):
        return document_rows()
    if not isinstance(user, User):
        return document_rows().none()
    return document_rows().filter(issued_by=user)


class DocumentEmptied(DomainError):
    """Somebody named in it was erased; its bytes are gone for good."""

    code = "document_emptied"
    status = 410
    message = _(
        "The content of this document was erased because it named somebody whose data was erased. "
        "Print the paper anew."
    )


def get_document_to_download(user: User | AnonymousUser, pk: int) -> Document:
    """The same with its bytes. Raises DocumentEmptied when they were erased."""
    found = get_document_to_see(user, pk)
    if not found.size:
        raise DocumentEmptied
    return found


def get_document_to_see(user: Person, pk: int) -> Document:
    document = visible_documents(user).filter(pk=pk).first()
    if document is None:
        raise Http404
    return document
