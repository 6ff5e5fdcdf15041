"""What the papers of exhibitors say: signs, passes, lists, receipts, plans of the halls."""

from collections.abc import Sequence
from typing import Any

from exhibitors.models import Producer
from fairs.documents.event import Event, Exhibitor
from fairs.documents.exhibitor_list import ListFacts
from fairs.documents.floor_plan import floor_plan
from fairs.documents.hall_plan import HallFacts, LegendEntry, PlanFacts
from fairs.documents.receipt import ReceiptFacts
from fairs.models import Application, Assignment, Fair
from fairs.queries.papers import placed
from fairs.rules.words import flag_label

NEEDS = ("power", "water", "accessible")


def event_of(fair: Fair, language: str) -> Event:
    """The fair as papers name it."""
    return Event(
        name=fair.name_in(language),
        opens_on=fair.opens_on,
        closes_on=fair.closes_on,
        daily_from=fair.daily_from,
        daily_until=fair.daily_until,
        venue=fair.venue.name_in(language),
        address=fair.venue.address,
        contact=", ".join(filter(None, (fair.contact_email, fair.contact_phone))),
        move_in_at=fair.move_in_at,
        demo=fair.is_demo,
    )


def address_of(producer: Producer) -> str:
    return producer.address or (producer.commune.name if producer.commune else "")


def exhibitor_of(assignment: Assignment, language: str) -> Exhibitor:
    """An exhibitor as its booth shows it; products as they were when the form was sent."""
    application = assignment.application
    producer = application.producer
    booths = [place.booth for place in assignment.places.all()]
    where = producer.village or producer.commune
    zone = booths[0].zone if booths else None
    return Exhibitor(
        name=producer.name,
        where=where.name if where else "",
        code=application.code,
        booths=tuple(booth.number for booth in booths),
        hall=booths[0].hall.name if booths else "",
        zone=zone.name_in(language) if zone else "",
        products=tuple(product[:2] for product in products_of(application)),
        address=address_of(producer),
        contact=application.contact_name,
        phone=application.contact_phone,
    )


def products_of(application: Application) -> list[tuple[str, int | None, str]]:
    """(name, stars, decision number) of each product, as sent."""
    return [
        (
            item.snapshot.get("name") or item.product.name,
            item.snapshot.get("stars"),
            item.snapshot.get("decision_number") or "",
        )
        for item in application.items.all()
    ]


def list_facts(fair: Fair, language: str) -> ListFacts:
    return ListFacts(
        event=event_of(fair, language),
        exhibitors=tuple(exhibitor_of(row, language) for row in placed(fair)),
    )


def plan_facts(fair: Fair, language: str) -> PlanFacts:
    """Every hall with its zones; exhibitors of the published plan stand in their booths."""
    halls = [
        HallFacts(
            drawing=sheet.drawing,
            legend=tuple(
                LegendEntry(
                    tint=entry.tint,
                    name=entry.zone.name_in(language) if entry.zone else "",
                    booths=len(entry.booths),
                )
                for entry in sheet.zones
            ),
        )
        for sheet in floor_plan(fair)
    ]
    return PlanFacts(event=event_of(fair, language), halls=tuple(halls))


def receipt_facts(application: Application, language: str) -> ReceiptFacts:
    """What arrived. Requires an application that was sent."""
    contact: Sequence[Any] = (
        application.contact_name,
        application.contact_phone,
        application.contact_email,
    )
    if application.submitted_at is None:
        raise ValueError("not sent yet")
    return ReceiptFacts(
        event=event_of(application.fair, language),
        code=application.code,
        producer=application.producer.name,
        producer_address=address_of(application.producer),
        contact=", ".join(filter(None, contact)),
        submitted_at=application.submitted_at,
        late=application.late,
        modules=application.modules,
        needs=tuple(flag_label(need) for need in NEEDS if need in application.needs),
        products=tuple(products_of(application)),
    )
