"""Where to report a weakness (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

LINES = """Contact: {contact}
Expires: {expires}
Preferred-Languages: vi, en, fr
Canonical: {site}/.well-known/security.txt
"""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    expires = (timezone.now() + timedelta(days=180)).replace(microsecond=0)
    text = LINES.format(
        contact=settings.SECURITY_CONTACT, expires=expires.isoformat(), site=settings.SITE_URL
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
