"""Whether a stored state may follow another; the tables are in states.py."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from common.errors import IllegalTransition


def check_transition(
    table: Mapping[str, frozenset[str]], choices: Any, *, source: str, target: str
) -> None:
    """Raise IllegalTransition, naming both states and what is possible, unless listed."""
    allowed = table.get(source, frozenset())
    if target in allowed:
        return
    labels = dict(choices.choices)
    if allowed:
        names = ", ".join(f"“{labels[state]}”" for state in sorted(allowed))
        why: object = _("From here it can become %(names)s.") % {"names": names}
    else:
        why = _("This state is final.")
    raise IllegalTransition(source=labels[source], target=labels.get(target, target), why=why)
