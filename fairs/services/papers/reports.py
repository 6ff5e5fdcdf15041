"""What the reports about a fair say: results, and the data its registration asks for."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _

from common import formats
from exhibitors.rules import ProductGroup
from fairs.documents.registration import RegistrationFacts
from fairs.documents.results import Counted, ResultsFacts, SeminarRow
from fairs.models import Fair
from fairs.queries.fairs import application_counts
from fairs.queries.papers import (
    booth_counts,
    halls_in_use,
    placed,
    registered_people,
    seminars_of,
)
from fairs.queries.results import SalesRow, reported_results
from fairs.rules.states import ApplicationState, SeminarState
from fairs.services.papers.exhibitors import event_of


def results_facts(fair: Fair, language: str) -> ResultsFacts:
    """Counted now; call it in the report's language (labels are translated here)."""
    states = {s: n for s, n in application_counts(fair).items() if s != ApplicationState.DRAFT}
    rows = list(placed(fair))
    items = [item.snapshot for row in rows for item in row.application.items.all()]
    booths, _modules, used = booth_counts(fair)
    reported = reported_results(fair)
    return ResultsFacts(
        event=event_of(fair, language),
        legal_basis=fair.legal_basis,
        halls=halls_in_use(fair).count(),
        booths=booths,
        booths_used=used,
        applications=sum(states.values()),
        by_state=tuple(
            (str(ApplicationState(state).label), states[state])
            for state in ApplicationState.values
            if state in states
        ),
        exhibitors=len(rows),
        products=len(items),
        by_group=_counted(_group(item.get("group")) for item in items),
        by_stars=tuple(
            ("★" * stars if stars else _("Candidates"), count)
            for stars, count in sorted(
                Counter(item.get("stars") or 0 for item in items).items(), reverse=True
            )
        ),
        by_commune=_counted(
            row.application.producer.commune.name
            if row.application.producer.commune
            else _("Not recorded")
            for row in rows
        ),
        seminars=_seminars(fair, language),
        visits=tuple((formats.day(day), count) for day, count in reported.visits),
        sales=tuple((_exhibitor(row), row.amount) for row in reported.sales),
    )


def _exhibitor(row: SalesRow) -> str:
    return f"{row.name} ({row.booths})" if row.booths else row.name


def _group(value: int | None) -> str:
    return str(ProductGroup(value).label) if value in ProductGroup.values else _("Not recorded")


def _counted(labels: Iterable[str]) -> Counted:
    """Each label with its count, the most frequent first."""
    return tuple(sorted(Counter(labels).items(), key=lambda pair: (-pair[1], pair[0])))


def _seminars(fair: Fair, language: str) -> tuple[SeminarRow, ...]:
    people = registered_people(fair)
    return tuple(
        SeminarRow(
            name=seminar.name_in(language),
            when=formats.moment(seminar.starts_at) if seminar.starts_at else "–",
            seats=seminar.capacity,
            registered=people.get(seminar.pk, 0),
            state=str(SeminarState(seminar.state).label),
        )
        for seminar in seminars_of(fair)
    )


def registration_facts(fair: Fair, language: str) -> RegistrationFacts:
    """What the organiser entered; nothing is invented. Call it in the paper's language."""
    booths, modules, _used = booth_counts(fair)
    return RegistrationFacts(
        event=event_of(fair, language),
        theme=fair.description,
        legal_basis=fair.legal_basis,
        registration_required=fair.registration_required,
        halls=tuple((hall.name, hall.width_m, hall.depth_m) for hall in halls_in_use(fair)),
        booths=booths,
        modules=modules,
        groups=tuple(str(ProductGroup(group).label) for group in fair.allowed_groups),
    )
