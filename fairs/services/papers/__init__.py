"""Papers of fairs and seminars: which there are, what each says, and the job that makes them."""

from fairs.services.papers.invited import draft_invitations
from fairs.services.papers.kinds import (
    FAIR_KINDS,
    OWN_KINDS,
    SEMINAR_KINDS,
    PaperKind,
    fair_paper,
    own_paper,
    seminar_paper,
)
from fairs.services.papers.orders import (
    draft_own_paper,
    order_of,
    start_fair_papers,
    start_seminar_papers,
)
from fairs.services.papers.own import make_own_paper

__all__ = [
    "FAIR_KINDS",
    "OWN_KINDS",
    "SEMINAR_KINDS",
    "PaperKind",
    "draft_invitations",
    "draft_own_paper",
    "fair_paper",
    "make_own_paper",
    "order_of",
    "own_paper",
    "seminar_paper",
    "start_fair_papers",
    "start_seminar_papers",
]
