"""Papers: rendered from facts, issued when they say something new.

A paper whose facts did not change stays the valid one, so a copy in somebody's hand stays valid
too; facts that changed make the next revision and void the older.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from common import pdf
from common.locks import name_lock
from notifications.models import Document, new_token
from notifications.rules import DocumentState, safe_filename
from notifications.services.documents import issue_document


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


def _check_page(token: str) -> str:
    return settings.SITE_URL + reverse("notifications:verify", args=[token])
