"""How dates, numbers and money are written in each language."""

import re
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from django.utils import timezone, translation

LOCALES = {"vi": "vi", "en": "en_GB", "fr": "fr"}
_DATES = {"vi": "dd/MM/yyyy", "en": "d MMMM yyyy", "fr": "d MMMM yyyy"}
_GROUPED = re.compile(r"-?[1-9]\d{0,2}([. \u00a0\u202f]\d{3})+(,\d+)?")
_GROUPED_ENGLISH = re.compile(r"-?[1-9]\d{0,2}(([, \u00a0\u202f]\d{3})+(\.\d+)?|(\.\d{3}){2,})")
_ZONE = "Asia/Ho_Chi_Minh"


def locale(language: str | None = None) -> str:
    """The Babel locale of a language, the active one by default."""
    return LOCALES.get((language or translation.get_language() or "vi")[:2], "vi")


def number(value: int | float | Decimal, language: str | None = None) -> str:
    """12.345.678 (vi), 12,345,678 (en), 12 345 678 (fr)."""
    return format_decimal(value, locale=locale(language)).replace("\u202f", "\u00a0")


def written_decimal(text: str) -> str:
    """A number as people type it, with a point for decimals: 1,5 → 1.5; 1.200 → 1200.

    In English the roles of point and comma are swapped, but 5.600.000 can only mean one thing.
    What is no number stays as typed (in English also 1,5), so that whoever checks it can name it.
    """
    text = text.strip()
    if locale() == "en_GB":
        if not _GROUPED_ENGLISH.fullmatch(text):
            return text
        points = r"." if text.count(".") > 1 else ""
        return re.sub(rf"[, \u00a0\u202f{points}]", "", text)
    if _GROUPED.fullmatch(text):
        text = re.sub(r"[. \u00a0\u202f]", "", text)
    return text.replace(" ", "").replace("\u00a0", "").replace(",", ".")


def typed(value: Decimal, language: str | None = None) -> str:
    """A number as it would be typed into a field: 1200,5 (vi, fr), 1200.5 (en), no idle zeros."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if locale(language) == "en_GB" else text.replace(".", ",")


def money(value: int, language: str | None = None) -> str:
    """12.345.678 ₫ (vi), ₫12,345,678 (en), 12 345 678 ₫ (fr). `value` is whole đồng."""
    code = locale(language)
    return f"₫{number(value, language)}" if code == "en_GB" else f"{number(value, language)}\u00a0₫"


def percent(value: int | float | Decimal, language: str | None = None) -> str:
    """97% (vi, en), 97 % (fr)."""
    space = "\u00a0" if locale(language) == "fr" else ""
    return f"{number(value, language)}{space}%"


def labelled(label: object, value: object, language: str | None = None) -> str:
    """Label: value; French sets a space before the colon."""
    return f"{label}{colon(language)} {value}"


def colon(language: str | None = None) -> str:
    """The colon after a label, with the space French sets before it."""
    return "\u00a0:" if locale(language) == "fr" else ":"


def day(value: date, language: str | None = None) -> str:
    """24/11/2026 (vi), 24 November 2026 (en), 24 novembre 2026, 1er décembre 2026 (fr)."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    code = locale(language)
    written = format_date(value, _DATES[code[:2]], locale=code)
    return f"1er{written[1:]}" if code == "fr" and value.day == 1 else written


def letter_day(value: date, language: str | None = None) -> str:
    """The day as an official letter is dated: ngày 05 tháng 02 năm 2026; else as `day`.

    Days below 10 and the months 1 and 2 take a leading zero: Decree 30/2020/ND-CP, annex I.
    """
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if locale(language) != "vi":
        return day(value, language)
    month = f"{value.month:02d}" if value.month < 3 else f"{value.month}"
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def month(value: date, language: str | None = None) -> str:
    """tháng 11 năm 2026, November 2026, novembre 2026."""
    code = locale(language)
    if code == "vi":
        return f"tháng {value.month} năm {value.year}"
    return format_date(value, "MMMM yyyy", locale=code)


def clock(value: datetime, language: str | None = None) -> str:
    """14:05, in Vietnam's time."""
    return format_time(timezone.localtime(value), "HH:mm", locale=locale(language))


def moment(value: datetime, language: str | None = None) -> str:
    """14:05 24/11/2026 (vi), 24 November 2026, 14:05 (en), 24 novembre 2026 à 14:05 (fr).

    In Vietnam's time, and so written that it also reads well within a sentence.
    """
    time, date = clock(value, language), day(timezone.localtime(value).date(), language)
    return {"vi": f"{time} {date}", "fr": f"{date} à {time}"}.get(
        locale(language), f"{date}, {time}"
    )


def weekday(value: date, language: str | None = None) -> str:
    """thứ Ba, Tuesday, mardi."""
    return format_date(value, "EEEE", locale=locale(language))


def days(first: date, last: date, language: str | None = None) -> str:
    """A range of days, the shared parts written once where the language does so."""
    if first == last:
        return day(first, language)
    return f"{day(first, language)} – {day(last, language)}"
