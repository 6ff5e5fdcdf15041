"""Recipients from an Excel file: good rows go in, the others come back with what to mend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.addresses import validate_address
from common.errors import DomainError, InvalidInput
from common.excel import MAX_BYTES, read_rows
from common.text import fold, hostile, one_line
from common.uploads import received
from notifications.models import Campaign, RecipientUpload
from notifications.rules import (
    ConsentChannel,
    Language,
    safe_filename,
)
from notifications.rules.uploads import UPLOAD_COLUMNS
from notifications.services.consent import Granted, record_grants
from notifications.services.recipients import Addressee, add_recipients

_CHANNELS = {fold(value).replace("_", " "): value for value in ConsentChannel.values}


@dataclass(frozen=True)
class Row:
    """One row that can be used."""

    number: int
    person: Addressee
    granted: Granted | None


@transaction.atomic
def upload_recipients(
    *, campaign: Campaign, filename: str, file: BinaryIO, actor: User, now: datetime
) -> RecipientUpload:
    """Add the good rows of a workbook and keep the others with their errors.

    Uploading the same file again adds nothing. Raises InvalidInput naming `file` for a file
    without usable rows, DomainError unless the campaign is a draft.
    """
    lines = read_rows(received(file, owner=actor.pk, most=MAX_BYTES))[1:]
    good: list[Row] = []
    errors: list[dict[str, Any]] = []
    seen: set[str] = set()
    for number, cells in enumerate(lines, 2):
        if not any(cells):
            continue
        row, code = _read(number, cells, now, seen)
        if row is None:
            errors.append({"row": number, "code": code, "cells": _kept(cells)})
        else:
            good.append(row)
    if not good and not errors:
        raise InvalidInput(
            fields={"file": [_("The file has no rows under its heading. Start from the template.")]}
        )
    refused = record_grants(
        grants=[row.granted for row in good if row.granted], actor=actor, now=now
    )
    for row in good:
        if row.person.address.lower() in refused:
            cells = lines[row.number - 2]
            errors.append({"row": row.number, "code": "refused_later", "cells": _kept(cells)})
    people = [row.person for row in good if row.person.address.lower() not in refused]
    added = add_recipients(campaign=campaign, people=people, actor=actor)
    return RecipientUpload.objects.create(
        campaign=campaign,
        filename=safe_filename(filename),
        added=added.added,
        known=added.known,
        errors=sorted(errors, key=lambda error: error["row"]),
        created_at=now,
        created_by=actor,
    )


def _read(
    number: int, cells: Sequence[Any], now: datetime, seen: set[str]
) -> tuple[Row | None, str]:
    """A row, or None and the code of its error."""
    values = dict(zip(UPLOAD_COLUMNS, [*cells, *[None] * len(UPLOAD_COLUMNS)], strict=False))
    try:
        address = validate_address(str(values["address"] or ""))
    except DomainError:
        return None, "address"
    if address.lower() in seen:
        return None, "twice"
    name, language = str(values["name"] or ""), str(values["language"] or "vi").lower()
    if not one_line(name) or len(name) > 200:
        return None, "name"
    if language not in Language.values:
        return None, "language"
    granted = None
    if values["consent_on"] is not None or values["consent_channel"]:
        moment = _moment(values["consent_on"])
        if moment is None or moment > now:
            return None, "consent_on"
        channel = _CHANNELS.get(fold(str(values["consent_channel"] or "")).replace("_", " "))
        if channel is None:
            return None, "consent_channel"
        granted = Granted(address, channel, moment)
    seen.add(address.lower())
    return Row(number, Addressee(address, name, language), granted), ""


def _moment(value: Any) -> datetime | None:
    """The beginning of a day in local time: a date of Excel, 24/11/2026 or 2026-11-24."""
    day: date | None = None
    if isinstance(value, datetime):
        day = value.date()
    elif isinstance(value, date):
        day = value
    elif isinstance(value, str):
        for form in ("%d/%m/%Y", "%Y-%m-%d"):
            try:
                day = datetime.strptime(value.strip(), form).date()  # noqa: DTZ007 - a day only
            except ValueError:
                continue
    if day is None:
        return None
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def _kept(cells: Sequence[Any]) -> list[Any]:
    """The cells as they can be stored and handed back."""
    kept = list(cells[: len(UPLOAD_COLUMNS)]) + [None] * (len(UPLOAD_COLUMNS) - len(cells))
    return [_plain(value) for value in kept]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    text = str(value)
    return "".join(c for c in text if not hostile(c))[:500]
