"""PDF files as a reader sees and a camera scans them.

PDFium may be used by one thread at a time, and its objects close when Python collects them, which
may be in any thread: every document is closed where it was opened.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import zxingcpp
from PIL.Image import Image


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, until the end of the block; its pages close with it."""
    document = pypdfium2.PdfDocument(content)
    try:
        yield document
    finally:
        document.close()


def pictures_of(content: bytes, scale: float = 3) -> list[Image]:
    """Each page as an image, `scale` pixels to the point."""
    with opened(content) as document:
        return [page.render(scale=scale).to_pil() for page in document]


def pdf_text(content: bytes) -> str:
    with opened(content) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def qr_codes(content: bytes) -> list[str]:
    """What the QR codes of its pages say."""
    images = pictures_of(content)
    return [code.text for image in images for code in zxingcpp.read_barcodes(image)]
