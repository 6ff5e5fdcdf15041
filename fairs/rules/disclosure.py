"""What an applicant may learn of an application: nothing of results before the announcement."""

from fairs.rules.states import REVIEWED_APPLICATIONS, ApplicationState, FairState

S = ApplicationState
TONES: dict[str, tuple[str, bool]] = {
    S.DRAFT: ("grey", False),
    S.SUBMITTED: ("blue", False),
    S.CHANGES_REQUESTED: ("amber", False),
    S.ELIGIBLE: ("jade", False),
    S.INELIGIBLE: ("red", False),
    S.ACCEPTED: ("jade", True),
    S.WAITLISTED: ("amber", True),
    S.REJECTED: ("red", True),
    S.CONFIRMED: ("jade", True),
    S.WITHDRAWN: ("grey", True),
    S.CANCELLED_BY_FAIR: ("grey", True),
}
FAIR_TONES: dict[str, tuple[str, bool]] = {
    FairState.DRAFT: ("grey", False),
    FairState.PUBLISHED: ("jade", True),
    FairState.POSTPONED: ("amber", False),
    FairState.CANCELLED: ("red", True),
    FairState.CLOSED: ("grey", True),
}
_NOTE_SHOWN = (S.CHANGES_REQUESTED, S.REJECTED, S.WAITLISTED)


def state_for_applicant(state: str) -> str:
    """The state as the applicant sees it: a reviewed application is still under review."""
    return S.SUBMITTED if state in REVIEWED_APPLICATIONS else state


def note_for_applicant(state: str, review_note: str) -> str:
    """The office's note, once it is meant for the applicant."""
    return review_note if state in _NOTE_SHOWN else ""
