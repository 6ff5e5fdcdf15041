"""Who may reach what in the registry. A foreign object is as absent; seen but forbidden is 403."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.access import is_office, is_organiser
from accounts.models import User
from common.errors import Forbidden
from exhibitors.models import (
    Certificate,
    CertificateQuerySet,
    Producer,
    ProducerMember,
    Product,
    RecognitionImport,
)
from exhibitors.queries import notices_to, recognition_imports
from exhibitors.rules import MemberRole, ProducerState
from notifications.models import Document

Person = User | AnonymousUser


def acting(user: Person) -> User:
    """The signed-in person behind a door that lets nobody else through."""
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def producers_of(user: Person) -> QuerySet[Producer]:
    """The producers a person acts for now."""
    if not user.is_authenticated or not user.is_active:
        return Producer.objects.none()
    return Producer.objects.filter(members__user=user, members__until=None).exclude(
        state=ProducerState.MERGED
    )


def visible_producers(user: Person) -> QuerySet[Producer]:
    """The office sees every producer, a producer its own organisations, others none."""
    return Producer.objects.all() if is_office(user) else producers_of(user)


def visible_products(user: Person) -> QuerySet[Product]:
    """The office sees every product, a producer those of its own organisations."""
    if is_office(user):
        return Product.objects.all()
    return Product.objects.filter(producer__in=producers_of(user))


def visible_certificates(user: Person) -> CertificateQuerySet:
    """The certificates of the products a person sees."""
    if is_office(user):
        return Certificate.objects.all()
    return Certificate.objects.filter(product__producer__in=producers_of(user))


def get_producer_to_view(user: Person, pk: int) -> Producer:
    found = (
        visible_producers(user)
        .select_related("commune", "village", "merged_into")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_producer_to_edit(user: Person, pk: int) -> Producer:
    """Organisers edit every producer, members their own; a reviewer reads only."""
    found = get_producer_to_view(user, pk)
    if not (is_organiser(user) or producers_of(user).filter(pk=pk).exists()):
        raise Forbidden
    return found


def get_notice_to_producer(user: Person, producer_pk: int, pk: int) -> Document:
    """A notice to a producer, with its bytes: for its members and the organisers."""
    producer = get_producer_to_edit(user, producer_pk)
    found = notices_to(producer).filter(pk=pk).defer(None).first()
    if found is None:
        raise Http404
    return found


def get_product_to_view(user: Person, pk: int) -> Product:
    found = (
        visible_products(user).select_related("producer", "producer__commune").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def get_product_to_edit(user: Person, pk: int) -> Product:
    found = get_product_to_view(user, pk)
    if not (is_organiser(user) or producers_of(user).filter(pk=found.producer_id).exists()):
        raise Forbidden
    return found


def _owns(user: Person, producer_pk: int) -> bool:
    return (
        user.is_authenticated
        and ProducerMember.objects.filter(
            producer=producer_pk, user=user, until=None, role=MemberRole.OWNER
        ).exists()
    )


def producer_abilities(user: Person, producer: Producer) -> dict[str, bool]:
    """What somebody may do with a producer they see: buttons and the API's `abilities`."""
    organiser = is_organiser(user)
    member = producers_of(user).filter(pk=producer.pk).exists()
    live = producer.state != ProducerState.MERGED
    active = producer.state in (ProducerState.UNVERIFIED, ProducerState.VERIFIED)
    return {
        "edit": live and (organiser or member),
        "add_product": active and (organiser or member),
        "manage_members": live and (organiser or _owns(user, producer.pk)),
        "verify": organiser and producer.state == ProducerState.UNVERIFIED,
        "suspend": organiser and active,
        "reinstate": organiser and producer.state == ProducerState.SUSPENDED,
        "merge": organiser and live,
    }


def product_abilities(user: Person, product: Product) -> dict[str, bool]:
    """What somebody may do with a product they see."""
    organiser = is_organiser(user)
    member = producers_of(user).filter(pk=product.producer_id).exists()
    return {
        "edit": organiser or member,
        "withdraw": (organiser or member) and product.withdrawn_on is None,
        "certify": organiser,
    }


def get_producer_to_manage_members(user: Person, pk: int) -> Producer:
    """Organisers, and the owners of the producer."""
    found = get_producer_to_view(user, pk)
    if not producer_abilities(user, found)["manage_members"]:
        raise Forbidden
    return found


def get_member_to_end(user: Person, producer_pk: int, pk: int) -> ProducerMember:
    producer = get_producer_to_manage_members(user, producer_pk)
    found = ProducerMember.objects.filter(pk=pk, producer=producer, until=None).first()
    if found is None:
        raise Http404
    return found


def get_certificate_to_view(user: Person, pk: int) -> Certificate:
    found = visible_certificates(user).select_related("product").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_certificate_to_revoke(user: Person, pk: int) -> Certificate:
    found = get_certificate_to_view(user, pk)
    if not is_organiser(user):
        raise Forbidden
    return found


def visible_imports(user: Person) -> QuerySet[RecognitionImport]:
    """Organisers see every import; others none."""
    return recognition_imports() if is_organiser(user) else RecognitionImport.objects.none()


def get_import_to_view(user: Person, pk: int) -> RecognitionImport:
    found = visible_imports(user).defer(None).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
