"""The mail catcher's pages: what the installation on this desk would have sent.

They answer only where MAIL_CATCHER_DIR is set, which production never does.
"""

import re
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from common import formats
from common.files import download

_NAME = re.compile(r"[0-9A-Za-z_-]{1,80}")


def _directory() -> Path:
    if settings.MAIL_CATCHER_DIR is None:
        raise Http404
    return Path(settings.MAIL_CATCHER_DIR)


def _read(name: str) -> tuple[EmailMessage, bytes]:
    path = _directory() / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise Http404
    raw = path.read_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)  # noqa: S101 - what the policy makes
    return mail, raw


def _header(mail: EmailMessage, name: str) -> str:
    """A header in words; unlike `mail[name]` without blanks where a long name was folded."""
    raw = next((value for key, value in mail.raw_items() if key.lower() == name.lower()), "")
    return str(make_header(decode_header(str(raw))))


def _text(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """Caught mails, newest first."""
    names = sorted((p.stem for p in _directory().glob("*.eml")), reverse=True)
    page = Paginator(names, 25).get_page(request.GET.get("page"))
    rows: list[dict[str, Any]] = []
    for name in page:
        mail, _raw = _read(name)
        rows.append(
            {
                "href": reverse("notifications:caught_mail", args=[name]),
                "to": _header(mail, "To"),
                "subject": mail["Subject"],
                "date": mail["Date"].datetime if mail["Date"] else None,
            }
        )
    context = {"title": _("Caught mail"), "rows": rows, "page": page}
    return render(request, "notifications/caught_mails.html", context)


@require_GET
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One caught mail: its texts as text, its files to download."""
    found, _raw = _read(name)
    files = [part.get_filename() or "attachment" for part in found.iter_attachments()]
    context = {
        "title": found["Subject"] or _("No subject"),
        "breadcrumb": [(_("Caught mail"), reverse("notifications:caught_mails"))],
        "name": name,
        "headers": [
            (_("Sender"), _header(found, "From")),
            (_("Recipient"), _header(found, "To")),
            (_("Written"), formats.moment(found["Date"].datetime) if found["Date"] else ""),
            (_("Message ID"), _header(found, "Message-ID")),
        ],
        "text": _text(found, "plain"),
        "html": _text(found, "html"),
        "files": list(enumerate(files)),
    }
    return render(request, "notifications/caught_mail.html", context)


@require_GET
def source(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as it came over the line (.eml)."""
    _mail, raw = _read(name)
    return download(content=raw, filename=f"{name}.eml", content_type="message/rfc822")


@require_GET
def attachment(request: HttpRequest, name: str, index: int) -> HttpResponse:
    """One attached file."""
    parts = list(_read(name)[0].iter_attachments())
    if index >= len(parts):
        raise Http404
    part = parts[index]
    content = part.get_payload(decode=True)
    return download(
        content=content if isinstance(content, bytes) else b"",
        filename=part.get_filename() or "attachment",
        content_type="application/octet-stream",
    )
