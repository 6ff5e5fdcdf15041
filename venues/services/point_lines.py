"""A point's list of products: added, with their terms, and taken off."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from exhibitors.models import Product
from venues.models import Line, LineNow, ShowcasePoint
from venues.rules import month_of
from venues.services import out_days
from venues.services.point_lock import lock_point


@transaction.atomic
def add_line(
    *,
    point: ShowcasePoint,
    product: Product,
    since: date,
    actor: User | None,
    price: int | None = None,
    reorder_level: Decimal | None = None,
    consigned: bool = True,
    commission: Decimal = Decimal(0),
    pack: Decimal = Decimal(1),
) -> Line:
    """Put a product on a point's list. Raises InvalidInput when it is already there."""
    locked = lock_point(point.pk)
    if locked.lines.filter(product=product).exists():
        raise InvalidInput(fields={"product": [_("This product is already on the list.")]})
    line = Line.objects.create(
        point=locked,
        product=product,
        listed=DateRange(since, None),
        price=price,
        reorder_level=reorder_level,
        consigned=consigned,
        commission=commission,
        pack=pack,
    )
    LineNow.objects.get_or_create(
        point=locked, product=product, defaults={"reorder_level": reorder_level}
    )
    _recount_lines(locked)
    record_activity(
        actor=actor, verb="line.added", obj=locked, after={"product": product.code, "since": since}
    )
    return line


@transaction.atomic
def edit_line(
    *,
    line: Line,
    price: int | None,
    reorder_level: Decimal | None,
    until: date | None,
    actor: User | None,
    consigned: bool = True,
    commission: Decimal = Decimal(0),
    pack: Decimal = Decimal(1),
) -> Line:
    """Change a line's price, low mark or terms, or take it off the list after a day."""
    locked = lock_point(line.point_id)
    line.refresh_from_db(
        fields=["price", "reorder_level", "listed", "consigned", "commission", "pack"]
    )
    before = {
        "price": line.price,
        "reorder_level": line.reorder_level,
        "commission": line.commission,
    }
    line.price, line.reorder_level = price, reorder_level
    line.consigned, line.commission, line.pack = consigned, commission, pack
    if until is not None and until < line.listed.lower:
        raise InvalidInput(fields={"until": [_("The last day comes before the first.")]})
    line.listed = DateRange(line.listed.lower, until + timedelta(days=1) if until else None)
    line.save()
    LineNow.objects.filter(point=locked, product_id=line.product_id).update(
        reorder_level=reorder_level
    )
    _recount_lines(locked)
    out_days.recompute_out_days(
        point_id=locked.pk, month=month_of(line.listed.lower), products=[line.product_id]
    )
    record_activity(
        actor=actor,
        verb="line.edited",
        obj=locked,
        before=before,
        after={
            "product": line.product.code,
            "price": price,
            "reorder_level": reorder_level,
            "commission": commission,
            "until": until,
        },
    )
    return line


def _recount_lines(point: ShowcasePoint) -> None:
    counts = LineNow.objects.filter(point=point).aggregate(
        low_lines=Count("product", filter=Q(low=True)),
        negative_lines=Count("product", filter=Q(negative=True)),
        out_lines=Count("product", filter=Q(on_hand__lte=0)),
    )
    ShowcasePoint.objects.filter(pk=point.pk).update(**counts)
