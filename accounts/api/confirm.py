"""Showing once more that it is you, before what reaches many people."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.core.exceptions import ValidationError as FormError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from accounts.api.auth import CodeWrong, Refused, TooManyFailures
from accounts.forms import AuthenticateForm
from accounts.models import ApiToken, User
from accounts.step_up import confirmed_until
from common.drf.views import StrictSerializer, parse
from common.errors import InvalidInput


class Confirm(StrictSerializer):
    password = serializers.CharField(max_length=256, trim_whitespace=False, required=False)
    code = serializers.CharField(max_length=32, required=False)


class Confirmed(serializers.Serializer):
    confirmed_until = serializers.DateTimeField()


class ConfirmView(APIView):
    """The password, or the code of the second factor, once more."""

    permission_classes = [IsAuthenticated]
    throttle_scope = "sign_in"

    @extend_schema(
        operation_id="auth_confirm",
        request=Confirm,
        responses=Confirmed,
        description=(
            "Open the window in which this token (or session) may export personal data, erase it, "
            "and send to many people at once. A token made with `POST /auth/token/` begins with "
            "such a window; one made on the website does not."
        ),
        examples=[
            OpenApiExample("by code", {"code": "123456"}, request_only=True),
            OpenApiExample(
                "confirmed",
                {"confirmed_until": "2026-11-24T09:40:00+07:00"},
                response_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        data = parse(Confirm, request)
        assert isinstance(request.user, User)  # noqa: S101 - the permission let no one else in
        method = _check(request, request.user, data)
        if isinstance(request.auth, ApiToken):
            services.confirm_token(token=request.auth, now=timezone.now())
        else:
            record_authentication(
                request._request, request.user, method=method, reauthenticated=True
            )
        return Response({"confirmed_until": confirmed_until(request)})


def _check(request: Request, user: User, data: dict[str, Any]) -> str:
    """The way it was shown. Raises InvalidInput, Refused, CodeWrong, TooManyFailures."""
    if data.get("code"):
        form = AuthenticateForm({"code": data["code"]}, user=user)
        if not form.is_valid():
            limited = form.has_error("code", "too_many_login_attempts")
            raise TooManyFailures if limited else CodeWrong
        form.authenticator.record_usage()
        return "mfa"
    if not data.get("password"):
        text = _("Send your password or the code of your authenticator app.")
        raise InvalidInput(fields={"password": [text]})
    try:
        found = get_adapter().authenticate(
            request._request, email=user.email, password=data["password"]
        )
    except FormError as error:
        raise TooManyFailures from error
    if found is None or found.pk != user.pk:
        raise Refused
    return "password"
