"""A person's data: all of it in one file, and out of every table (docs/security.md, 46)."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.documents.dossier import Dossier, Section
from accounts.models import ErasureRequest, User
from accounts.personal import Erasure, Subject, holdings
from accounts.rules import ErasureState, Role
from accounts.services.account_data import erase_words
from accounts.services.activity import record_activity
from accounts.services.people import require_another_organiser
from accounts.services.traces import find_traces, replace_traces
from common.addresses import validate_address
from common.errors import DomainError, IllegalTransition, InvalidInput
from common.text import nfc


class NobodyKnown(DomainError):
    """Nothing is kept about an address."""

    code = "nobody_known"
    status = 404
    message = _("Nothing is kept about this address. Check how it is written.")


def subject_of(address: str) -> Subject:
    """The person of an address. Raises InvalidInput on `address` when it is none."""
    plain = validate_address(address, field="address").lower()
    return Subject(plain, User.objects.filter(email__iexact=plain).first())


def look_at_person(*, address: str, now: datetime) -> Dossier:
    """The data of an address; nothing is written. Raises InvalidInput."""
    subject = subject_of(address)
    sections = [Section(h.key, h.title, h.collect(subject)) for h in holdings()]
    traces = {trace.table: len(trace.rows) for trace in find_traces(subject.address)}
    return Dossier(subject.address, now, settings.ORGANISING_OFFICE, sections, traces)


@transaction.atomic
def export_person(*, address: str, actor: User, now: datetime) -> Dossier:
    """The same for taking along, noted in the trail. Raises InvalidInput, NobodyKnown."""
    dossier = look_at_person(address=address, now=now)
    if dossier.empty:
        raise NobodyKnown
    user = subject_of(address).user
    record_activity(
        actor=actor,
        verb="data.exported",
        obj=user or actor,
        after=None if user else {"email": dossier.address},
    )
    return dossier


@transaction.atomic
def ask_for_erasure(*, user: User, note: str, now: datetime) -> ErasureRequest:
    """A person's wish to be erased; while one is open, asking again changes nothing."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    found = ErasureRequest.objects.filter(
        address__iexact=user.email, state=ErasureState.ASKED
    ).first()
    if found is not None:
        return found
    made = ErasureRequest.objects.create(
        user=user, address=user.email, note=nfc(note).strip()[:300], asked_at=now
    )
    record_activity(actor=user, verb="erasure.asked", obj=made, reason=made.note)
    return made


@transaction.atomic
def withdraw_erasure(*, request: ErasureRequest, actor: User, now: datetime) -> None:
    """The person changed their mind. Raises IllegalTransition once it is decided."""
    _decide(request, ErasureState.WITHDRAWN, actor, now, "")


@transaction.atomic
def refuse_erasure(*, request: ErasureRequest, reason: str, actor: User, now: datetime) -> None:
    """The office keeps the data, and says why (a duty to keep it). Raises InvalidInput."""
    if not reason.strip():
        raise InvalidInput(fields={"reason": [_("Say why the data has to be kept.")]})
    _decide(request, ErasureState.REFUSED, actor, now, nfc(reason).strip())


def _decide(
    request: ErasureRequest, state: str, actor: User, now: datetime, reason: str
) -> ErasureRequest:
    found = ErasureRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if found.state != ErasureState.ASKED:
        raise IllegalTransition(source=found.get_state_display(), target=ErasureState(state).label)
    found.state, found.decided_at, found.decided_by = state, now, actor
    found.reason = reason[:300]
    found.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    record_activity(actor=actor, verb=f"erasure.{state.lower()}", obj=found, reason=reason)
    return found


@transaction.atomic
def erase_person(*, address: str, reason: str, actor: User, now: datetime) -> ErasureRequest:
    """End the account and take the person out of every row; it cannot be undone.

    What hangs on the person ends first (each app's holding), then a pseudonym takes the place of
    the address in every column, and of the account's name in the rows that hold the address; in
    the audit trail the facts stay and the words go. Rows that the law keeps stay under the
    pseudonym. A name alone is not replaced: it may be that of a village, too.
    Raises InvalidInput (an own account, the last organiser), NobodyKnown.
    """
    subject = subject_of(address)
    if subject.user is not None:
        User.objects.select_for_update(of=("self",)).get(pk=subject.user.pk)
        if subject.user.pk == actor.pk:
            raise InvalidInput(_("Somebody else of the office has to erase your data."))
        if subject.user.grants.filter(role=Role.ORGANISER, revoked_at=None).exists():
            require_another_organiser(subject.user)
    if look_at_person(address=address, now=now).empty:
        raise NobodyKnown
    request = _open_request(subject, now)
    name = secrets.token_hex(6)
    erasure = Erasure(f"erased-{name}@erased.invalid", f"erased-{name}", actor, now)
    texts = {subject.address: erasure.pseudonym}
    if subject.name:
        texts[subject.name] = erasure.label
    if subject.name:  # first: what the holdings change no longer holds the address
        replace_traces(subject.name, erasure.label, beside=subject.address)
    for holding in holdings():
        holding.erase(subject, erasure)
    erase_words(subject, texts)
    replace_traces(subject.address, erasure.pseudonym)
    for text, by in texts.items():
        reason = reason.replace(text, by)
    request.refresh_from_db()
    done = _decide(request, ErasureState.DONE, actor, now, nfc(reason).strip())
    return done


def _open_request(subject: Subject, now: datetime) -> ErasureRequest:
    """The person's own wish, or one written down for somebody who asked by another way."""
    found, _created = ErasureRequest.objects.get_or_create(
        address__iexact=subject.address,
        state=ErasureState.ASKED,
        defaults={"address": subject.address, "user": subject.user, "asked_at": now},
    )
    return found
