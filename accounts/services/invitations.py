"""Inviting people: a link by mail to choose a password."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes, force_str
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import INVITATION_DAYS
from accounts.services.activity import record_activity
from accounts.services.people import ensure_user
from common.errors import DomainError
from common.text import nfc


class InvitationOver(DomainError):
    """The account was accepted or closed since the link was opened."""

    code = "invitation_over"
    status = 410


def _signer(user: User) -> TimestampSigner:
    """Signs for one person, one invitation and the password held now: a used link is dead."""
    moment = user.invited_at.isoformat() if user.invited_at else ""
    return TimestampSigner(salt=f"accounts.invitation|{moment}|{user.password}")


def invitation_link(user: User) -> tuple[str, str]:
    """The two parts of the address an invited person opens."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return uid, _signer(user).sign(uid).partition(":")[2]


@transaction.atomic
def invite_user(
    *, email: str, full_name: str, language: str, actor: User | None, now: datetime
) -> User:
    """Create the account if needed and mail a link to choose a password (valid 7 days).

    The mail is an outbox row of the same transaction; an older link of the person stops working.
    Somebody who already signs in keeps the password and gets no mail. Raises InvalidInput for a
    closed account.
    """
    user = ensure_user(email=email, full_name=full_name, language=language, actor=actor)
    if user.has_usable_password():
        return user
    user.invited_at = now
    user.save(update_fields=["invited_at"])
    path = reverse("accounts:accept", args=invitation_link(user))
    context = {
        "user": user,
        "link": settings.SITE_URL + path,
        "until": now + timedelta(days=INVITATION_DAYS),
    }
    with translation.override(user.language):
        mail = EmailMultiAlternatives(
            subject=_("Your account at Hội Chợ"),
            body=render_to_string("accounts/mail/invitation.txt", context),
            to=[user.email],
        )
        mail.attach_alternative(
            render_to_string("accounts/mail/invitation.html", context), "text/html"
        )
        mail.send()
    record_activity(actor=actor, verb="user.invited", obj=user)
    return user


def invitation_of(*, uidb64: str, token: str) -> User | None:
    """The person a link invites, or None when it is wrong, used, replaced or over 7 days old."""
    try:
        pk = int(force_str(urlsafe_base64_decode(uidb64)))
    except (ValueError, UnicodeDecodeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first() if pk < 2**63 else None
    if user is None or user.invited_at is None:
        return None
    try:
        _signer(user).unsign(f"{uidb64}:{token}", max_age=timedelta(days=INVITATION_DAYS))
    except BadSignature:
        return None
    return user


@transaction.atomic
def accept_invitation(*, user: User, password: str, full_name: str, language: str) -> User:
    """Set the first password of an invited person; the link is then used up.

    The caller has checked the link. Raises InvitationOver when it was used in the meantime.
    """
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if locked.has_usable_password() or not locked.is_active:
        raise InvitationOver(_("This invitation was used already. Sign in with your password."))
    locked.full_name, locked.language = nfc(full_name), language
    locked.set_password(password)
    locked.save(update_fields=["full_name", "language", "password"])
    record_activity(actor=locked, verb="user.joined", obj=locked)
    return locked
