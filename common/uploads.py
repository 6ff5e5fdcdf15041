"""Every file that somebody sends passes here first: a virus scanner, and a quota per person.

The EICAR test file is recognised without a scanner, so that an installation can be tried. What
is refused is never stored.
"""

import io
import logging
import socket
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.drf.throttles import counter
from common.errors import DomainError

logger = logging.getLogger(__name__)

# Written in two parts: a scanner would otherwise take this module away.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CHUNK = 64 * 1024
SECONDS = 20
LOOKED_INTO = 8 * 1024 * 1024  # bytes of an archive that are unpacked to look for the test file


class UploadInfected(DomainError):
    code = "upload_infected"
    status = 400
    message = _(
        "The file was refused: a virus was found in it. Check the device it comes from, and send "
        "a clean copy."
    )


class UploadNotChecked(DomainError):
    code = "upload_not_checked"
    status = 503
    message = _("The virus scanner does not answer, so files are not accepted now. Try later.")


class UploadQuotaUsed(DomainError):
    code = "upload_quota"
    status = 429
    message = _(
        "You have sent as many files as one person may on one day. Go on tomorrow, or ask the "
        "office to raise the limit."
    )


def received(file: BinaryIO, *, owner: int, most: int, field: str = "file") -> BinaryIO:
    """The file, checked; of a larger one only `most` bytes and one are read.

    Raises UploadInfected, UploadNotChecked and UploadQuotaUsed, each naming `field`.
    """
    content = file.read(most + 1)
    check_upload(content, owner=owner, field=field)
    return io.BytesIO(content)


def check_upload(content: bytes, *, owner: int, field: str = "file") -> None:
    """The same for bytes that are here already."""
    for error in (_over_quota(owner, len(content)), _infected(content)):
        if error is not None:
            raise type(error)(fields={field: [error.message]} if field else None)


def _over_quota(owner: int, size: int) -> DomainError | None:
    day = timezone.localdate()
    for what, number, limit in (
        ("bytes", size, settings.UPLOAD_BYTES_PER_DAY),
        ("files", 1, settings.UPLOAD_FILES_PER_DAY),
    ):
        if _counted(f"hoicho:uploads:{what}:{owner}:{day}", number) > limit:
            return UploadQuotaUsed()
    return None


def _counted(key: str, number: int) -> int:
    """The day's sum; 0 where the server of the counts does not answer, as with other limits."""
    try:
        counting = counter(settings.REDIS_URL).pipeline()
        counting.incrby(key, number)
        counting.expire(key, 2 * 86_400)
        return int(counting.execute()[0])
    except redis.RedisError:
        logger.warning("uploads are not counted: the server of the counts does not answer")
        return 0


def _infected(content: bytes) -> DomainError | None:
    if any(EICAR in part for part in _parts(content)):
        return UploadInfected()
    if not settings.CLAMD_URL:
        return None
    try:
        answer = _scan(content)
    except OSError:
        logger.exception("the virus scanner does not answer")
        return UploadNotChecked()
    if answer.endswith(b"FOUND"):
        logger.warning("an upload was refused: %s", answer.decode(errors="replace"))
        return UploadInfected()
    return None if answer.endswith(b"OK") else UploadNotChecked()


def _parts(content: bytes) -> Iterator[bytes]:
    """The bytes, and those of the files in them where they are an archive (workbooks are)."""
    yield content
    left = LOOKED_INTO
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                with archive.open(name) as part:
                    unpacked = part.read(left)
                yield unpacked
                left -= len(unpacked)
                if left <= 0:
                    return
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError):
        return  # no archive, or none that can be read: its reader will say so


def _scan(content: bytes) -> bytes:
    """What clamd says to the bytes (its INSTREAM command). Raises OSError."""
    where = urlsplit(settings.CLAMD_URL)
    if where.scheme == "unix":
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(SECONDS)
        connection.connect(where.path)
    else:
        address = (where.hostname or "", where.port or 3310)
        connection = socket.create_connection(address, timeout=SECONDS)
    with connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while part := connection.recv(4096):
            answer += part
    return answer.rstrip(b"\0").strip()
