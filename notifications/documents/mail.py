"""A message as the bytes a mail server takes: dataclasses in, bytes out.

Written by hand because the mail library's generator was most of the cost of sending. Texts are
quoted-printable, files base64, headers encoded words; every line ends in CRLF and is short.
"""

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from django.utils.timezone import get_default_timezone

LINE = 76
LONGEST = 900  # a line may have 998 characters (RFC 5322)
_PLAIN = re.compile(r"[ -~]*")
_ATOM = re.compile(r"[A-Za-z0-9 ]*")


@dataclass(frozen=True)
class Part:
    """An attached file, already in transfer encoding (made once, used by many messages)."""

    filename: str
    content_type: str
    encoded: bytes


@dataclass(frozen=True)
class Letter:
    """Everything a mail consists of."""

    message_id: str
    sender: tuple[str, str]
    recipient: tuple[str, str]
    subject: str
    text: str
    html: str
    language: str
    written: datetime
    headers: Sequence[tuple[str, str]] = ()
    parts: Sequence[Part] = ()


def encode_file(content: bytes) -> bytes:
    """base64 in lines of 76."""
    data = binascii.b2a_base64(content, newline=False)
    return b"\r\n".join(data[i : i + LINE] for i in range(0, len(data), LINE))


def _header(name: str, value: str) -> bytes:
    plain = _PLAIN.fullmatch(value) is not None
    one_word = plain and " " not in value and len(value) < LONGEST  # an address: never folded
    if one_word or (plain and len(name) + len(value) + 2 <= LINE):
        return f"{name}: {value}\r\n".encode("ascii")
    charset = "us-ascii" if plain else "utf-8"
    folded = Header(value, charset, maxlinelen=LINE, header_name=name).encode(linesep="\r\n")
    return f"{name}: {folded}\r\n".encode("ascii")


def _mailbox(name: str, box: tuple[str, str]) -> bytes:
    label, address = box
    local, _, domain = address.rpartition("@")
    address = f"{local}@{domain.encode('idna').decode('ascii')}"
    if not label:
        return _header(name, address)
    if _ATOM.fullmatch(label):
        shown = label
    elif _PLAIN.fullmatch(label):
        shown = '"' + label.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        shown = Header(label, "utf-8", maxlinelen=LINE, header_name=name).encode(linesep="\r\n")
    return f"{name}: {shown}\r\n <{address}>\r\n".encode("ascii")


def _text_part(text: str, kind: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    body = binascii.b2a_qp(lines.encode("utf-8"), istext=True).replace(b"\n", b"\r\n")
    head = f"Content-Type: text/{kind}; charset=utf-8\r\n"
    return f"{head}Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode() + body


def _disposition(filename: str) -> str:
    """RFC 2231 file name, split so that no line grows too long."""
    if _PLAIN.fullmatch(filename) and len(filename) <= 50:
        return f'attachment; filename="{filename}"'
    quoted = "".join(
        chr(b) if (chr(b).isalnum() and b < 128) or b in b"-._" else f"%{b:02X}"
        for b in filename.encode("utf-8")
    )
    pieces = re.findall(r"(?:%..|[^%]){1,50}", "utf-8''" + quoted) if len(quoted) > 50 else []
    if not pieces:
        return f"attachment;\r\n filename*=utf-8''{quoted}"
    return "attachment" + "".join(
        f";\r\n filename*{index}*={piece}" for index, piece in enumerate(pieces)
    )


def _file_part(part: Part) -> bytes:
    head = (
        f"Content-Type: {part.content_type}\r\n"
        "Content-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: {_disposition(part.filename)}\r\n\r\n"
    )
    return head.encode("ascii") + part.encoded


def _joined(kind: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    line = f"--{boundary}".encode("ascii")
    body = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    return head.encode("ascii") + body + line + b"--\r\n"


def render_mail(letter: Letter) -> bytes:
    """The mail, without dot-stuffing; the same letter gives the same bytes."""
    mark = re.sub(r"[^A-Za-z0-9]", "", letter.message_id)[:40]
    body = _text_part(letter.text, "plain")
    if letter.html:
        body = _joined("alternative", f"alt_{mark}", [body, _text_part(letter.html, "html")])
    if letter.parts:
        body = _joined("mixed", f"mix_{mark}", [body, *map(_file_part, letter.parts)])
    return b"".join(
        [
            _mailbox("From", letter.sender),
            _mailbox("To", letter.recipient),
            _header("Subject", letter.subject),
            _header("Date", format_datetime(letter.written.astimezone(get_default_timezone()))),
            f"Message-ID: {letter.message_id}\r\n".encode("ascii"),
            b"MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n",
            _header("Content-Language", letter.language),
            *(_header(name, value) for name, value in letter.headers),
            body,
        ]
    )
