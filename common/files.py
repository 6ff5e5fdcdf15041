"""Files handed to a browser: always as a download, under a name every browser reads."""

from collections.abc import Iterable
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from common.text import fold


def download(*, content: bytes, filename: str, content_type: str) -> HttpResponse:
    """An attachment (RFC 6266): an ASCII name for old programs, the real one beside it."""
    response = HttpResponse(content, content_type=content_type)
    _dress(response, filename)
    return response


def streamed_download(
    *, chunks: Iterable[bytes], size: int, filename: str, content_type: str
) -> StreamingHttpResponse:
    """The same piece by piece, for files that are not held in memory; `size` in bytes."""
    response = StreamingHttpResponse(chunks, content_type=content_type)
    response["Content-Length"] = str(size)
    _dress(response, filename)
    return response


def _dress(response: HttpResponseBase, filename: str) -> None:
    plain = "".join(
        c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in fold(filename)
    )
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain or 'file'}\"; filename*=UTF-8''{quote(filename, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private"
