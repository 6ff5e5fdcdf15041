"""Orders of papers: asked for by somebody, written by a worker."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import InvalidInput
from common.text import fold
from fairs.documents.plan_geometry import HallDrawing
from fairs.models import Application, Fair, Seminar
from fairs.queries.papers import PAPERS, placed, with_speakers
from fairs.queries.places import letters_of
from fairs.rules.states import ApplicationState
from fairs.services.letters import hall_of, letter_facts
from fairs.services.papers.kinds import (
    FAIR,
    PASS,
    SEMINAR,
    PaperKind,
    fair_paper,
    seminar_paper,
)
from notifications.models import Document, Job
from notifications.services import Handover, NothingToPrint, Order, PaperDraft, start_job

OWN = ""  # each paper in the language of who gets it


def start_fair_papers(
    *, fair: Fair, kind: str, language: str, handover: str, actor: User | None
) -> Job:
    """Ask a worker for papers of a fair; while the same are being made, that job is returned.

    `language` is a code, or "" for each recipient's own. Raises InvalidInput.
    """
    return _start(fair_paper(kind), FAIR, fair, language, handover, actor)


def start_seminar_papers(
    *, seminar: Seminar, kind: str, language: str, handover: str, actor: User | None
) -> Job:
    """The same for a seminar. Raises InvalidInput, also while it has no time yet."""
    paper = seminar_paper(kind)
    if seminar.starts_at is None:
        raise InvalidInput(fields={"kind": [_("Give the seminar a room and a time first.")]})
    return _start(paper, SEMINAR, seminar, language, handover, actor)


def _start(
    kind: PaperKind,
    scope: str,
    subject: Fair | Seminar,
    language: str,
    handover: str,
    actor: User | None,
) -> Job:
    spoken = [code for code, _name in settings.LANGUAGES]
    if language not in ([*spoken, OWN] if kind.is_set else spoken):
        raise InvalidInput(fields={"language": [_("Choose one of the languages listed.")]})
    if handover not in Handover.values:
        raise InvalidInput(fields={"handover": [_("Choose one file or single files.")]})
    params = {
        "scope": scope,
        "subject": subject.pk,
        "kind": kind.key,
        "language": language,
        "handover": handover,
    }
    return start_job(
        kind=PAPERS,
        title=f"{kind.label}, {subject.name}",
        actor=actor,
        params=params,
        subject_type=scope,
        subject_id=str(subject.pk),
        dedupe_key=":".join(map(str, params.values())),
    )


def order_of(params: Mapping[str, Any]) -> Order:
    """The order a job carries. Raises NothingToPrint."""
    if params["scope"] == FAIR:
        kind = fair_paper(params["kind"])
        subject: Any = Fair.objects.select_related("venue").get(pk=params["subject"])
    else:
        kind = seminar_paper(params["kind"])
        subject = with_speakers(Seminar.objects.filter(pk=params["subject"])).get()
    language = params["language"]
    rows = _rows(kind, subject)
    name = f"{params['scope'].rpartition('.')[2]}:{subject.pk}:{kind.key}"
    with translation.override(language or "vi"):
        title = f"{kind.label} – {subject.name_in(language or 'vi')}"

    def drafts() -> Iterator[PaperDraft]:
        if kind.reprints:
            return _letters(kind, rows)
        return (draft_of(kind, row, language or kind.language(row)) for row in rows)

    return Order(
        title=title,
        name=name,
        language=language or "vi",
        drafts=drafts,
        total=len(rows),
        handover=params["handover"],
    )


def _rows(kind: PaperKind, subject: Fair | Seminar) -> list[Any]:
    rows: list[Any] = [subject] if kind.rows is None else list(kind.rows(subject))
    if kind.reprints:
        letters = letters_of(row.application_id for row in rows)
        rows = [row for row in rows if row.application_id in letters]
    return rows


def draft_of(kind: PaperKind, row: Any, language: str) -> PaperDraft:
    """The paper about a row, in a language."""
    with translation.override(language):
        facts = kind.facts(row, language)
    event = getattr(facts, "event", None)
    return PaperDraft(
        kind=kind.kind,
        subject_type=kind.subject_type,
        subject_id=str(kind.subject(row)),
        language=language,
        paper=kind.paper,
        facts=facts,
        filename=_filename(kind, row, language),
        demo=bool(getattr(event, "demo", False) or getattr(facts, "demo", False)),
    )


def _filename(kind: PaperKind, row: Any, language: str) -> str:
    application = row if isinstance(row, Application) else getattr(row, "application", None)
    code = application.code if application else getattr(row, "code", None) or row.pk
    return f"{kind.key.replace('_', '-')}-{fold(str(code))}-{language}.pdf"


def _letters(kind: PaperKind, rows: list[Any]) -> Iterator[PaperDraft]:
    """The valid booth letters once more, with their codes and their day."""
    letters: dict[int, Document] = letters_of(row.application_id for row in rows)
    halls: dict[int, HallDrawing] = {}
    for row in rows:
        document = letters[row.application_id]
        booth = row.places.all()[0].booth
        hall = halls.get(booth.hall_id) or halls.setdefault(booth.hall_id, hall_of(booth))
        yield PaperDraft(
            kind=kind.kind,
            subject_type=kind.subject_type,
            subject_id=str(row.application_id),
            language=document.language,
            paper=kind.paper,
            facts=letter_facts(
                assignment=row, hall=hall, token=document.verify_token, now=document.issued_at
            ),
            filename=document.filename,
            issued=document,
        )


def draft_own_paper(*, application: Application, kind: PaperKind, language: str) -> PaperDraft:
    """A paper a producer asks for. Raises NothingToPrint while there is no reason for it."""
    row: Any = application
    if kind is PASS:
        row = (
            placed(application.fair)
            .select_related("plan__fair__venue")
            .filter(application=application)
            .first()
        )
    withdrawn = application.state == ApplicationState.WITHDRAWN
    if row is None or withdrawn or application.submitted_at is None:
        raise NothingToPrint
    return draft_of(kind, row, language)
