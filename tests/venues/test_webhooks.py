"""Calls to other programs: queued with the report, signed, never to a private address."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.urls import reverse
from django.utils import timezone

from common.errors import InvalidInput
from tests.factories.accounts import organiser
from venues.models import Line, LineNow, ReportingRule, Webhook, WebhookCall
from venues.rules.webhooks import callable_url, public_address, wait_after
from venues.services.reporting_days import open_point_days
from venues.services.webhooks import (
    NotCalled,
    add_webhook,
    resolve,
    send_due,
    switch_webhook,
    tell_missing,
)
from venues.services.webhooks import (
    test_webhook as queue_test,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hook(db):
    return add_webhook(
        name="Quầy",
        url="https://till.example.org/hook",
        topics=["line.low", "report.missing"],
        actor=organiser(),
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://till.example.org/",
        "https://user:pw@till.example.org/",
        "https://till.example.org:25/",
        "ftp://till.example.org/",
        "https:///nohost",
        "https://till.example.org/#x",
        "https://till.example.org:99999/",
        "file:///etc/passwd",
    ],
)
def test_only_plain_https_addresses_are_taken(url):
    assert not callable_url(url)
    with pytest.raises(InvalidInput) as refused:
        add_webhook(name="x", url=url, topics=["line.low"], actor=organiser())
    assert list(refused.value.fields) == ["url"]
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.9", False),
        ("172.16.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::1", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("::ffff:127.0.0.1", False),
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
    ],
)
def test_private_addresses_are_told_apart(address, public):
    assert public_address(address) is public


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"])
def test_a_private_host_is_never_called(hook, host):
    with pytest.raises(NotCalled):
        resolve(f"https://{host}/hook")
    hook.url = f"https://{host}/hook"
    hook.save()
    call = queue_test(webhook=hook, actor=organiser(), now=timezone.now())
    assert send_due(now=timezone.now()) == 0
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("QUEUED", 1)


def test_a_line_that_becomes_low_is_told_once(hook, stock, lines):
    Line.objects.filter(pk=lines[0].pk).update(reorder_level=3)
    LineNow.objects.filter(product=lines[0].product).update(reorder_level=3)
    stock({lines[0]: {"received": 10}})
    assert not WebhookCall.objects.exists()
    stock({lines[0]: {"sold": 8}})
    call = WebhookCall.objects.get()
    assert (call.topic, call.payload["product"]) == ("line.low", lines[0].product_id)
    assert call.payload["on_hand"] == "2.000"
    stock({lines[0]: {"damaged": 1}})
    assert WebhookCall.objects.count() == 1


def test_a_refused_report_tells_nothing(hook, stock, lines):
    stock({lines[0]: {"received": 1}})
    rev = lines[0].point.rev
    stock({lines[0]: {"received": 0}}, base_rev=rev)
    assert not WebhookCall.objects.exists()


def test_a_missing_report_is_told_after_its_deadline_once(hook, point, today):
    open_point_days(point_id=point.pk, until=today)
    now = timezone.now() + timedelta(days=1, hours=13)
    told = tell_missing(now=now)
    assert told == tell_missing(now=now)
    assert WebhookCall.objects.count() == told
    payload = WebhookCall.objects.first().payload
    assert payload["missing"] == ["stock", "visitors"]


def test_a_kind_with_more_time_is_told_later(hook, point, today):
    open_point_days(point_id=point.pk, until=today)
    ReportingRule.objects.create(kind=point.kind, weekdays=[1, 2, 3, 4, 5, 6, 7], due_hours=300)
    tell_missing(now=timezone.now() + timedelta(days=1, hours=13))
    assert not WebhookCall.objects.filter(payload__day=today.isoformat()).exists()
    tell_missing(now=timezone.now() + timedelta(hours=300))
    assert WebhookCall.objects.filter(payload__day=today.isoformat()).exists()


def test_what_is_off_is_not_called(hook):
    queue_test(webhook=hook, actor=organiser(), now=timezone.now())
    switch_webhook(webhook=hook, active=False, actor=organiser())
    assert send_due(now=timezone.now()) == 0
    assert WebhookCall.objects.get().attempts == 0


def test_attempts_wait_longer_each_time_and_end(hook):
    hook.url = "https://127.0.0.1/"
    hook.save()
    queue_test(webhook=hook, actor=organiser(), now=timezone.now())
    now = timezone.now()
    for _n in range(12):
        send_due(now=now)
        now += timedelta(hours=7)
    call = WebhookCall.objects.get()
    assert (call.state, call.attempts) == ("FAILED", 10)
    assert wait_after(1) < wait_after(2) < wait_after(5) == wait_after(9)


class Listener(BaseHTTPRequestHandler):
    """A program that takes calls: the first path answers 200, others as they are named."""

    heard: list = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, dict(self.headers), body))
        status = int(self.path.strip("/") or 200)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "https://localhost/elsewhere")
        self.end_headers()

    def log_message(self, *args):
        pass


def self_signed(host):
    """A certificate for a host and its key, both PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.PEM), key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


@pytest.fixture
def program(tmp_path, settings):
    """An https server on this machine that the office allowed, with a certificate of its own."""
    certificate, key = self_signed("localhost")
    (tmp_path / "ca.pem").write_bytes(certificate)
    (tmp_path / "key.pem").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "ca.pem", tmp_path / "key.pem")
    server = HTTPServer(("127.0.0.1", 0), Listener)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WEBHOOK_ALLOWED_HOSTS = ["localhost"]
    settings.WEBHOOK_CA_FILE = str(tmp_path / "ca.pem")
    Listener.heard.clear()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_call_carries_its_signature(hook, program):
    hook.url = program
    hook.save()
    call = queue_test(webhook=hook, actor=organiser(), now=timezone.now())
    assert send_due(now=timezone.now()) == 1
    _path, headers, body = Listener.heard[0]
    assert json.loads(body)["id"] == call.pk
    expected = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Hoicho-Signature"] == f"sha256={expected}"
    assert send_due(now=timezone.now()) == 0


@pytest.mark.parametrize("path", ["/302", "/500", "/404"])
def test_a_redirect_is_not_followed_and_a_refusal_is_tried_again(hook, program, path):
    hook.url = program + path
    hook.save()
    queue_test(webhook=hook, actor=organiser(), now=timezone.now())
    assert send_due(now=timezone.now()) == 0
    assert len(Listener.heard) == 1
    assert WebhookCall.objects.get().answer == f"HTTP {path.strip('/')}"


def test_a_program_that_is_away_is_tried_again(hook, settings):
    settings.WEBHOOK_ALLOWED_HOSTS = ["localhost"]
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        hook.url = f"https://localhost:{taken.getsockname()[1]}/"
        hook.save()
        queue_test(webhook=hook, actor=organiser(), now=timezone.now())
        assert send_due(now=timezone.now()) == 0
    assert WebhookCall.objects.get().state == "QUEUED"


def test_the_organiser_adds_tests_and_switches_off(sign_in):
    desk = sign_in(organiser())
    form = {"name": "Quầy", "url": "https://till.example.org/", "topics": ["line.low"]}
    answer = desk.post(reverse("venues:webhook_add"), form)
    hook = Webhook.objects.get()
    assert answer.url == reverse("venues:webhook", args=[hook.pk])
    desk.post(reverse("venues:webhook_switch", args=[hook.pk]), {"choice": "test"})
    page = desk.get(answer.url).content.decode()
    assert hook.secret in page
    desk.post(reverse("venues:webhook_switch", args=[hook.pk]), {"choice": "off"})
    hook.refresh_from_db()
    assert not hook.active
