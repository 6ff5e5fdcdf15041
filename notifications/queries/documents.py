"""The bytes of documents, whole or piece by piece."""

from collections.abc import Iterator

from notifications.models import Document, DocumentPart


def document_chunks(document: Document) -> Iterator[bytes]:
    """The bytes as they were issued, in pieces of at most PART_SIZE, one statement each."""
    if not document.in_parts:
        yield bytes(document.content)
        return
    parts = DocumentPart.objects.filter(document=document).order_by("number")
    for number in range(parts.count()):
        yield bytes(parts.values_list("content", flat=True).get(number=number))
