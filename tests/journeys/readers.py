"""Reading the mails that left the house."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

LINK = re.compile(r"https?://\S+")


class Mailbag:
    """The mails a catching server has accepted, one file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[Path, EmailMessage] = {}

    def mails(self) -> list[EmailMessage]:
        """All of them, oldest first."""
        for path in sorted(self.folder.glob("*.eml")):
            if path not in self._read:
                self._read[path] = message_from_bytes(path.read_bytes(), policy=policy.default)
        return list(self._read.values())

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails() if address_of(mail) == address]

    def with_file(self, ending: str) -> list[EmailMessage]:
        """Mails that carry a file with this ending."""
        return [m for m in self.mails() if any(n.endswith(ending) for n in files_of(m))]


def address_of(mail: EmailMessage) -> str:
    """The one address a mail goes to."""
    (address,) = mail["To"].addresses
    return address.addr_spec


def files_of(mail: EmailMessage) -> dict[str, bytes]:
    """Attached files by name."""
    return {
        part.get_filename() or "": part.get_payload(decode=True) for part in mail.iter_attachments()
    }


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None, mail["Subject"]
    return body.get_content()


def link_in(mail: EmailMessage) -> str:
    """The first address in a mail's text."""
    found = LINK.search(text_of(mail))
    assert found, text_of(mail)
    return found.group()
