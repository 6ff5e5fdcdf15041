"""Roles of the office and what each may do everywhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

INVITATION_DAYS = 7
TOKEN_DAYS = 90
TOKENS_PER_PERSON = 20
IDEMPOTENCY_DAYS = 7


class Role(TextChoices):
    """Roles given by the office; producers and point managers get theirs by membership."""

    ORGANISER = "ORGANISER", _("Organiser")
    REVIEWER = "REVIEWER", _("Reviewer")


OFFICE = frozenset({Role.ORGANISER, Role.REVIEWER})


class Standing(TextChoices):
    """Where an account is between the invitation and its end."""

    INVITED = "INVITED", _("Invited")
    ACTIVE = "ACTIVE", _("Active")
    CLOSED = "CLOSED", _("Closed")


class ErasureState(TextChoices):
    """Where a wish to be erased stands."""

    ASKED = "ASKED", _("Asked for")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    REFUSED = "REFUSED", _("Refused")
    DONE = "DONE", _("Carried out")


@dataclass(frozen=True)
class Part:
    """A recorded value: its label (None keeps it from the reader) and the words of its codes."""

    label: object | None
    choices: Sequence[tuple[str, object]] = ()


_VERBS: dict[str, object] = {
    "user.created": _("created the account"),
    "user.invited": _("sent an invitation"),
    "user.joined": _("accepted the invitation"),
    "user.updated": _("changed the account"),
    "user.closed": _("closed the account"),
    "user.reopened": _("reopened the account"),
    "user.password_changed": _("changed the password"),
    "role.granted": _("gave a role"),
    "role.revoked": _("took a role away"),
    "token.created": _("made an API token"),
    "token.revoked": _("revoked an API token"),
    "second_factor.added": _("set up a second factor"),
    "second_factor.removed": _("removed a second factor"),
    "data.exported": _("exported personal data"),
    "erasure.asked": _("asked for personal data to be erased"),
    "erasure.withdrawn": _("withdrew the wish to be erased"),
    "erasure.refused": _("refused to erase personal data"),
    "erasure.done": _("erased personal data"),
}


_KINDS: dict[str, object] = {
    "accounts.user": _("person"),
    "accounts.erasurerequest": _("erasure"),
}


def name_verbs(names: Mapping[str, object]) -> None:
    """Give the stable words of the audit trail their translated names (apps call this once)."""
    _VERBS.update(names)


def verb_name(verb: str) -> str:
    """The translated name of a stable word, or the word itself."""
    return str(_VERBS.get(verb, verb))


def verb_names() -> dict[str, str]:
    """Every known word with its translated name."""
    return {verb: str(name) for verb, name in _VERBS.items()}


def name_kinds(names: Mapping[str, object]) -> None:
    """Give the objects of the audit trail (`app.model`) their translated names."""
    _KINDS.update(names)


_PARTS: dict[str, Part] = {
    "email": Part(_("E-mail")),
    "name": Part(_("Name")),
    "role": Part(_("Role"), Role.choices),
    "user": Part(_("Person")),
}


def name_parts(parts: Mapping[str, Part]) -> None:
    """Name the recorded values that are no field of their object (apps call this once)."""
    _PARTS.update(parts)


def part_of(name: str) -> Part | None:
    """How a recorded value that is no field reads; None when nobody named it."""
    return _PARTS.get(name)


def kind_name(object_type: str) -> str:
    """What an object is, in the page's language: “person”, “fair” …, or the type itself."""
    return capfirst(str(_KINDS.get(object_type, object_type)))
