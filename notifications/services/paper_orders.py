"""Orders of papers: every paper issued, all of them handed over in one file."""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import pdf
from common.errors import DomainError
from notifications.kinds import document_kind
from notifications.models import Document
from notifications.rules import DocumentState
from notifications.services.documents import issue_document
from notifications.services.papers import (
    PaperDraft,
    digest_of,
    issue_paper,
    stamp_of,
    valid_paper,
)

BUNDLE = document_kind("papers.bundle", _("Papers in one file"))
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)  # equal papers give equal bytes


class Handover(TextChoices):
    """How many papers are handed over."""

    MERGED = "MERGED", _("One file with all of them")
    ZIP = "ZIP", _("Single files in a ZIP archive")


class NothingToPrint(DomainError):
    """There is nobody and nothing such a paper would be about."""

    code = "nothing_to_print"
    message = _("There is nothing to print yet.")


class PaperOutdated(DomainError):
    """The facts changed since the paper was issued, and it is not ours to issue it again."""

    code = "paper_outdated"
    message = _("Some letters no longer match today’s data. Have the letters written anew first.")


@dataclass(frozen=True)
class Order:
    """Papers of one kind that were asked for; `total` is how many `drafts` gives."""

    title: str
    name: str
    language: str
    drafts: Callable[[], Iterator[PaperDraft]]
    total: int
    handover: str = Handover.MERGED


def fill_order(
    *,
    order: Order,
    actor: User | None,
    now: datetime,
    progress: Callable[[int, int], None],
) -> Document:
    """Issue every paper of an order and hand over one file; `progress` hears (done, total).

    A single paper is handed over as it is. Called again after a kill, papers already issued stay.
    Raises NothingToPrint and PaperOutdated.
    """
    if not order.total:
        raise NothingToPrint
    made: list[tuple[PaperDraft, Document]] = []
    progress(0, order.total)
    for done, draft in enumerate(order.drafts(), 1):
        issued = draft.issued or issue_paper(draft=draft, actor=actor, now=now)
        made.append((draft, _without_bytes(issued)))
        progress(min(done, order.total), order.total)
    if not made:
        raise NothingToPrint
    if len(made) == 1:
        return made[0][1]
    return _bundle(order, made, actor, now)


def _without_bytes(document: Document) -> Document:
    """A set of thousands does not stay in memory; who needs the bytes reads them again."""
    document.__dict__.pop("content", None)
    return document


def _bundle(
    order: Order, made: Sequence[tuple[PaperDraft, Document]], actor: User | None, now: datetime
) -> Document:
    """One file of all papers; the valid one when it holds these very papers."""
    zipped = order.handover == Handover.ZIP
    subject = f"{order.name}:{order.handover.lower()}"[:60]
    if not zipped:
        _check_facts(made)
    sources = _sources(order, made)
    valid = valid_paper(BUNDLE, BUNDLE, subject, order.language)
    if valid is not None and valid.facts.get("sources") == sources:
        return valid
    return issue_document(
        kind=BUNDLE,
        subject_type=BUNDLE,
        subject_id=subject,
        title=order.title,
        filename=f"{order.name.replace(':', '-')}.{'zip' if zipped else 'pdf'}",
        content=_zipped(made) if zipped else [_merged(order, made)],
        content_type="application/zip" if zipped else "application/pdf",
        language=order.language,
        actor=actor,
        facts={"papers": len(made), "sources": sources},
        now=now,
    )


def drop_old_bundles(*, now: datetime) -> int:
    """Delete bundles replaced more than BUNDLE_KEEP_DAYS ago; how many.

    They only repeat papers, which stay, and can be asked for again.
    """
    since = now - timedelta(days=settings.BUNDLE_KEEP_DAYS)
    replaced = Document.objects.filter(kind=BUNDLE, state=DocumentState.VOID, voided_at__lt=since)
    _rows, deleted = replaced.delete()
    return deleted.get(Document._meta.label, 0)


def _sources(order: Order, made: Sequence[tuple[PaperDraft, Document]]) -> str:
    """What tells whether a bundle would be another one: its papers, in their order."""
    papers = (f"{document.filename} {document.sha256}" for _draft, document in made)
    return hashlib.sha256("\n".join([order.title, *papers]).encode()).hexdigest()


def _check_facts(made: Sequence[tuple[PaperDraft, Document]]) -> None:
    for draft, document in made:
        if draft.issued is not None and document.facts.get("digest") != digest_of(draft.facts):
            raise PaperOutdated


def _merged(order: Order, made: Sequence[tuple[PaperDraft, Document]]) -> bytes:
    newest = max(document.issued_at for _draft, document in made)
    stamp = pdf.Stamp(office=settings.ORGANISING_OFFICE, issued_at=newest, verify_url="")
    papers = ((d.facts, stamp_of(made, demo=d.demo), d.language) for d, made in made)
    return pdf.render_merged(
        made[0][0].paper, papers, title=order.title, stamp=stamp, language=order.language
    )


class _Window(BytesIO):
    """A file of which only the end is held: what was taken is gone, positions stay true."""

    def __init__(self) -> None:
        super().__init__()
        self.base = 0

    def tell(self) -> int:
        return self.base + super().tell()

    def seek(self, position: int, whence: int = 0) -> int:
        if whence == 0:
            position -= self.base
        return self.base + super().seek(position, whence)

    def take(self) -> bytes:
        taken = self.getvalue()
        self.base += len(taken)
        super().seek(0)
        self.truncate(0)
        return taken


def _zipped(made: Sequence[tuple[PaperDraft, Document]]) -> Iterator[bytes]:
    """The papers as they were issued, file by file; they are compressed already."""
    window, names = _Window(), set[str]()
    with zipfile.ZipFile(window, "w", zipfile.ZIP_STORED) as archive:
        for index, (_draft, document) in enumerate(made, 1):
            name = document.filename
            if name in names:
                stem, _dot, ending = name.rpartition(".")
                name = f"{stem}-{index}.{ending}"
            names.add(name)
            content = Document.objects.values_list("content", flat=True).get(pk=document.pk)
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DAY), bytes(content))
            yield window.take()
    yield window.take()
