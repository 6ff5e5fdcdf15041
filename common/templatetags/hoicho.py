"""Template vocabulary of the design system."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from django import template
from django.conf import settings
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from common import formats

register = template.Library()


@register.filter
def number(value: Any) -> str:
    """A number in the page's language; empty for None."""
    return "" if value is None else formats.number(value)


@register.filter
def money(value: int | Decimal | None) -> str:
    return "" if value is None else formats.money(int(value))


@register.filter
def percent(value: int | None) -> str:
    return "" if value is None else formats.percent(value)


@register.filter
def day(value: date | None) -> str:
    return "" if value is None else formats.day(value)


@register.filter
def month(value: date | None) -> str:
    return "" if value is None else formats.month(value)


@register.filter
def weekday(value: date | None) -> str:
    return "" if value is None else formats.weekday(value)


@register.filter
def clock(value: datetime | None) -> str:
    return "" if value is None else formats.clock(value)


@register.filter
def moment(value: datetime | None) -> str:
    return "" if value is None else formats.moment(value)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """mapping[key], or None."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def host(value: str) -> str:
    """The host of a web address, as people name a site."""
    return (urlsplit(value).hostname or value).removeprefix("www.")


_CLASSES = {
    "select": "form-select",
    "checkbox": "form-check-input",
    "radio": "",
    "checkboxselectmultiple": "",
}


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control with the design system's class and its error announced."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "text")
    attrs: dict[str, Any] = {}
    if kind in ("checkbox", "radio") and not hasattr(widget, "subwidgets_marker"):
        if not getattr(widget, "allow_multiple_selected", False) and kind == "checkbox":
            attrs["class"] = "form-check-input"
    else:
        attrs["class"] = _CLASSES.get(kind, "form-control")
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{field.auto_id}_error")
    if described and not field.use_fieldset:
        attrs["aria-describedby"] = " ".join(described)
    if extra := widget.attrs.get("class"):
        attrs["class"] = f"{attrs.get('class', '')} {extra}".strip()
    return field.as_widget(attrs=attrs)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def chip(tone: str, label: object, settled: bool = True) -> SafeString:
    """Status: a dot and a word. Tones: jade, blue, amber, red, grey; hollow dot = waiting."""
    return format_html(
        '<span class="chip chip-{}"><span class="dot{}" aria-hidden="true"></span>{}</span>',
        tone,
        "" if settled else " dot-hollow",
        label,
    )


@register.simple_tag
def stars(count: int | None) -> SafeString | str:
    """Stars drawn, with the number for those who cannot see them."""
    if not count:
        return ""
    return format_html(
        '<span class="stars"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        "★" * count,
        count,
    )


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """The current query string with some parameters changed (None removes one)."""
    params = dict(context["request"].GET.lists())
    for key, value in changes.items():
        if value is None:
            params.pop(key, None)
        else:
            params[key] = [value]
    return "?" + urlencode(params, doseq=True)


@register.simple_tag
def colon() -> str:
    """The colon after a label; French sets a space before it."""
    return formats.colon()


@register.simple_tag
def office() -> str:
    """Who signs our mail."""
    return settings.ORGANISING_OFFICE or "Hội Chợ"


@register.simple_tag
def site_url() -> str:
    return settings.SITE_URL
