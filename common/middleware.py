"""Request guards shared by pages and API."""

import re
import time
from collections.abc import Callable, Iterable
from urllib.parse import quote, unquote, unquote_to_bytes, urlencode, urlsplit

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError, OperationalError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    UnreadablePostError,
)
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _
from django_structlog.middlewares import RequestMiddleware
from rest_framework.throttling import BaseThrottle

from common.errors import DomainError
from common.text import hostile

GetResponse = Callable[[HttpRequest], HttpResponse]
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Headers whose text we use; the others never leave the request.
READ_HEADERS = ("Idempotency-Key", "If-Match", "Accept-Language", "Authorization", "X-Request-ID")
LOCK_TIMEOUT = "55P03"


def is_api(request: HttpRequest) -> bool:
    """Whether the answer must be a problem document rather than a page."""
    return request.path.startswith("/api/")


def refusal(request: HttpRequest, *, status: int, code: str, detail: str) -> HttpResponse:
    """An error answer in the shape its door uses."""
    if is_api(request):
        body = {"type": f"/problems/{code}/", "title": detail, "status": status, "code": code}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    if request.headers.get("HX-Request"):  # a fragment is kept; the toast says what went wrong
        return HttpResponse(detail, status=status, headers={"X-Message": quote(detail)})
    if not hasattr(request, "user"):  # refused before anybody was asked who it is
        request.user = AnonymousUser()
    return render(request, "error.html", {"status": status, "detail": detail}, status=status)


class RequestLogMiddleware(RequestMiddleware):
    """A line in the log for each request, with the address that the limits count.

    The library believes whatever address a stranger writes into a header.
    """

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=BaseThrottle().get_ident(request))  # type: ignore[arg-type]


class HostileInputMiddleware:
    """Refuse what nobody can type and no database or mail can hold, and what is too large.

    NUL and control characters, lone surrogates and bidi marks in the address, the query, a form
    or a file name (JSON bodies have their own parser), and forms that cannot be read at all.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._refused(request) or self.get_response(request)

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        with translation.override(language_of(request)):
            too_large = _("This is more than one request may carry. Send it in smaller parts.")
            if _content_length(request) > settings.MAX_REQUEST_BYTES:
                return refusal(request, status=413, code="too_large", detail=too_large)
            try:
                for name, value in self._texts(request):
                    if hostile(value) or hostile(name):
                        where = _("The address") if hostile(name) else name[:100]
                        detail = _(
                            "“%(field)s” holds a character that cannot be shown. "
                            "Go back, type the text again and send it once more."
                        ) % {"field": where}
                        return refusal(request, status=400, code="hostile_text", detail=detail)
            except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
                return refusal(request, status=413, code="too_large", detail=too_large)
            except (MultiPartParserError, UnreadablePostError, UnicodeError, LookupError):
                detail = _("The request could not be read. Go back, reload the page and try again.")
                return refusal(request, status=400, code="bad_request", detail=detail)
        return None

    @staticmethod
    def _texts(request: HttpRequest) -> Iterable[tuple[str, str]]:
        # Django writes bytes of a path that are no UTF-8 as %FF again; they turn up here.
        yield _("The address"), unquote(request.path_info, errors="surrogateescape")
        yield _("The address"), _query(request)
        for header in READ_HEADERS:
            yield header, request.headers.get(header, "")
        for name, values in request.GET.lists():
            for value in values:
                yield name, value
        if request.method == "POST" and request.content_type in FORMS:
            for name, values in request.POST.lists():
                for value in values:
                    yield name, str(value)
            for name, files in request.FILES.lists():
                for file in files:
                    yield name, getattr(file, "name", "") or ""


def _query(request: HttpRequest) -> str:
    """The query string as text, bytes that are no UTF-8 kept visible as surrogates."""
    raw = request.META.get("QUERY_STRING", "").encode("latin-1", "replace")
    return unquote_to_bytes(raw).decode("utf-8", "surrogateescape")


def _content_length(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return 0


class SessionLimitsMiddleware:
    """A session ends after a time without use, and after a longest time however it is used."""

    STARTED, SEEN = "started_at", "seen_at"
    NOTED_EVERY = 300  # seconds; a write per request would buy nothing

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session:
            now = int(time.time())
            started = request.session.get(self.STARTED, now)
            seen = request.session.get(self.SEEN, now)
            if (
                now - seen > settings.SESSION_IDLE_SECONDS
                or now - started > settings.SESSION_COOKIE_AGE
            ):
                logout(request)
            else:
                if now - seen > self.NOTED_EVERY:
                    request.session[self.SEEN] = now
        response = self.get_response(request)
        # Somebody who came with a token has no session, and gets none.
        if SESSION_KEY in request.session and self.STARTED not in request.session:
            request.session[self.STARTED] = request.session[self.SEEN] = int(time.time())
        return response


def language_of(request: HttpRequest) -> str:
    """Cookie, else (for the API) Accept-Language, else Vietnamese."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES):
        return chosen
    if is_api(request) and request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Vietnamese unless the person chose otherwise; a browser's default does not choose."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


class HtmxRedirectMiddleware:
    """A redirect to the sign-in page must replace the whole page, not a fragment of it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "htmx", False) and isinstance(response, HttpResponseRedirect):
            answer = HttpResponse(status=204)
            answer["HX-Redirect"] = self._target(request, response.url)
            answer.cookies = response.cookies
            return answer
        return response

    @staticmethod
    def _target(request: HttpRequest, url: str) -> str:
        """Signing in again leads back to the page, not to the fragment it asked for."""
        login = resolve_url(settings.LOGIN_URL)
        if urlsplit(url).path != login:
            return url
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = local_path(f"{page.path}?{page.query}" if page.query else page.path, "/")
        return f"{login}?{urlencode({'next': back})}"


class PrivatePagesMiddleware:
    """What a signed-in person sees is never kept by a cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers["Cache-Control"] = "no-store, private"
        return response


class DomainErrorMiddleware:
    """The last net: a refusal raised through a page becomes a page, never a 500."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return refusal(request, status=error.status, code=error.code, detail=str(error))
        if isinstance(error, DataError):
            detail = _("A value is too large or not of the expected kind.")
            return refusal(request, status=400, code="invalid", detail=detail)
        if isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") == (
            LOCK_TIMEOUT
        ):
            detail = _("Many people are working on this right now. Please try again in a moment.")
            return refusal(request, status=503, code="busy", detail=detail)
        return None


LOCAL_PATH = re.compile(r"^/(?![/\\])[^\\\x00-\x20]*$")


def local_path(value: str | None, default: str) -> str:
    """`value` when it is a path on this site, else `default` (open redirects stay shut)."""
    return value if value and LOCAL_PATH.match(value) else default
