"""Issued documents as files for a browser or a program, for the doors of all apps."""

from django.http.response import HttpResponseBase

from common.files import download, streamed_download
from notifications.models import Document
from notifications.queries.documents import document_chunks


def document_file(document: Document) -> HttpResponseBase:
    """The bytes as they were issued; a large document is streamed part by part."""
    if document.in_parts:
        return streamed_download(
            chunks=document_chunks(document),
            size=document.size,
            filename=document.filename,
            content_type=document.content_type,
        )
    return download(
        content=bytes(document.content),
        filename=document.filename,
        content_type=document.content_type,
    )
