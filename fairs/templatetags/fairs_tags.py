"""Words and numbers the fairs templates need."""

from typing import Any

from django import template

register = template.Library()


@register.filter
def plain(value: Any) -> str:
    """A number as SVG wants it: a point, no grouping, whatever the language."""
    return f"{float(value):g}"


@register.filter
def add_number(value: Any, more: Any) -> str:
    return plain(float(value) + float(more))
