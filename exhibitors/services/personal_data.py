"""Producers that somebody acts for, or whose contact somebody is."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.personal import Erasure, Holding, Subject
from exhibitors.models import Producer, ProducerMember
from exhibitors.services.producers import end_membership

CONTACT = ("code", "name", "email", "phone", "address")


def _contacts(subject: Subject) -> list[dict[str, Any]]:
    return list(
        Producer.objects.filter(email__iexact=subject.address).order_by("id").values(*CONTACT)
    )


def _empty_contacts(subject: Subject, erasure: Erasure) -> int:
    """The organisation stays; how to reach the person does not."""
    count: int = Producer.objects.filter(email__iexact=subject.address).update(email="", phone="")
    return count


def _memberships(subject: Subject) -> list[dict[str, Any]]:
    if subject.user is None:
        return []
    rows = ProducerMember.objects.filter(user=subject.user).order_by("id")
    return [dict(row) for row in rows.values("producer__name", "role", "since", "until")]


def _end_memberships(subject: Subject, erasure: Erasure) -> int:
    if subject.user is None:
        return 0
    held = list(ProducerMember.objects.filter(user=subject.user, until=None))
    for member in held:
        end_membership(member=member, actor=erasure.actor, now=erasure.now)
    return len(held)


CONTACTS = Holding("producers", _("Contact of producers"), _contacts, _empty_contacts)
MEMBERSHIPS = Holding("memberships", _("Acting for producers"), _memberships, _end_memberships)
HOLDINGS = (CONTACTS, MEMBERSHIPS)
