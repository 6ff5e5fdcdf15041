"""The floor plan of a fair: halls drawn with their zones and booths."""

from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import DomainError, InvalidInput
from common.text import nfc
from exhibitors.rules import ProductGroup
from fairs.models import Booth, BoothType, Fair, FairHall, Zone
from fairs.queries.layout import references_to
from fairs.rules import layout as rules
from fairs.rules.states import BoothState, FairState
from venues.models import Hall

FLAGS = ("corner", "power", "water", "accessible", "near_entrance", "outdoor")
STANDARD_NAMES = {"vi": "Gian hàng tiêu chuẩn", "en": "Standard booth", "fr": "Stand standard"}
END_NAMES = {"vi": "Gian hàng lớn", "en": "Large booth", "fr": "Grand stand"}
COMMON_NAMES = {"vi": "Khu chung", "en": "Common zone", "fr": "Zone commune"}


class LayoutInUse(DomainError):
    """The hall cannot be drawn again because something refers to its booths."""

    code = "layout_in_use"


@dataclass(frozen=True)
class HallPlan:
    """What the organiser fills in for one hall. Metres; money in VND.

    `zone_rows` lists (product group, number of rows), from the top; the rows left over form a
    zone for every group.
    """

    name: str
    width_m: Decimal
    depth_m: Decimal
    rows: int
    booths_per_row: int
    aisle_m: Decimal = Decimal(3)
    margin_m: Decimal = Decimal(2)
    back_to_back: bool = True
    cross_aisles: int = 0
    booth_width_m: Decimal = Decimal(3)
    booth_depth_m: Decimal = Decimal(3)
    booth_price: int = 0
    row_end_width_m: Decimal | None = None
    row_end_price: int = 0
    zone_rows: tuple[tuple[int, int], ...] = ()
    power_every: int = 1
    water_every: int = 0
    entrance: str = "BOTTOM"
    outdoor: bool = False
    venue_hall: Hall | None = None


def parameters_of(plan: HallPlan, *, first_row: int = 0) -> rules.LayoutParameters:
    """The generator's input, in centimetres."""
    end = None
    if plan.row_end_width_m:
        end = rules.Size("end", _cm(plan.row_end_width_m), _cm(plan.booth_depth_m))
    bands = tuple(rules.Band(str(group), rows) for group, rows in plan.zone_rows if rows)
    rest = plan.rows - sum(band.rows for band in bands)
    if bands and rest > 0:
        bands += (rules.Band("0", rest),)
    return rules.LayoutParameters(
        width=_cm(plan.width_m),
        depth=_cm(plan.depth_m),
        rows=plan.rows,
        booths_per_row=plan.booths_per_row,
        aisle=_cm(plan.aisle_m),
        margin=_cm(plan.margin_m),
        back_to_back=plan.back_to_back,
        cross_aisles=plan.cross_aisles,
        booth=rules.Size("standard", _cm(plan.booth_width_m), _cm(plan.booth_depth_m)),
        row_end=end,
        bands=bands,
        power_every=plan.power_every,
        water_every=plan.water_every,
        entrance=rules.Side(plan.entrance),
        outdoor=plan.outdoor,
        first_row=first_row,
    )


@transaction.atomic
def draw_hall(
    *, fair: Fair, plan: HallPlan, actor: User | None, hall: FairHall | None = None
) -> FairHall:
    """Draw a hall of the fair, a new one or `hall` again; its zones and booths are replaced.

    Other halls stay as they are; row letters continue after theirs. Raises InvalidInput naming
    the parameters that do not fit, LayoutInUse when wishes, places or locks name these booths,
    or the fair is over.
    """
    plan = replace(plan, name=nfc(plan.name).strip())
    fair = Fair.objects.select_for_update(of=("self",)).get(pk=fair.pk)
    if hall is not None:
        check_replaceable(fair, hall)
    elif fair.state in (FairState.CANCELLED, FairState.CLOSED):
        raise LayoutInUse(_("The fair is over; its plan stays as it was."))
    if (
        FairHall.objects.filter(fair=fair, name=plan.name)
        .exclude(pk=hall.pk if hall else 0)
        .exists()
    ):
        raise InvalidInput(fields={"name": [_("Another hall of this fair has this name.")]})
    parameters = parameters_of(plan, first_row=_next_row(fair, without=hall))
    placed = rules.generate(parameters)
    hall = _save_hall(fair, plan, parameters, hall)
    types = _booth_types(fair, plan, parameters)
    zones = _zones(fair, hall, parameters)
    Booth.objects.bulk_create(
        [_booth(fair, hall, spot, types[spot.type], zones.get(spot.zone)) for spot in placed]
    )
    BoothType.objects.filter(fair=fair, booths=None).delete()
    _touch(fair)
    record_activity(
        actor=actor,
        verb="fair.hall_drawn",
        obj=fair,
        after={"hall": hall.name, "booths": len(placed), "zones": len(zones)},
    )
    return hall


@transaction.atomic
def remove_hall(*, hall: FairHall, actor: User | None) -> None:
    """Take a hall out of the plan. Raises LayoutInUse like `draw_hall`."""
    fair = Fair.objects.select_for_update(of=("self",)).get(pk=hall.fair_id)
    check_replaceable(fair, hall)
    name = hall.name
    _clear(hall)
    hall.delete()
    BoothType.objects.filter(fair=fair, booths=None).delete()
    _touch(fair)
    record_activity(actor=actor, verb="fair.hall_removed", obj=fair, before={"hall": name})


def check_replaceable(fair: Fair, hall: FairHall) -> None:
    """Raise LayoutInUse when this hall must stay as it is drawn."""
    if fair.state in (FairState.CANCELLED, FairState.CLOSED):
        raise LayoutInUse(_("The fair is over; its plan stays as it was."))
    if fair.state == FairState.DRAFT:
        return
    reasons = {
        "wishes": _("applicants have named its booths or zones in their wishes"),
        "places": _("an allocation plan uses its booths"),
        "locks": _("booths in it are reserved for applicants"),
    }
    if found := references_to(hall):
        text = _("This hall cannot be drawn again: %(reasons)s. Block single booths instead.")
        raise LayoutInUse(text % {"reasons": "; ".join(str(reasons[code]) for code in found)})


def _cm(metres: Decimal) -> int:
    return int((Decimal(metres) * 100).to_integral_value())


def _m(centimetres: int) -> Decimal:
    return Decimal(centimetres) / 100


def _next_row(fair: Fair, *, without: FairHall | None) -> int:
    """The first row letter no other hall of the fair uses, counted after the last one used."""
    used = set(
        Booth.objects.filter(fair=fair)
        .exclude(hall=without)
        .exclude(state=BoothState.RETIRED)
        .values_list("row", flat=True)
    )
    taken = [i for i in range(rules.MAX_ROWS) if rules.row_label(i) in used]
    return taken[-1] + 1 if taken else 0


def _save_hall(
    fair: Fair, plan: HallPlan, parameters: rules.LayoutParameters, hall: FairHall | None
) -> FairHall:
    if hall is None:
        last = FairHall.objects.filter(fair=fair).aggregate(last=Max("position"))["last"] or 0
        hall = FairHall(fair=fair, position=last + 1)
    else:
        _clear(hall)
    x, y = rules.entrance_point(parameters)
    hall.hall, hall.name = plan.venue_hall, plan.name
    hall.width_m, hall.depth_m = plan.width_m, plan.depth_m
    hall.entrances = [[x / 100, y / 100]]
    hall.save()
    return hall


def _clear(hall: FairHall) -> None:
    Booth.objects.filter(hall=hall).delete()
    Zone.objects.filter(hall=hall).delete()


def _booth_types(
    fair: Fair, plan: HallPlan, parameters: rules.LayoutParameters
) -> dict[str, BoothType]:
    """The fair's booth types of these sizes, made when missing; the price follows the form."""
    wanted = [(parameters.booth, STANDARD_NAMES, plan.booth_price)]
    if parameters.row_end:
        wanted.append((parameters.row_end, END_NAMES, plan.row_end_price))
    types = {}
    for size, names, price in wanted:
        metres = f"{size.width / 100:g}x{size.depth / 100:g}"
        label = metres.replace("x", " × ")
        types[size.code], _created = BoothType.objects.update_or_create(
            fair=fair,
            code=f"{size.code}-{metres}".replace(".", "-"),
            defaults={
                "name_vi": f"{names['vi']} {label} m".replace(".", ","),
                "name_en": f"{names['en']} {label} m",
                "name_fr": f"{names['fr']} {label} m".replace(".", ","),
                "width_m": _m(size.width),
                "depth_m": _m(size.depth),
                "modules": size.modules,
                "price": price,
            },
        )
    return types


def _zones(fair: Fair, hall: FairHall, parameters: rules.LayoutParameters) -> dict[str, Zone]:
    """One zone per band, keyed by the band's code ("0" is open to every group)."""
    used = set(Zone.objects.filter(fair=fair).values_list("code", flat=True))
    free = (code for code in (f"K{n}" for n in range(1, 1000)) if code not in used)
    zones = {}
    for band in parameters.bands:
        group = int(band.zone)
        names = zone_names(group)
        zones[band.zone] = Zone.objects.create(
            fair=fair,
            hall=hall,
            code=next(free),
            allowed_groups=[group] if group else [],
            name_vi=names["vi"],
            name_en=names["en"],
            name_fr=names["fr"],
        )
    return zones


def zone_names(group: int) -> dict[str, str]:
    """The name of a product group's zone in the three languages; 0 is the common zone."""
    if not group:
        return COMMON_NAMES
    names = {}
    for language in ("vi", "en", "fr"):
        with translation.override(language):
            names[language] = str(ProductGroup(group).label)
    return names


def _booth(
    fair: Fair, hall: FairHall, spot: rules.PlacedBooth, kind: BoothType, zone: Zone | None
) -> Booth:
    return Booth(
        fair=fair,
        hall=hall,
        zone=zone,
        type=kind,
        number=spot.number,
        row=spot.row,
        x=_m(spot.x),
        y=_m(spot.y),
        width_m=_m(spot.width),
        depth_m=_m(spot.depth),
        quality=spot.quality,
        **{name: getattr(spot, name) for name in FLAGS},
    )


def _touch(fair: Fair) -> None:
    fair.version += 1
    fair.save(update_fields=["version"])
