"""Permission classes and page guards by role."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.access import is_office, is_organiser

View = Callable[..., HttpResponse]


class IsOrganiser(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return is_organiser(request.user)


class IsOffice(BasePermission):
    """Organiser or reviewer."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return is_office(request.user)


def _guard(test: Callable[[Any], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not test(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


organiser_required = _guard(is_organiser)
office_required = _guard(is_office)
