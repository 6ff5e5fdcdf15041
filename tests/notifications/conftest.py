"""A real mail server in the test process, whose behaviour each test chooses."""

import asyncio
import socket
import threading
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Faulty(SMTP):
    """An SMTP server that can hang up in the middle of DATA."""

    async def smtp_DATA(self, arg):  # noqa: N802
        if self.event_handler.drop_in_data:
            self.event_handler.drop_in_data -= 1
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Mailbox:
    """What arrived, and the faults to play: see the attributes."""

    def __init__(self):
        self.received = []
        self.rcpt = {}  # address or "*": reply, or list of replies to use up
        self.after_dot = []  # replies to use up: text, "drop" or "drop-unseen"
        self.drop_in_data = 0
        self.delay = 0.0
        self.hold_at = 0  # the number of the message whose answer is held back
        self.held, self.go_on = threading.Event(), threading.Event()

    def mails(self):
        return [message_from_bytes(raw, policy=policy.default) for raw in self.received]

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        reply = self.rcpt.get(address) or self.rcpt.get("*")
        if isinstance(reply, list):
            reply = reply.pop(0) if reply else None
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.delay:
            await asyncio.sleep(self.delay)
        if self.hold_at and len(self.received) + 1 == self.hold_at:
            self.hold_at = 0
            self.received.append(envelope.original_content or envelope.content)
            self.held.set()
            await asyncio.get_running_loop().run_in_executor(None, self.go_on.wait, 30)
            return "250 accepted"
        fault = self.after_dot.pop(0) if self.after_dot else ""
        if fault == "drop-unseen":
            server.transport.abort()
            return "250 nobody hears this"
        if fault and fault != "drop":
            return fault
        self.received.append(envelope.original_content or envelope.content)
        if fault == "drop":
            server.transport.abort()
        return "250 accepted"


class Server(Controller):
    def factory(self):
        return Faulty(self.handler, hostname="mail.test")


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@pytest.fixture
def mailbox(settings):
    """A running mail server and the outbox pointed at it."""
    handler = Mailbox()
    server = Server(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.OUTBOX_RETRY_SECONDS = 60
    settings.OUTBOX_OUTAGE_SECONDS = 0
    handler.port = server.port
    yield handler
    server.stop()
