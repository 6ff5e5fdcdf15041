"""Answers to what no view answers: unknown addresses, refused forms, failures."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from common.middleware import is_api, language_of, refusal

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with translation.override(language_of(request)):
        if isinstance(exception, TOO_MUCH):
            detail = _("This is more than one request may carry. Send it in smaller parts.")
            return refusal(request, status=413, code="too_large", detail=detail)
        detail = _("The request could not be read. Go back, reload the page and try again.")
        return refusal(request, status=400, code="bad_request", detail=detail)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with translation.override(language_of(request)):
        detail = _("Your role does not allow this action.")
        return refusal(request, status=403, code="forbidden", detail=detail)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with translation.override(language_of(request)):
        detail = _("The address may be mistyped, or what it showed is not yours to see.")
        return refusal(request, status=404, code="not_found", detail=detail)


def too_many(request: HttpRequest) -> HttpResponse:
    with translation.override(language_of(request)):
        detail = _("Too many requests in a short time. Wait a few minutes, then try again.")
        return refusal(request, status=429, code="throttled", detail=detail)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs neither the database nor the session: one of them may be what failed."""
    if is_api(request):
        title = "Something went wrong on our side. Please try again in a few minutes."
        body = {"type": "/problems/error/", "title": title, "status": 500, "code": "error"}
        return JsonResponse(body, status=500, content_type="application/problem+json")
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    with translation.override(language_of(request)):
        detail = _(
            "This form was opened too long ago or in another sign-in. "
            "Go back, reload the page, and send it again."
        )
        return refusal(request, status=403, code="csrf", detail=detail)
