"""Fairs with a drawn hall, and applications in every state, for tests."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from exhibitors.models import Product
from fairs.models import Application, ApplicationItem, Fair, FairHall, FairSeries
from fairs.rules.states import ApplicationState, Decision, FairState
from fairs.services.layout import HallPlan, draw_hall
from tests.factories.exhibitors import ProducerFactory, certified
from venues.models import Venue
from venues.rules import VenueKind


class FairVenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Trung tâm thử {n}")
    code = factory.Sequence(lambda n: f"FV{n:04d}")
    kind = VenueKind.EXHIBITION_CENTRE
    address = "1 đường Thử Nghiệm, Hà Nội"


class FairSeriesFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FairSeries

    name_vi = factory.Sequence(lambda n: f"Tuần hàng OCOP thử {n}")
    name_en = factory.Sequence(lambda n: f"Test OCOP week {n}")
    code = factory.Sequence(lambda n: f"series-{n}")


class FairFactory(factory.django.DjangoModelFactory):
    """A published fair in 60 days that takes applications now; one hall of 2 × 6 booths.

    `hall=False` leaves it without a plan; `hall={"rows": 4}` changes the plan.
    """

    class Meta:
        model = Fair
        skip_postgeneration_save = True

    name_vi = factory.Sequence(lambda n: f"Hội chợ thử {n}")
    name_en = factory.Sequence(lambda n: f"Test fair {n}")
    code = factory.Sequence(lambda n: f"fair-{n}")
    venue = factory.SubFactory(FairVenueFactory)
    opens_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    closes_on = factory.LazyAttribute(lambda f: f.opens_on + timedelta(days=3))
    apply_from = factory.LazyFunction(lambda: timezone.now() - timedelta(days=10))
    apply_until = factory.LazyAttribute(
        lambda f: timezone.make_aware(datetime.combine(f.opens_on - timedelta(days=30), time(17)))
    )
    state = FairState.PUBLISHED
    published_at = factory.LazyAttribute(
        lambda f: None if f.state == FairState.DRAFT else timezone.now() - timedelta(days=11)
    )
    cancelled_at = factory.LazyAttribute(
        lambda f: timezone.now() if f.state == FairState.CANCELLED else None
    )
    contact_email = "office@example.org"

    @factory.post_generation
    def hall(self, create, extracted, **kwargs):
        if create and extracted is not False:
            # A fair that is over cannot be drawn any more: draw first, then end it.
            Fair.objects.filter(pk=self.pk).update(state=FairState.DRAFT)
            drawn(self, **(extracted or {}))
            Fair.objects.filter(pk=self.pk).update(state=self.state)
            self.refresh_from_db()


def drawn(fair: Fair, **changes) -> FairHall:
    """Add a hall with a generated plan to a fair."""
    values = {
        "name": f"Nhà {FairHall.objects.filter(fair=fair).count() + 1}",
        "width_m": Decimal(60),
        "depth_m": Decimal(40),
        "rows": 2,
        "booths_per_row": 6,
        **changes,
    }
    return draw_hall(fair=fair, plan=HallPlan(**values), actor=None)


def snapshot_of(product: Product) -> dict:
    """What a submitted application keeps of a product."""
    certificate = product.certificates.first()
    return {
        "code": product.code,
        "name": product.name,
        "group": product.group,
        "product_type": product.product_type,
        "stars": certificate.stars if certificate else None,
        "decision_number": certificate.decision_number if certificate else "",
        "expires_on": certificate.expires_on.isoformat() if certificate else None,
    }


class ApplicationFactory(factory.django.DjangoModelFactory):
    """A submitted application with one certified product (group FOOD, 4 stars).

    `products=[…]` gives others, `products=False` none.
    """

    class Meta:
        model = Application
        skip_postgeneration_save = True

    fair = factory.SubFactory(FairFactory)
    producer = factory.SubFactory(ProducerFactory)
    code = factory.Sequence(lambda n: f"TA-{n:05d}")
    state = ApplicationState.SUBMITTED
    submitted_at = factory.LazyAttribute(
        lambda a: None if a.state == ApplicationState.DRAFT else timezone.now()
    )
    consent_at = factory.LazyAttribute(lambda a: a.submitted_at)
    contact_name = "Nguyễn Thị Thử"
    contact_phone = "0900000000"
    contact_email = factory.LazyAttribute(lambda a: a.producer.email)

    @factory.post_generation
    def products(self, create, extracted, **kwargs):
        if not create or extracted is False:
            return
        for product in extracted or [certified(producer=self.producer)]:
            ApplicationItem.objects.create(
                application=self,
                product=product,
                certificate=product.certificates.first(),
                snapshot=snapshot_of(product),
            )


def eligible(fair: Fair, **values) -> Application:
    """An application found eligible, without a decision."""
    return ApplicationFactory(
        fair=fair, state=ApplicationState.ELIGIBLE, reviewed_at=timezone.now(), **values
    )


def accepted(fair: Fair, *, announced: bool = True, **values) -> Application:
    """An accepted application; `announced=False`: decided, but nobody knows yet."""
    if not announced:
        return eligible(fair, decision=Decision.ACCEPT, **values)
    return ApplicationFactory(
        fair=fair,
        state=ApplicationState.ACCEPTED,
        decision=Decision.ACCEPT,
        reviewed_at=timezone.now(),
        announced_at=timezone.now(),
        **values,
    )
