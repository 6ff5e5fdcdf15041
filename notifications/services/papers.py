"""Papers: rendered from facts, issued when they say something new, handed over in one file.

A paper whose facts did not change stays the valid one, so a copy in somebody's hand stays valid
too; facts that changed make the next revision and void the older.
"""

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import TextChoices
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common import pdf
from common.errors import DomainError
from common.locks import name_lock
from notifications.kinds import document_kind
from notifications.models import Document, new_token
from notifications.rules import DocumentState, safe_filename
from notifications.services.documents import issue_document

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
class PaperDraft:
    """A paper to be: about what, in which language, saying what, drawn how.

    With `issued` the paper exists already, is only printed again and must not have changed.
    """

    kind: str
    subject_type: str
    subject_id: str
    language: str
    paper: pdf.Paper
    facts: Any
    filename: str
    demo: bool = False
    issued: Document | None = None


@dataclass(frozen=True)
class Order:
    """Papers of one kind that were asked for; `total` is how many `drafts` gives."""

    title: str
    name: str
    language: str
    drafts: Callable[[], Iterator[PaperDraft]]
    total: int
    handover: str = Handover.MERGED


def digest_of(facts: Any) -> str:
    """What tells whether a paper would say something new."""
    return hashlib.sha256(f"{settings.ORGANISING_OFFICE}\n{facts!r}".encode()).hexdigest()


def valid_paper(kind: str, subject_type: str, subject_id: object, language: str) -> Document | None:
    """The paper that holds now, without its bytes."""
    return (
        Document.objects.filter(
            kind=kind,
            subject_type=subject_type,
            subject_id=str(subject_id),
            language=language,
            state=DocumentState.VALID,
        )
        .defer("content")
        .first()
    )


def stamp_of(document: Document, *, demo: bool = False) -> pdf.Stamp:
    """The stamp a document was rendered with."""
    return pdf.Stamp(
        office=settings.ORGANISING_OFFICE,
        issued_at=document.issued_at,
        verify_url=_check_page(document.verify_token),
        revision=document.revision,
        demo=demo,
    )


@transaction.atomic
def issue_paper(*, draft: PaperDraft, actor: User | None, now: datetime) -> Document:
    """The valid paper about a subject; rendered and issued anew only when its facts changed."""
    subject = (draft.kind, draft.subject_type, draft.subject_id, draft.language)
    name_lock("paper:" + "/".join(subject))
    digest = digest_of(draft.facts)
    valid = valid_paper(*subject)
    if valid is not None and valid.facts.get("digest") == digest:
        return valid
    newest = Document.objects.filter(
        kind=draft.kind,
        subject_type=draft.subject_type,
        subject_id=draft.subject_id,
        language=draft.language,
    ).order_by("-revision")
    last = newest.values_list("revision", flat=True).first() or 0
    made = _rendered(draft, revision=last + 1, now=now)
    return issue_document(
        kind=draft.kind,
        subject_type=draft.subject_type,
        subject_id=draft.subject_id,
        title=made.title,
        filename=draft.filename,
        content=made.content,
        language=draft.language,
        actor=actor,
        facts={"digest": digest},
        verify_token=made.token,
        now=now,
    )


@dataclass(frozen=True)
class _Rendered:
    title: str
    content: bytes
    token: str


def _rendered(draft: PaperDraft, *, revision: int, now: datetime) -> _Rendered:
    token = new_token()
    stamp = pdf.Stamp(
        office=settings.ORGANISING_OFFICE,
        issued_at=now,
        verify_url=_check_page(token),
        revision=revision,
        demo=draft.demo,
    )
    with translation.override(draft.language):
        title = draft.paper.title(draft.facts)
    return _Rendered(title, pdf.render(draft.paper, draft.facts, stamp, draft.language), token)


@transaction.atomic
def issue_papers(
    *, drafts: Sequence[PaperDraft], actor: User | None, now: datetime
) -> list[Document]:
    """Issue many papers of one kind and kind of subject at once, in the order of `drafts`.

    As `issue_paper` for each, in five statements; the caller holds a lock on what they are about
    and writes the activity entry. The documents come without their bytes.
    """
    if not drafts:
        return []
    same = Document.objects.filter(
        kind=drafts[0].kind,
        subject_type=drafts[0].subject_type,
        subject_id__in=[draft.subject_id for draft in drafts],
    ).defer("content")
    valid = {(d.subject_id, d.language): d for d in same.filter(state=DocumentState.VALID)}
    last = {
        (subject, language): revision
        for subject, language, revision in same.order_by("revision").values_list(
            "subject_id", "language", "revision"
        )
    }
    found: dict[tuple[str, str], Document] = {}
    fresh: list[Document] = []
    for draft in drafts:
        key, digest = (draft.subject_id, draft.language), digest_of(draft.facts)
        if key in valid and valid[key].facts.get("digest") == digest:
            found[key] = valid[key]
            continue
        revision = last.get(key, 0) + 1
        made = _rendered(draft, revision=revision, now=now)
        fresh.append(
            Document(
                kind=draft.kind,
                subject_type=draft.subject_type,
                subject_id=draft.subject_id,
                language=draft.language,
                revision=revision,
                title=made.title[:300],
                filename=safe_filename(draft.filename),
                content=made.content,
                size=len(made.content),
                sha256=hashlib.sha256(made.content).hexdigest(),
                verify_token=made.token,
                facts={"digest": digest},
                issued_at=now,
                issued_by=actor,
            )
        )
    replaced = [valid[k].pk for d in fresh if (k := (d.subject_id, d.language)) in valid]
    Document.objects.filter(pk__in=replaced).update(state=DocumentState.VOID, voided_at=now)
    for document in Document.objects.bulk_create(fresh):
        found[(document.subject_id, document.language)] = document
    return [found[(draft.subject_id, draft.language)] for draft in drafts]


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


def _check_page(token: str) -> str:
    return settings.SITE_URL + reverse("notifications:verify", args=[token])
