"""Several reports of a till at once, each by itself: one that is refused holds no other up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from common.errors import DomainError
from venues.rules import ReportKind
from venues.services.ledger import post_stock_report
from venues.services.submissions import Posted
from venues.services.visitors import post_visitor_report


@dataclass(frozen=True)
class Answered:
    """What became of one report: posted (or replayed, or held), or refused."""

    client_uuid: str
    posted: Posted | None = None
    refused: DomainError | None = None


def post_batch(
    *, point_id: int, reports: Sequence[Mapping[str, Any]], actor: User, now: datetime
) -> list[Answered]:
    """Post reports in the order given, each in a transaction of its own.

    Each has `kind` (STOCK or VISITORS) and what `post_stock_report` or `post_visitor_report`
    take. A refusal stands in the place of its report; the others are posted all the same.
    """
    answers = []
    for report in reports:
        values = dict(report)
        kind = values.pop("kind")
        post = post_stock_report if kind == ReportKind.STOCK else post_visitor_report
        try:
            posted = post(point_id=point_id, actor=actor, now=now, **values)
        except DomainError as error:
            answers.append(Answered(str(report["client_uuid"]), refused=error))
        else:
            answers.append(Answered(str(report["client_uuid"]), posted=posted))
    return answers
