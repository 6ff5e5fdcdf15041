"""Lines of the audit trail in templates."""

from django import template

from accounts.changes import Change, changes_of
from accounts.models import ActivityEntry
from accounts.rules import verb_name

register = template.Library()


@register.filter
def verb(entry: ActivityEntry) -> str:
    """What was done, in words."""
    return verb_name(entry.verb)


@register.filter
def changes(entry: ActivityEntry) -> list[Change]:
    """The values before and after."""
    return changes_of(entry)
