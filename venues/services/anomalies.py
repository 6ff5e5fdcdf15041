"""Looking for figures worth a second look, and what becomes of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.services import record_activity
from common import formats
from common.errors import IllegalTransition
from venues.models import Anomaly, Movement, PointDay, Submission
from venues.queries.managers import people_of
from venues.queries.sheets import balance_before
from venues.rules import SubmissionState, today_at
from venues.rules.anomalies import WEEKS, AnomalyRule, AnomalyState, DayFigures, find
from venues.services.point_lock import lock_point
from venues.services.point_mail import mail_person


def look_at_new_reports(*, since: datetime, now: datetime) -> int:
    """Look at each day about which a report came since then. How many points."""
    rows = Submission.objects.filter(received_at__gte=since, state=SubmissionState.ACCEPTED)
    days: dict[int, set[date]] = defaultdict(set)
    for point_id, day in rows.values_list("point_id", "business_day").distinct():
        days[point_id].add(day)
    for point_id in sorted(days):
        look_at_days(point_id=point_id, days=days[point_id], now=now)
    return len(days)


@transaction.atomic
def look_at_days(*, point_id: int, days: Iterable[date], now: datetime) -> int:
    """Apply the rules to days of a point; how many findings are new.

    What no longer holds and nobody decided is marked as corrected; looking twice adds nothing.
    """
    lock_point(point_id)
    new = 0
    for day in sorted(set(days)):
        found = {(f.rule, f.product): f for f in find(day_figures(point_id, day))}
        known = {(a.rule, a.product_id): a for a in Anomaly.objects.filter(point=point_id, day=day)}
        for key, finding in found.items():
            if key not in known:
                Anomaly.objects.create(
                    point_id=point_id,
                    day=day,
                    rule=finding.rule,
                    product_id=finding.product,
                    figures=finding.figures,
                    found_at=now,
                )
                new += 1
            elif known[key].state == AnomalyState.GONE:
                Anomaly.objects.filter(pk=known[key].pk).update(
                    state=AnomalyState.OPEN, figures=finding.figures
                )
        over = [a.pk for key, a in known.items() if key not in found]
        Anomaly.objects.filter(
            pk__in=over, state__in=(AnomalyState.OPEN, AnomalyState.ASKED)
        ).update(state=AnomalyState.GONE)
    return new


def day_figures(point_id: int, day: date) -> DayFigures:
    """What the rules look at, read from the day's rows and its movements."""
    weekdays = [day - timedelta(weeks=n) for n in range(1, WEEKS + 1)]
    rows = PointDay.objects.filter(
        point_id=point_id, day__in=[day, *weekdays], visitors_at__isnull=False
    )
    visits = dict(rows.values_list("day", "visitors"))
    sold = _sold(point_id, day)
    before = _sold(point_id, day - timedelta(days=1))
    evening = balance_before(point_id, day + timedelta(days=1))
    return DayFigures(
        visits=visits.get(day),
        before=[visits[one] for one in weekdays if one in visits],
        lines_sold=sum(quantity > 0 for quantity in sold.values()),
        oversold={
            product: f"{evening[product].normalize():f}"
            for product in sold
            if evening.get(product, Decimal(0)) < 0
        },
        repeated=sum(
            quantity > 0 and before.get(product) == quantity for product, quantity in sold.items()
        ),
    )


def _sold(point_id: int, day: date) -> dict[int, Decimal]:
    rows = (
        Movement.objects.filter(point_id=point_id, day=day, flow="SELL")
        .order_by()
        .values_list("product_id")
        .annotate(total=Sum("quantity"))
    )
    return {product: -total for product, total in rows if total}


@transaction.atomic
def decide_anomaly(
    *, anomaly: Anomaly, ask: bool, actor: User, now: datetime, note: str = ""
) -> Anomaly:
    """Confirm that the figures are right, or ask the point's managers by mail.

    Raises IllegalTransition when it was confirmed or corrected before.
    """
    point = lock_point(anomaly.point_id)
    found = Anomaly.objects.select_for_update().get(pk=anomaly.pk)
    to = AnomalyState.ASKED if ask else AnomalyState.CONFIRMED
    if found.state not in (AnomalyState.OPEN, AnomalyState.ASKED) or found.state == to:
        raise IllegalTransition(source=found.get_state_display(), target=to.label)
    found.state, found.note = to, note.strip()[:300]
    found.decided_by, found.decided_at = actor, now
    found.save(update_fields=["state", "note", "decided_by", "decided_at"])
    record_activity(actor=actor, verb=f"anomaly.{to.lower()}", obj=point, after={"day": found.day})
    if ask:
        for person in people_of(point, today_at(now)):
            with override(person.language):
                mail_person(
                    key=f"venues.anomaly:{found.pk}",
                    person=person,
                    subject=_("A question about %(point)s, %(day)s")
                    % {"point": point.name, "day": formats.day(found.day)},
                    paragraphs=[
                        _("Please look at these figures again and correct them if needed:"),
                        str(AnomalyRule(found.rule).label),
                        *([found.note] if found.note else []),
                    ],
                    path=reverse("venues:day", args=[point.pk, found.day.isoformat()]),
                    now=now,
                )
    return found
