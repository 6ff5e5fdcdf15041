"""PDF files as a reader sees and a camera scans them.

PDFium may be used by one thread at a time, and its objects close when Python collects them, which
may be in any thread: every document is closed where it was opened.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import RLock

import pypdfium2
import zxingcpp
from PIL.Image import Image

_READER = RLock()


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, until the end of the block; its pages close with it."""
    with _READER, closing(pypdfium2.PdfDocument(content)) as document:
        yield document


def pictures_of(content: bytes, scale: float = 3) -> list[Image]:
    """Each page as an image, `scale` pixels to the point."""
    with opened(content) as document:
        return [page.render(scale=scale).to_pil() for page in document]


def pdf_text(content: bytes) -> str:
    with opened(content) as document:
        return "\n".join(_text_of(page) for page in document)


def _text_of(page: pypdfium2.PdfPage) -> str:
    with closing(page), closing(page.get_textpage()) as text:
        return text.get_text_range()


def qr_codes(content: bytes) -> list[str]:
    """What the QR codes of its pages say."""
    images = pictures_of(content)
    return [code.text for image in images for code in zxingcpp.read_barcodes(image)]
