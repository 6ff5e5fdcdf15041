"""Signing in to the API, and who one is there."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ValidationError as FormError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from accounts.access import roles_of, second_factor_missing, second_factor_required
from accounts.authentication import SecondFactorMissing, TokenAuthentication
from accounts.forms import AuthenticateForm
from accounts.models import ApiToken, User
from accounts.rules import Role
from common.drf.fields import EmailField
from common.drf.views import StrictSerializer, parse
from common.errors import DomainError


class Refused(DomainError):
    """One answer for an unknown address and for a wrong password."""

    code = "sign_in_failed"
    status = 401
    message = _("The e-mail address or the password is not right.")


class TooManyFailures(DomainError):
    code = "too_many_failures"
    status = 429
    message = _("Too many failed attempts. Wait five minutes, then try again.")


class CodeNeeded(DomainError):
    code = "code_required"
    status = 401
    message = _("Send the code of your authenticator app as “code” as well.")


class CodeWrong(DomainError):
    code = "code_wrong"
    status = 401
    message = _("This code is not right or was used already. Wait for the next one.")


class SignIn(StrictSerializer):
    email = EmailField()
    password = serializers.CharField(max_length=256, trim_whitespace=False)
    code = serializers.CharField(max_length=32, required=False)
    name = serializers.CharField(max_length=80, required=False, default="API")


class NewToken(serializers.Serializer):
    token = serializers.CharField()
    name = serializers.CharField()
    expiry = serializers.DateTimeField()


class Me(serializers.Serializer):
    id = serializers.IntegerField()
    email = EmailField()
    full_name = serializers.CharField()
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices))
    second_factor = serializers.BooleanField()
    second_factor_required = serializers.BooleanField()


class MeChange(StrictSerializer):
    full_name = serializers.CharField(max_length=150, required=False)
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False)


class TokenView(APIView):
    """A personal key for `Authorization: Bearer …`."""

    throttle_scope = "sign_in"

    def get_authenticators(self) -> list[Any]:
        """Signing in needs no identity; an old session or token must not stand in its way."""
        ending = self.request is not None and self.request.method == "DELETE"
        return [TokenAuthentication()] if ending else []

    def get_permissions(self) -> list[Any]:
        return [IsAuthenticated()] if self.request.method == "DELETE" else [AllowAny()]

    @extend_schema(
        operation_id="auth_token_create",
        request=SignIn,
        responses={201: NewToken},
        auth=[],
        description=(
            "Exchange address and password (and the authenticator's code, where the account has "
            "a second factor) for a token valid 90 days. Not idempotent: each call makes a token. "
            "Ten failures in five minutes per account and address lead to 429."
        ),
        examples=[
            OpenApiExample(
                "sign in",
                {"email": "nguyen.an@example.org", "password": "…", "name": "sales spreadsheet"},
                request_only=True,
            ),
            OpenApiExample(
                "token",
                {
                    "token": "2f6c…",
                    "name": "sales spreadsheet",
                    "expiry": "2026-11-24T03:15:00+07:00",
                },
                response_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        data = parse(SignIn, request)
        user = self._who(request, data)
        token, secret = services.create_token(
            user=user, name=data["name"], confirmed_at=timezone.now()
        )
        body = {"token": secret, "name": token.name, "expiry": token.expiry}
        return Response(body, status=status.HTTP_201_CREATED, headers={"Cache-Control": "no-store"})

    @extend_schema(
        operation_id="auth_token_delete",
        responses={204: None},
        description="End the token this request carries.",
        examples=[OpenApiExample("ended", None, response_only=True, status_codes=["204"])],
    )
    def delete(self, request: Request) -> Response:
        assert isinstance(request.auth, ApiToken)  # noqa: S101 - the only authenticator gives one
        services.revoke_token(token=request.auth, actor=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @staticmethod
    def _who(request: Request, data: dict[str, Any]) -> User:
        try:
            user = get_adapter().authenticate(
                request._request, email=data["email"], password=data["password"]
            )
        except FormError as error:
            raise TooManyFailures from error
        if not isinstance(user, User) or not user.is_active:
            raise Refused
        if second_factor_missing(user):
            raise SecondFactorMissing
        if is_mfa_enabled(user):
            if not data.get("code"):
                raise CodeNeeded
            form = AuthenticateForm({"code": data["code"]}, user=user)
            if not form.is_valid():
                limited = form.has_error("code", "too_many_login_attempts")
                raise TooManyFailures if limited else CodeWrong
            form.authenticator.record_usage()
        return user


def me(user: User) -> dict[str, Any]:
    return {
        "id": user.pk,
        "email": user.email,
        "full_name": user.full_name,
        "language": user.language,
        "roles": sorted(roles_of(user)),
        "second_factor": is_mfa_enabled(user),
        "second_factor_required": second_factor_required(user),
    }


ME = {
    "id": 12,
    "email": "nguyen.an@example.org",
    "full_name": "Nguyễn An",
    "language": "vi",
    "roles": ["REVIEWER"],
    "second_factor": True,
    "second_factor_required": False,
}


class MeView(APIView):
    """The signed-in person."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="auth_me",
        responses=Me,
        examples=[OpenApiExample("me", ME, response_only=True)],
    )
    def get(self, request: Request) -> Response:
        return Response(me(request.user))

    @extend_schema(
        operation_id="auth_me_update",
        request=MeChange,
        responses=Me,
        examples=[
            OpenApiExample("change", {"language": "fr"}, request_only=True),
            OpenApiExample("me", {**ME, "language": "fr"}, response_only=True),
        ],
    )
    def patch(self, request: Request) -> Response:
        user = request.user
        assert isinstance(user, User)  # noqa: S101 - the permission let no one else in
        data = {"full_name": user.full_name, "language": user.language, **parse(MeChange, request)}
        return Response(me(services.update_profile(user=user, **data)))
