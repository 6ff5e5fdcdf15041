"""Every code of an explanation as a sentence: the one place to add words for a new code.

Two readers: the office, which may know every name, and the exhibitor, who learns nothing of
rivals, locks or decisions about others. An unknown code gets a plain general sentence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from common.formats import number
from fairs.rules.words import flag_label
from fairs.solver.reasons import ChangeKind, ReasonKind, TermKind

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Names:
    """What codes are called for the reader: producers, zones and booth types."""

    producers: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)

    def people(self, codes: list[str]) -> str:
        return ", ".join(self.producers.get(code, code) for code in codes)

    def subject(self, kind: str, subject: str | None) -> str:
        """Zone, type, equipment, neighbour or booth, as the kind of the code tells."""
        if subject is None:
            return ""
        if kind in (TermKind.PREF_ZONE, ReasonKind.ZONE, ChangeKind.OTHER_ZONE):
            return self.zones.get(subject, subject)
        if kind in (TermKind.PREF_TYPE, ReasonKind.TYPE, ChangeKind.OTHER_TYPE):
            return self.types.get(subject, subject)
        if kind == TermKind.WANT:
            return flag_label(subject)
        return self.producers.get(subject, subject)


def points(centipoints: int | None) -> str:
    """Points as people read them: one decimal below ten, whole ones above."""
    value = (centipoints or 0) / 100
    return number(round(value, 1) if abs(value) < 10 else round(value))


def term_words(kind: str) -> str:
    """What brings or costs points; takes %(subject)s, %(rank)s and %(points)s."""
    words = {
        TermKind.PREF_BOOTH: _("Wished booth %(subject)s, wish number %(rank)s: %(points)s."),
        TermKind.PREF_ZONE: _("Wished zone “%(subject)s”, wish number %(rank)s: %(points)s."),
        TermKind.PREF_TYPE: _("Wished type “%(subject)s”, wish number %(rank)s: %(points)s."),
        TermKind.WANT: _("Equipment wished for (%(subject)s): %(points)s."),
        TermKind.QUALITY: _("Quality of the place: %(points)s."),
        TermKind.STAR_BONUS: _("Bonus for the stars: %(points)s."),
        TermKind.CLUSTER_PAIR: _("Beside %(subject)s of the same village or commune: %(points)s."),
        TermKind.COMPETITOR_PAIR: _(
            "Beside %(subject)s, who shows the same kind of product: %(points)s."
        ),
        TermKind.MOVED: _("Moved from the place told before: %(points)s."),
        TermKind.DROPPED: _("The place told before is lost: %(points)s."),
    }
    return words.get(kind, _("Other points: %(points)s."))  # type: ignore[call-overload]


def reason_words(kind: str, *, own: bool) -> str:
    """Why a place was not given; takes %(names)s, %(subject)s, %(needs)s and %(points)s.

    `own` gives what the exhibitor itself may read.
    """
    rules = {
        ReasonKind.UNAVAILABLE: _("The organiser gives it to nobody."),
        ReasonKind.SIZE: _("No place of the size asked for holds it."),
        ReasonKind.ZONE: _("Its zone “%(subject)s” does not take this product group."),
        ReasonKind.TYPE: _("It is of the type “%(subject)s”, which was not asked for."),
        ReasonKind.NEED: _("It does not offer what is needed: %(needs)s."),
    }
    office = {
        ReasonKind.LOCK: _("A lock stands against it: %(names)s."),
        ReasonKind.ANNOUNCED: _("It was told to %(names)s before."),
        ReasonKind.MORE_RIGHT: _("It is held by %(names)s, ahead of it in the order of priority."),
        ReasonKind.RIVALS: _("A declared rival would stand beside it: %(names)s."),
        ReasonKind.WHOLE_PLAN: _(
            "Giving it this place would cost the plan as a whole at least %(points)s points."
        ),
        "WHOLE_PLAN:0": _(
            "No distribution with this place was found that serves all applicants better together."
        ),
        "WHOLE_PLAN:0:HELD": _(
            "It is held by %(names)s; no distribution was found that serves all applicants "
            "better together."
        ),
        "BY_HAND": _("It is free; this plan was made or changed by hand."),
        "BY_HAND:HELD": _("It is held by %(names)s; this plan was made or changed by hand."),
    }
    exhibitor = {
        ReasonKind.LOCK: _("The organiser keeps it for another exhibitor or another place."),
        ReasonKind.ANNOUNCED: _("It had been told to another exhibitor before."),
        ReasonKind.MORE_RIGHT: _(
            "It went to an exhibitor with more priority points, or as many and an earlier "
            "application."
        ),
        ReasonKind.RIVALS: _("A rule on neighbours stands against it."),
        ReasonKind.WHOLE_PLAN: _(
            "Giving it to you would have cost all exhibitors together at least %(points)s points."
        ),
        "WHOLE_PLAN:0": _(
            "No distribution with this place was found that serves all exhibitors better together."
        ),
        "WHOLE_PLAN:0:HELD": _(
            "It went to another exhibitor; no distribution was found that serves all exhibitors "
            "better together."
        ),
        "BY_HAND": _("The organiser set the places by hand."),
        "BY_HAND:HELD": _("It went to another exhibitor; the organiser set the places by hand."),
    }
    words: dict[Any, str] = {**rules, **(exhibitor if own else office)}
    return words.get(kind, _("A rule of the distribution stands against it."))


def change_words(kind: str) -> str:
    """What would place who waits; takes %(booths)s, %(modules)s, %(need)s and %(subject)s."""
    words = {
        ChangeKind.FREE: _("The place %(booths)s is free and keeps every rule."),
        ChangeKind.FEWER_MODULES: _(
            "The place %(booths)s is free and would do if fewer modules were asked for: "
            "%(modules)s."
        ),
        ChangeKind.WITHOUT_NEED: _(
            "The place %(booths)s is free and would do without this need: %(need)s."
        ),
        ChangeKind.OTHER_TYPE: _(
            "The place %(booths)s is free and would do if the type “%(subject)s” were accepted."
        ),
        ChangeKind.OTHER_ZONE: _(
            "The place %(booths)s is free, but its zone “%(subject)s” takes other product groups "
            "only."
        ),
        ChangeKind.NONE: _(
            "No place is free that a single concession would open; one must become free first."
        ),
    }
    return words.get(kind, _("A place must become free."))  # type: ignore[call-overload]


def term_sentence(term: Row, names: Names) -> str:
    kind = term["kind"]
    value = points(term["points"])
    signed = value if term["points"] < 0 else f"+{value}"
    subject = names.subject(kind, term["subject"])
    return term_words(kind) % {"subject": subject, "rank": term["rank"], "points": signed}


def reason_sentence(reason: Row, names: Names, *, own: bool = False) -> str:
    kind = reason["kind"]
    wording = kind
    if kind == ReasonKind.WHOLE_PLAN and not reason["points"]:
        wording = "BY_HAND" if reason["points"] is None else "WHOLE_PLAN:0"
        wording += ":HELD" if reason["applications"] else ""
    return reason_words(wording, own=own) % {
        "names": names.people(reason["applications"]),
        "subject": names.subject(kind, reason["subject"]),
        "needs": ", ".join(flag_label(need) for need in reason["needs"]),
        "points": points(reason["points"]),
    }


def change_sentence(change: Row, names: Names) -> str:
    return change_words(change["kind"]) % {
        "booths": ", ".join(change["booths"]),
        "modules": change["modules"],
        "need": flag_label(change["need"] or ""),
        "subject": names.subject(change["kind"], change["subject"]),
    }
