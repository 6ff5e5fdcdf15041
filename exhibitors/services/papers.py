"""Papers of the registry: the list of a recognition decision, notices of certificates that end."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import InvalidInput
from common.text import fold
from exhibitors.documents.decision_list import DECISION_LIST, DecisionFacts, Recognised
from exhibitors.documents.expiry_notice import EXPIRY_NOTICE, Ending, NoticeFacts
from exhibitors.models import Certificate, Producer
from exhibitors.queries import (
    DECISION_KIND,
    NOTICE_KIND,
    certificates_of_decision,
    ending_certificates,
)
from exhibitors.rules import ProductGroup
from notifications.models import Job
from notifications.services import Handover, NothingToPrint, Order, PaperDraft, start_job

PAPERS = "exhibitors.papers"  # the job that makes them
DECISION, PRODUCER = "exhibitors.decision", "exhibitors.producer"


def start_decision_list(*, decision_number: str, language: str, actor: User | None) -> Job:
    """Ask a worker for the list of what one decision recognised.

    Raises InvalidInput for an unknown decision or language.
    """
    _known_language(language)
    number = decision_number.strip()
    if not certificates_of_decision(number).exists():
        raise InvalidInput(fields={"decision_number": [_("No certificate has this number.")]})
    return _start(
        _("Products recognised by decision %(number)s") % {"number": number},
        {"paper": "decision", "number": number, "language": language},
        actor,
    )


def start_expiry_notices(*, within: int, language: str, handover: str, actor: User | None) -> Job:
    """Ask a worker for a notice to each producer whose certificates end within so many days.

    `language` may be "" for each producer's own. Raises InvalidInput.
    """
    if language:
        _known_language(language)
    if within not in settings.CERTIFICATE_WARNING_DAYS:
        raise InvalidInput(fields={"within": [_("Choose one of the periods listed.")]})
    if handover not in Handover.values:
        raise InvalidInput(fields={"handover": [_("Choose one file or single files.")]})
    return _start(
        _("Notices of certificates that end within %(days)s days") % {"days": within},
        {"paper": "notices", "within": within, "language": language, "handover": handover},
        actor,
    )


def _known_language(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput(fields={"language": [_("Choose one of the languages listed.")]})


def _start(title: str, params: dict[str, Any], actor: User | None) -> Job:
    return start_job(
        kind=PAPERS,
        title=title,
        actor=actor,
        params=params,
        dedupe_key=":".join(map(str, params.values())),
    )


def order_of(params: Mapping[str, Any]) -> Order:
    """The order a job carries. Raises NothingToPrint."""
    return _decision_order(params) if params["paper"] == "decision" else _notice_order(params)


def _decision_order(params: Mapping[str, Any]) -> Order:
    number, language = params["number"], params["language"]
    rows = list(certificates_of_decision(number))
    if not rows:
        raise NothingToPrint
    name = f"decision:{rows[0].pk}"
    return Order(
        title=f"{number}",
        name=name,
        language=language,
        drafts=lambda: iter([_decision_draft(rows, name, language)]),
        total=1,
    )


def _decision_draft(rows: list[Certificate], name: str, language: str) -> PaperDraft:
    first = rows[0]
    with translation.override(language):
        facts = DecisionFacts(
            number=first.decision_number,
            issued_on=first.issued_on,
            issuer=first.issuer,
            rows=tuple(_recognised(row) for row in rows),
            demo=any(row.is_demo for row in rows),
        )
    return PaperDraft(
        kind=DECISION_KIND,
        subject_type=DECISION,
        subject_id=first.decision_number[:60],
        language=language,
        paper=DECISION_LIST,
        facts=facts,
        filename=f"{fold(first.decision_number).replace('/', '-')}-{language}.pdf",
        demo=facts.demo,
    )


def _recognised(row: Certificate) -> Recognised:
    product = row.product
    commune = product.producer.commune
    return Recognised(
        product=product.name,
        producer=product.producer.name,
        commune=commune.name if commune else "",
        group=str(ProductGroup(product.group).label),
        stars=row.stars,
        expires_on=row.expires_on,
        revoked_on=row.revoked_on,
    )


def _notice_order(params: Mapping[str, Any]) -> Order:
    today, within = timezone.localdate(), params["within"]
    by_producer: dict[Producer, list[Certificate]] = {}
    for row in ending_certificates(today, within):
        by_producer.setdefault(row.product.producer, []).append(row)

    def drafts() -> Iterator[PaperDraft]:
        for producer, rows in by_producer.items():
            language = params["language"] or producer.language
            yield _notice_draft(producer, rows, within, language)

    with translation.override(params["language"] or "vi"):
        title = _("Notices of certificates that end within %(days)s days") % {"days": within}
    return Order(
        title=title,
        name=f"expiry-{within}:{today:%Y-%m-%d}",
        language=params["language"] or "vi",
        drafts=drafts,
        total=len(by_producer),
        handover=params["handover"],
    )


def _notice_draft(
    producer: Producer, rows: list[Certificate], within: int, language: str
) -> PaperDraft:
    commune = producer.commune.name if producer.commune else ""
    facts = NoticeFacts(
        producer=producer.name,
        address=producer.address or commune,
        within=within,
        rows=tuple(
            Ending(row.product.name, row.stars, row.decision_number, row.expires_on) for row in rows
        ),
        place=settings.LETTER_PLACE,
        parent=settings.LETTER_PARENT,
        signer_title=settings.LETTER_SIGNER_TITLE,
        signer_name=settings.LETTER_SIGNER_NAME,
        demo=any(row.is_demo for row in rows),
    )
    return PaperDraft(
        kind=NOTICE_KIND,
        subject_type=PRODUCER,
        subject_id=str(producer.pk),
        language=language,
        paper=EXPIRY_NOTICE,
        facts=facts,
        filename=f"expiry-{fold(producer.code)}-{language}.pdf",
        demo=facts.demo,
    )
