"""The file as it is written: finished pages leave memory as compressed bytes at once.

A canvas keeps every page until the end and then writes all objects; a thousand letters would be
held twice. Here a page is two objects written when it is done, all pages share one dictionary of
resources, and only fonts and the few objects of the document itself come at the end.
"""

import hashlib
import zlib
from collections.abc import Mapping, Set
from io import BytesIO

from common.pdf import fonts

LEVEL = 6


def packed(code: list[str]) -> bytes:
    """Drawing operators (one Latin-1 character a byte), compressed."""
    return zlib.compress("\n".join(code).encode("latin-1"), LEVEL)


class PageWriter:
    """Writes a PDF page by page."""

    def __init__(self) -> None:
        self.file = BytesIO()
        self.file.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        self.offsets: list[int] = []
        self.pages: list[int] = []
        self.forms: dict[str, int] = {}
        self.parent, self.resources = self._reserve(), self._reserve()

    def page(self, code: list[str], size: tuple[float, float]) -> None:
        """Write a page of these operators."""
        content = self._stream("", packed(code))
        width, height = size
        self.pages.append(
            self._add(
                f"<</Type/Page/Parent {self.parent} 0 R/Resources {self.resources} 0 R"
                f"/MediaBox[0 0 {width:.6g} {height:.6g}]/Contents {content} 0 R>>"
            )
        )

    def form(self, name: str, content: bytes, size: tuple[float, float]) -> None:
        """Write a packed drawing that pages place by its name."""
        width, height = size
        self.forms[name] = self._stream(
            f"/Type/XObject/Subtype/Form/BBox[0 0 {width:.6g} {height:.6g}]"
            f"/Resources {self.resources} 0 R",
            content,
        )

    def finish(
        self,
        *,
        info: Mapping[str, str],
        language: str,
        regular: Set[str],
        bold: Set[str],
    ) -> bytes:
        """The whole file, the same for the same calls; the sets are the characters shown."""
        kids = " ".join(f"{page} 0 R" for page in self.pages)
        self._put(self.parent, f"<</Type/Pages/Count {len(self.pages)}/Kids[{kids}]>>".encode())
        used = "".join(
            self._fonts(fonts.face(False), regular) + self._fonts(fonts.face(True), bold)
        )
        forms = "".join(f"/{name} {number} 0 R" for name, number in self.forms.items())
        self._put(self.resources, f"<</Font<<{used}>>/XObject<<{forms}>>>>".encode())
        root = self._add(
            f"<</Type/Catalog/Pages {self.parent} 0 R/Lang({language})"
            "/ViewerPreferences<</DisplayDocTitle true>>>>"
        )
        told = "".join(f"/{key}{_text(value)}" for key, value in info.items())
        return self._trailer(root, self._add(f"<<{told}>>"))

    def _fonts(self, face: fonts.Face, shown: Set[str]) -> list[str]:
        entries = []
        for name, cut, codes in face.cuts(shown):
            content, length = cut.program(codes)
            program = self._stream(f"/Length1 {length}", content)
            descriptor = self._add(cut.descriptor(program))
            font = self._add(cut.font(descriptor, self._stream("", cut.to_unicode)))
            entries.append(f"/{name} {font} 0 R")
        return entries

    def _reserve(self) -> int:
        self.offsets.append(0)
        return len(self.offsets)

    def _add(self, body: str) -> int:
        number = self._reserve()
        self._put(number, body.encode("latin-1"))
        return number

    def _stream(self, entries: str, content: bytes) -> int:
        number = self._reserve()
        head = f"<<{entries}/Filter/FlateDecode/Length {len(content)}>>\nstream\n"
        self._put(number, b"%b%b\nendstream" % (head.encode(), content))
        return number

    def _put(self, number: int, body: bytes) -> None:
        self.offsets[number - 1] = self.file.tell()
        self.file.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def _trailer(self, root: int, info: int) -> bytes:
        start, size = self.file.tell(), len(self.offsets) + 1
        entries = b"".join(b"%010d 00000 n \n" % offset for offset in self.offsets)
        self.file.write(b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, entries))
        digest = hashlib.sha256(self.file.getbuffer()).hexdigest()[:32].encode()
        self.file.write(
            b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]>>\nstartxref\n%d\n%%%%EOF\n"
            % (size, root, info, digest, digest, start)
        )
        return self.file.getvalue()


def _text(value: str) -> str:
    """A text of the document's facts: plain where it is, else UTF-16 in hexadecimal."""
    if value.isascii() and value.isprintable() and not set(value) & set("()\\"):
        return f"({value})"
    return f"<FEFF{value.encode('utf-16-be').hex().upper()}>"
