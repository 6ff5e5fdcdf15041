"""Which papers there are: what each is called, how it is drawn, and which drafts it gives.

A paper of the whole fair (or seminar) is one document. Papers of a set are one document for each
exhibitor, applicant or guest; they are handed over in one file or as a ZIP archive.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from common import pdf
from common.errors import InvalidInput
from fairs.documents.attendance import ATTENDANCE
from fairs.documents.badges import BADGES
from fairs.documents.booth_letter import BOOTH_LETTER
from fairs.documents.booth_sign import BOOTH_SIGN, SignFacts
from fairs.documents.exhibitor_list import EXHIBITOR_LIST
from fairs.documents.hall_plan import HALL_PLAN
from fairs.documents.invitation_letter import INVITATION
from fairs.documents.move_in_pass import MOVE_IN_PASS, PassFacts
from fairs.documents.programme import PROGRAMME
from fairs.documents.receipt import RECEIPT
from fairs.documents.registration import REGISTRATION
from fairs.documents.results import RESULTS
from fairs.models import Assignment, Fair, Seminar
from fairs.queries.papers import open_invitations, placed, sent_applications
from fairs.queries.places import LETTER, SUBJECT
from fairs.services.papers import exhibitors, reports, seminars
from notifications.kinds import document_kind

FAIR, SEMINAR, INVITATION_SUBJECT = "fairs.fair", "fairs.seminar", "fairs.invitation"


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper.

    `rows` gives what a set has papers about (None: one paper about the fair or seminar itself);
    `facts` is called with a row and a language, in that language.
    """

    key: str
    kind: str
    label: Any
    paper: pdf.Paper
    facts: Callable[[Any, str], Any]
    subject_type: str
    rows: Callable[[Any], Any] | None = None
    subject: Callable[[Any], object] = lambda row: row.pk
    language: Callable[[Any], str] = lambda row: "vi"
    reprints: bool = False  # issued elsewhere: only printed again

    @property
    def is_set(self) -> bool:
        return self.rows is not None


def _kind(key: str, label: Any, paper: pdf.Paper, facts: Any, about: str, **more: Any) -> PaperKind:
    kind = document_kind(f"fairs.{key}", label)
    return PaperKind(key, kind, label, paper, facts, about, **more)


def _sign(row: Assignment, language: str) -> SignFacts:
    fair = exhibitors.event_of(row.plan.fair, language)
    return SignFacts(fair, exhibitors.exhibitor_of(row, language))


def _pass(row: Assignment, language: str) -> PassFacts:
    fair = exhibitors.event_of(row.plan.fair, language)
    return PassFacts(fair, exhibitors.exhibitor_of(row, language))


def _placed(fair: Fair) -> Any:
    return placed(fair).select_related("plan__fair__venue")


def _badges(role: str) -> Callable[[Any, str], Any]:
    def facts(row: Fair | Seminar, language: str) -> Any:
        if isinstance(row, Fair):
            return seminars.fair_badges(row, role, language)
        return seminars.seminar_badges(row, role, language)

    return facts


def _invitations(seminar: Seminar) -> Iterator[Any]:
    for invitation in open_invitations(seminar).iterator():
        invitation.seminar = seminar
        yield invitation


_of_exhibitor = {
    "rows": _placed,
    "subject": lambda row: row.application_id,
    "language": lambda row: row.application.producer.language,
}
_labels = {
    "EXHIBITOR": _("Badges of exhibitors"),
    "VISITOR": _("Badges of visitors"),
    "SPEAKER": _("Badges of speakers"),
    "STAFF": _("Badges of the organising staff"),
}
LETTERS = PaperKind(
    "booth_letter", LETTER, _("Notice of booth assignment"), BOOTH_LETTER, lambda row, lang: None,
    SUBJECT, reprints=True, **_of_exhibitor,
)  # fmt: skip
SIGN = _kind("booth_sign", _("Booth sign"), BOOTH_SIGN, _sign, SUBJECT, **_of_exhibitor)
PASS = _kind("move_in_pass", _("Move-in pass"), MOVE_IN_PASS, _pass, SUBJECT, **_of_exhibitor)
RECEIPTS = _kind(
    "receipt", _("Receipt of an application"), RECEIPT, exhibitors.receipt_facts, SUBJECT,
    rows=sent_applications, language=lambda row: row.producer.language,
)  # fmt: skip
FAIR_KINDS: tuple[PaperKind, ...] = (
    LETTERS,
    SIGN,
    PASS,
    *(
        _kind(f"badges_{role.lower()}", label, BADGES, _badges(role), FAIR)
        for role, label in _labels.items()
    ),
    _kind("hall_plan", _("Plan of the halls"), HALL_PLAN, exhibitors.plan_facts, FAIR),
    _kind(
        "exhibitor_list", _("Exhibitors and products"), EXHIBITOR_LIST, exhibitors.list_facts, FAIR
    ),
    _kind("programme", _("Seminar programme"), PROGRAMME, seminars.fair_programme, FAIR),
    RECEIPTS,
    _kind("results", _("Results of the fair"), RESULTS, reports.results_facts, FAIR),
    _kind(
        "registration", _("Registration of a fair: data for the form"), REGISTRATION,
        reports.registration_facts, FAIR,
    ),
)  # fmt: skip
SEMINAR_KINDS: tuple[PaperKind, ...] = (
    _kind("programme", _("Seminar programme"), PROGRAMME, seminars.seminar_programme, SEMINAR),
    _kind("attendance", _("Attendance sheet"), ATTENDANCE, seminars.attendance_facts, SEMINAR),
    _kind(
        "invitation", _("Invitation letter"), INVITATION,
        lambda row, language: seminars.invitation_facts(row.seminar, row, language),
        INVITATION_SUBJECT, rows=_invitations, language=lambda row: row.language,
    ),
    *(
        _kind(f"badges_{role.lower()}", _labels[role], BADGES, _badges(role), SEMINAR)
        for role in ("VISITOR", "SPEAKER")
    ),
)  # fmt: skip
OWN_KINDS: tuple[PaperKind, ...] = (RECEIPTS, PASS)  # what a producer may make for itself


def _named(kinds: tuple[PaperKind, ...], key: str) -> PaperKind:
    found = next((kind for kind in kinds if kind.key == key), None)
    if found is None:
        raise InvalidInput(fields={"kind": [_("Choose one of the papers listed.")]})
    return found


def fair_paper(key: str) -> PaperKind:
    """A kind of paper of fairs; InvalidInput when there is none of this name."""
    return _named(FAIR_KINDS, key)


def seminar_paper(key: str) -> PaperKind:
    return _named(SEMINAR_KINDS, key)


def own_paper(key: str) -> PaperKind:
    return _named(OWN_KINDS, key)
