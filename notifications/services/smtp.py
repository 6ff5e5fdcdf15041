"""One SMTP connection, driven command by command so that each failure has a known meaning."""

import select
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Reply:
    """A server's answer."""

    code: int
    text: str

    @property
    def accepted(self) -> bool:
        return 200 <= self.code < 300

    @property
    def transient(self) -> bool:
        return 400 <= self.code < 500

    @property
    def permanent(self) -> bool:
        return 500 <= self.code < 600

    @property
    def closing(self) -> bool:
        return self.code == 421

    @property
    def ours(self) -> bool:
        """Whether the server refuses us (sign-in, encryption), not the message."""
        return self.code in (530, 534, 535, 538)

    def __str__(self) -> str:
        return f"{self.code} {self.text}"[:500]


class ConnectionGone(Exception):
    """The server could not be reached or hung up; `str()` says how."""


ERRORS = (OSError, smtplib.SMTPException, ValueError)


def _reply(code: int, text: bytes | str) -> Reply:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return Reply(code, " ".join(words.split()).replace("\x00", ""))


class Line:
    """A connection to the relay: MAIL, RCPT, DATA, content, dot."""

    def __init__(self) -> None:
        kind = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
        self.smtp = kind(timeout=settings.OUTBOX_CONNECT_TIMEOUT)
        try:
            code, text = self.smtp.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
            if code != 220:
                raise ConnectionGone(str(_reply(code, text)))
            self.smtp._host = settings.EMAIL_HOST  # type: ignore[attr-defined]
            if settings.EMAIL_USE_TLS:
                self.smtp.starttls(context=ssl.create_default_context())
            self.smtp.ehlo_or_helo_if_needed()
            if settings.EMAIL_HOST_USER:
                self.smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.settimeout(settings.OUTBOX_COMMAND_TIMEOUT)
        except ConnectionGone:
            self.close()
            raise
        except ERRORS as error:
            self.close()
            raise ConnectionGone(_words(error)) from error

    @property
    def _socket(self) -> socket.socket:
        sock = self.smtp.sock
        if sock is None:
            raise ConnectionGone("closed")
        return sock

    def envelope(self, sender: str, recipient: str) -> Reply:
        """MAIL, RCPT and DATA; 354 means the server waits for the content."""
        try:
            reply = _reply(*self.smtp.mail(sender))
            if reply.accepted:
                reply = _reply(*self.smtp.rcpt(recipient))
            if reply.accepted:
                return _reply(*self.smtp.docmd("data"))
            if not reply.closing:
                self.smtp.rset()
            return reply
        except ERRORS as error:
            raise ConnectionGone(_words(error)) from error

    def content(self, mail: bytes) -> None:
        """Everything but the dot: if this fails, the message was certainly not accepted.

        `mail` has CRLF at the end of every line, as `documents.render_mail` makes it.
        """
        data = mail.replace(b"\r\n.", b"\r\n..")
        if data.startswith(b"."):
            data = b"." + data
        if not data.endswith(b"\r\n"):
            data += b"\r\n"
        try:
            self._socket.sendall(data)
            spoke, _w, _x = select.select([self._socket], [], [], 0)
        except ERRORS as error:
            raise ConnectionGone(_words(error)) from error
        if spoke:
            raise ConnectionGone("The server answered or hung up before the end of the message.")

    def dot(self) -> Reply:
        """The dot and its answer: if this fails, nobody knows whether it was accepted."""
        try:
            self._socket.settimeout(settings.OUTBOX_DOT_TIMEOUT)
            self._socket.sendall(b".\r\n")
            reply = _reply(*self.smtp.getreply())
            self._socket.settimeout(settings.OUTBOX_COMMAND_TIMEOUT)
        except ERRORS as error:
            raise ConnectionGone(_words(error)) from error
        return reply

    def quit(self) -> None:
        with suppress(*ERRORS):
            self._socket.settimeout(5)
            self.smtp.docmd("quit")
        self.close()

    def close(self) -> None:
        with suppress(*ERRORS):
            self.smtp.close()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(_reply(error.smtp_code, error.smtp_error))
    return (str(error) or type(error).__name__)[:500]
