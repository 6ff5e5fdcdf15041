"""People's own account, and the first visit of an invited person."""

from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import services
from accounts.access import get_token_to_revoke, roles_of, second_factor_required
from accounts.models import User
from accounts.pages.forms import AcceptForm, ProfileForm, TokenForm
from accounts.queries import tokens_of
from accounts.rules import Role
from common.errors import DomainError
from common.forms import add_domain_error

OPENED = "invitation"  # session key: the link's token, so that it leaves the address bar


def _person(user: User | AnonymousUser) -> User:
    """The signed-in person; pages using it are behind login_required."""
    assert isinstance(user, User)  # noqa: S101 - narrows the type
    return user


def _show(request: HttpRequest, status: int = 200, **changes: object) -> HttpResponse:
    user = _person(request.user)
    context = {
        "title": _("My account"),
        "form": ProfileForm(initial={"full_name": user.full_name, "language": user.language}),
        "token_form": TokenForm(prefix="token"),
        "tokens": tokens_of(user),
        "role_names": [Role(role).label for role in sorted(roles_of(user))],
        "second_factor": is_mfa_enabled(user),
        "second_factor_required": second_factor_required(user),
        **changes,
    }
    return render(request, "accounts/profile.html", context, status=status)


@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Name, language, password, second factor and tokens of the signed-in person."""
    form = ProfileForm(request.POST or None) if request.method == "POST" else None
    if form is None:
        return _show(request)
    if not form.is_valid():
        return _show(request, form=form)
    services.update_profile(user=_person(request.user), **form.cleaned_data)
    messages.success(request, _("Your account was saved."))
    response = redirect("accounts:profile")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        form.cleaned_data["language"],
        max_age=365 * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


@login_required
@require_POST
@never_cache
def create_token(request: HttpRequest) -> HttpResponse:
    """A new token; its secret is on this one answer and nowhere else."""
    form = TokenForm(request.POST, prefix="token")
    if form.is_valid():
        try:
            token, secret = services.create_token(user=_person(request.user), **form.cleaned_data)
        except DomainError as error:
            add_domain_error(form, error)
        else:
            return _show(request, new_token=token, secret=secret)
    return _show(request, token_form=form)


@login_required
@require_POST
def revoke_token(request: HttpRequest, public_id: UUID) -> HttpResponse:
    user = _person(request.user)
    token = get_token_to_revoke(user, public_id)
    services.revoke_token(token=token, actor=user)
    messages.success(request, _("The token “%(name)s” was revoked.") % {"name": token.name})
    return redirect("accounts:profile")


@never_cache
@sensitive_post_parameters("password", "again")
def accept(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """An invited person chooses a password.

    The first visit moves the token from the address into the session, so that it reaches neither
    the history nor a Referer header.
    """
    if token != "set-password":  # noqa: S105 - a word of the address, not a secret
        if services.invitation_of(uidb64=uidb64, token=token):
            request.session[OPENED] = token
            return redirect("accounts:accept", uidb64=uidb64, token="set-password")  # noqa: S106
        user = None
    else:
        user = services.invitation_of(uidb64=uidb64, token=request.session.get(OPENED, ""))
    if user is None:
        context = {"title": _("This invitation has ended")}
        return render(request, "accounts/invitation_over.html", context, status=410)
    initial = {"full_name": user.full_name, "language": user.language}
    form = AcceptForm(request.POST or None, user=user, initial=initial)
    if form.is_valid():
        services.accept_invitation(
            user=user,
            password=form.cleaned_data["password"],
            full_name=form.cleaned_data["full_name"],
            language=form.cleaned_data["language"],
        )
        request.session.pop(OPENED, None)
        messages.success(request, _("Your password is set. Sign in with it now."))
        return redirect("account_login")
    page = {"title": _("Welcome to Hội Chợ"), "form": form, "email": user.email}
    return render(request, "accounts/accept.html", page)
