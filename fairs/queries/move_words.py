"""The sentences of a report of moves, in the reader's language."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from common.formats import number
from fairs.queries.moves import Because, Move, MoveKind, Reason


def kind_label(kind: str) -> str:
    """Moved, new place, lost its place, left."""
    return {
        MoveKind.MOVED: _("Moved"),
        MoveKind.JOINED: _("New place"),
        MoveKind.DROPPED: _("Lost its place"),
        MoveKind.LEFT: _("Left the fair"),
    }[MoveKind(kind)]


def _wording() -> dict[str, str]:
    return {
        Because.LOCKED: _("The organiser locked it to booth %(booths)s."),
        Because.BY_HAND: _("Placed by hand. %(detail)s"),
        Because.OWN_WISH: _("It gets its wish number %(points)s (%(booths)s)."),
        Because.OWN_GAIN: _("The new place suits it better by %(points)s points."),
        Because.MAKES_ROOM: _("It makes room: booth %(booths)s goes to %(names)s."),
        Because.CHAIN_GAIN: _("The plan as a whole gains %(points)s points."),
        Because.NO_GAIN: _("The plan as a whole gains no points (%(points)s)."),
        Because.FREED_BY: _("It takes booths that %(names)s held."),
        Because.NEW: _("It was accepted after the earlier plan was published."),
        Because.WAS_WAITING: _("It was accepted and had no place in the earlier plan."),
        Because.NOT_PLACED: _(
            "This plan gives it no place; “Why?” on the plan page tells the reasons."
        ),
        Because.WITHDREW: _("It withdrew its application."),
        Because.NOT_ACCEPTED: _("Its application is no longer accepted."),
        "RULE:BLOCKED": _("Its booth %(booths)s is blocked: %(detail)s"),
        "RULE:UNKNOWN": _("Its booth %(booths)s is no longer in the plan of the halls."),
        "RULE:LOCK": _("A lock stands against booth %(booths)s (%(names)s)."),
        "RULE:KEPT_FREE": _("Its booth %(booths)s is locked and stays free."),
        "RULE:ZONE": _("The zone of booth %(booths)s no longer takes its product group."),
        "RULE:TYPE": _("Booth %(booths)s is of a type it did not ask for."),
        "RULE:NEED": _("Booth %(booths)s no longer offers what it needs."),
        "RULE:MODULES": _("Booth %(booths)s is not of the size asked for now."),
        "RULE:CONTIGUOUS": _("Its booths are no longer side by side (%(booths)s)."),
        "RULE:RIVALS": _("A declared rival stands beside booth %(booths)s: %(names)s."),
    }


def sentence(reason: Reason, names: Mapping[str, str]) -> str:
    """One reason as a sentence; `names` are producers' names by application code."""
    text = _wording().get(reason.code) or _("A rule forbids booth %(booths)s now.")
    points = reason.points
    if points is not None and reason.code != Because.OWN_WISH:
        points = round(points / 100)
    shown = {
        "names": ", ".join(names.get(code, code) for code in reason.applications),
        "booths": ", ".join(reason.booths),
        "points": "" if points is None else number(points),
        "detail": reason.detail,
    }
    return (text % shown).strip()


def sentences(move: Move, names: Mapping[str, str]) -> list[str]:
    """Why one place changed, the strongest reason first."""
    return [sentence(reason, names) for reason in move.reasons]


def counted(moves: Iterable[Move]) -> list[tuple[str, int]]:
    """How many moved, joined, lost their place, left."""
    kinds = [move.kind for move in moves]
    return [(kind_label(kind), kinds.count(kind)) for kind in MoveKind]
