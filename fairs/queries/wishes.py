"""Which booths an applicant may sensibly wish for, by the rules the allocation keeps to."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairs.models import Booth, Fair
from fairs.queries.instances import empty_board
from fairs.queries.layout import booths_of
from fairs.queries.solver_rows import group_code
from fairs.rules.states import BoothState
from fairs.rules.words import flag_label
from fairs.solver.blocks import Block, Board
from fairs.solver.geometry import FloorPlanError


def booths_to_wish(
    fair: Fair,
    *,
    groups: Collection[int],
    modules: int,
    needs: Sequence[str] = (),
    types: Collection[int] = (),
) -> list[tuple[Booth, str]]:
    """Every booth in use, in plan order, with the reason why it cannot suit (empty: it may).

    `groups` are those of the products to be shown, `modules` the booths wanted, `types` the kinds
    wished for (ids; none means any). Says nothing about who else wishes for a booth, and why a
    booth is blocked stays inside the office.
    """
    booths = list(booths_of(fair))
    try:
        board = empty_board(fair, booths)
    except FloorPlanError:
        return [(booth, _blocked(booth)) for booth in booths]
    around = _blocks_by_booth(board, modules)
    codes = [group_code(group) for group in sorted(groups)]
    return [
        (
            booth,
            _blocked(booth)
            or _zone(board, booth, codes)
            or _kind(booth, types)
            or _size(booth, around.get(booth.number, []), modules)
            or _needs(around.get(booth.number, []), needs),
        )
        for booth in booths
    ]


def _blocks_by_booth(board: Board, modules: int) -> dict[str, list[Block]]:
    found: dict[str, list[Block]] = defaultdict(list)
    for block in board.blocks:
        if block.modules == modules:
            for number in block.booths:
                found[number].append(block)
    return found


def _blocked(booth: Booth) -> str:
    return "" if booth.state == BoothState.AVAILABLE else _("This booth is not offered.")


def _zone(board: Board, booth: Booth, codes: Sequence[str]) -> str:
    if booth.zone is None or not codes:
        return ""
    if any(board.zones[booth.zone.code].accepts(code) for code in codes):
        return ""
    return _("The zone “%(zone)s” takes other product groups.") % {"zone": booth.zone.name}


def _kind(booth: Booth, types: Collection[int]) -> str:
    if not types or booth.type_id in types:
        return ""
    return _("It is of the kind “%(kind)s”, not of the kind wished for.") % {
        "kind": booth.type.name
    }


def _size(booth: Booth, blocks: Sequence[Block], modules: int) -> str:
    if blocks:
        return ""
    if booth.type.modules > modules:
        return _("It is larger than what you ask for.")
    text = ngettext(
        "No place of %(count)d booth can be made here.",
        "No %(count)d booths side by side can be made here.",
        modules,
    )
    return text % {"count": modules}


def _needs(blocks: Sequence[Block], needs: Sequence[str]) -> str:
    if any(block.flags.issuperset(needs) for block in blocks):
        return ""
    return _("It does not offer everything needed: %(needs)s.") % {
        "needs": ", ".join(flag_label(need) for need in needs)
    }
