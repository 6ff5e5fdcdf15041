"""The month a question about a point is about."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from common.errors import InvalidInput
from venues.rules import month_of, written_month

MONTH = OpenApiParameter(
    "month", OpenApiTypes.STR, description="`2026-11`; this month when left out"
)


def asked_month(request: Request) -> date:
    """`?month=2026-11`, this month by default. Raises InvalidInput naming the parameter."""
    text = request.query_params.get("month")
    if not text:
        return month_of(timezone.localdate())
    found = written_month(text)
    if found is None:
        raise InvalidInput(fields={"month": [_("Write the month as 2026-11.")]})
    return found
