"""Files are refused when a virus is in them or a person sends too many, and nothing is stored."""

import io
import socketserver
import struct
import threading
import zipfile

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from common.drf.throttles import counter
from common.excel import workbook_bytes
from common.uploads import (
    EICAR,
    UploadInfected,
    UploadNotChecked,
    UploadQuotaUsed,
    check_upload,
)
from exhibitors.models import RecognitionImport
from notifications.models import Recipient, RecipientUpload
from tests.factories.accounts import organiser
from tests.factories.notifications import written_campaign
from venues.models import Photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted(settings):
    """The counts of a day are those of one test."""
    server = counter(settings.REDIS_URL)
    for key in server.scan_iter("hoicho:uploads:*"):
        server.delete(key)
    cache.clear()


class Clamd(socketserver.StreamRequestHandler):
    """The part of clamd that is spoken to: a stream in portions, one line back."""

    answer = b"stream: OK"
    seen = b""

    def handle(self):
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        type(self).seen = content
        self.wfile.write(self.answer + b"\0")


@pytest.fixture
def clamd(settings):
    """A scanner on this machine; its answer can be set."""
    handler = type("Handler", (Clamd,), {})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_URL = f"tcp://127.0.0.1:{server.server_address[1]}"
        yield handler
        server.shutdown()


def zipped(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", content)
    return buffer.getvalue()


@pytest.mark.parametrize("content", [EICAR, b"x" * 100 + EICAR, zipped(EICAR)])
def test_the_test_file_is_recognised_without_a_scanner(content):
    with pytest.raises(UploadInfected) as refusal:
        check_upload(content, owner=1)
    assert "file" in refusal.value.fields


def test_ordinary_files_pass_a_scanner_whole(clamd):
    content = bytes(range(256)) * 1000
    check_upload(content, owner=1)
    assert clamd.seen == content


def test_what_the_scanner_finds_is_refused(clamd):
    clamd.answer = b"stream: Win.Test.EICAR_HDB-1 FOUND"
    with pytest.raises(UploadInfected):
        check_upload(b"abc", owner=1)


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b""])
def test_without_a_verdict_nothing_is_accepted(clamd, answer):
    clamd.answer = answer
    with pytest.raises(UploadNotChecked):
        check_upload(b"abc", owner=1)


def test_without_a_scanner_that_answers_nothing_is_accepted(settings):
    settings.CLAMD_URL = "unix:/no/such/socket"
    with pytest.raises(UploadNotChecked):
        check_upload(b"abc", owner=1)


def test_the_quota_counts_bytes_and_files_by_person(settings):
    settings.UPLOAD_BYTES_PER_DAY = 10
    check_upload(b"x" * 10, owner=1)
    with pytest.raises(UploadQuotaUsed):
        check_upload(b"x", owner=1)
    check_upload(b"x", owner=2)
    settings.UPLOAD_FILES_PER_DAY = 1
    with pytest.raises(UploadQuotaUsed):
        check_upload(b"x", owner=2)


def test_files_pass_while_nobody_can_count(settings):
    settings.REDIS_URL, settings.UPLOAD_BYTES_PER_DAY = "redis://127.0.0.1:1/0", 1
    check_upload(b"xx", owner=1)


# At the doors


@pytest.fixture
def office():
    return organiser()


def test_a_list_of_recipients_is_refused_on_the_page(office, sign_in, settings):
    campaign = written_campaign()
    page = f"/campaigns/{campaign.pk}/recipients/upload/"
    known = Recipient.objects.count()
    infected = SimpleUploadedFile("list.xlsx", zipped(EICAR))
    reply = sign_in(office).post(page, {"file": infected})
    assert reply.status_code == 200
    assert "vi-rút" in reply.content.decode()
    settings.UPLOAD_FILES_PER_DAY = 1
    sheet = workbook_bytes(title="x", header=["a"], rows=[["an@example.org"]])
    reply = sign_in(office).post(page, {"file": SimpleUploadedFile("list.xlsx", sheet)})
    assert "ngày mai" in reply.content.decode()
    assert Recipient.objects.count() == known
    assert not RecipientUpload.objects.exists()


@pytest.mark.parametrize("code", ["upload_infected", "upload_quota"])
def test_decisions_from_excel_are_refused_at_both_doors(office, sign_in, api, settings, code):
    if code == "upload_quota":
        settings.UPLOAD_FILES_PER_DAY = 0

    def file():
        return SimpleUploadedFile("qd.xlsx", zipped(EICAR))

    reply = api(office).post("/api/v1/recognition-imports/", {"file": file()}, format="multipart")
    assert (reply.status_code, reply.json()["code"]) == (
        400 if code == "upload_infected" else 429, code,
    )  # fmt: skip
    assert "file" in reply.json()["errors"]
    page = sign_in(office).post("/registry/imports/new/", {"file": file()})
    assert page.status_code == 200
    assert not RecognitionImport.objects.exists()
    assert not Photo.objects.exists()
