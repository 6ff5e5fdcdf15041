"""Import of recognition decisions from Excel: every row checked, good rows written in bulk."""

from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from common.excel import MAX_BYTES, read_rows
from common.locks import name_lock
from common.text import fold
from common.uploads import received
from exhibitors.models import Certificate, Product, RecognitionImport
from exhibitors.rules.product_types import product_type_of
from exhibitors.rules.recognition import (
    COLUMNS,
    REQUIRED,
    Decision,
    RowError,
    Vocabulary,
    check_row,
    find_columns,
    name_key,
)
from exhibitors.services.certificates import expiry_of
from exhibitors.services.import_producers import Row, match_producers, note, write_producers
from exhibitors.services.producers import new_code
from notifications.services import start_job

JOB_KIND = "exhibitors.recognitions"
CHUNK = 2_500
HEADING_WITHIN = 15
MAX_STORED_ERRORS = 5_000


def start_import(*, filename: str, file: BinaryIO, actor: User, now: datetime) -> RecognitionImport:
    """Keep the rows of a workbook and queue their import.

    Raises InvalidInput naming `file` when it is no workbook, has no heading row with the
    required columns, or no rows.
    """
    rows = read_rows(received(file, owner=actor.pk, most=MAX_BYTES))
    places, first = _heading(rows)
    cells = [
        [number, *_cells(row, places)]
        for number, row in enumerate(rows[first:], first + 1)
        if any(value not in (None, "") for value in row)
    ]
    if not cells:
        raise InvalidInput(fields={"file": [_("The sheet has a heading but no rows below it.")]})
    with transaction.atomic():
        record = RecognitionImport.objects.create(
            filename=filename[-200:], rows=cells, total=len(cells), created_by=actor, created_at=now
        )
        record.job = start_job(
            kind=JOB_KIND,
            title=filename[-200:],
            actor=actor,
            params={"import": record.pk},
            subject_type="exhibitors.recognitionimport",
            subject_id=str(record.pk),
            total=len(cells),
            dedupe_key=str(record.pk),
        )
        record.save(update_fields=["job"])
    return record


def _cells(row: list[Any], places: dict[str, int]) -> list[Any]:
    """The row's cells in the order of COLUMNS."""
    return [row[places[c]] if places.get(c, len(row)) < len(row) else None for c in COLUMNS]


def _heading(rows: list[list[Any]]) -> tuple[dict[str, int], int]:
    best: dict[str, int] = {}
    for number, row in enumerate(rows[:HEADING_WITHIN], 1):
        places = find_columns(row)
        if all(column in places for column in REQUIRED):
            return places, number
        if len(places) > len(best):
            best = places
    missing = ", ".join(str(COLUMNS[c]) for c in REQUIRED if c not in best)
    raise InvalidInput(
        fields={
            "file": [
                _("These columns are missing: %(columns)s. Start from the template.")
                % {"columns": missing}
            ]
        }
    )


@transaction.atomic
def import_chunk(*, record_id: int, now: datetime, chunk: int = CHUNK) -> RecognitionImport:
    """Check and write the next rows of an import; call again until `next_row` is `total`.

    Good rows are written, wrong ones are kept with their reasons, both in one transaction, so a
    killed job goes on where it was. Importing the same decisions again changes nothing. About
    twelve statements whatever the number of rows.
    """
    record = RecognitionImport.objects.select_for_update(of=("self",)).get(pk=record_id)
    if record.next_row >= record.total:
        return record
    name_lock(JOB_KIND)  # one import writes at a time, so two cannot create the same producer
    rows = record.rows[record.next_row : record.next_row + chunk]
    errors: list[dict[str, Any]] = []
    decisions = _checked(rows, timezone.localdate(now), errors)
    matched = match_producers(decisions, errors)
    write_producers(matched)
    _write_products(matched, now)
    created, updated, unchanged = _write_certificates(matched, errors, now)
    record.next_row += len(rows)
    record.created += created
    record.updated += updated
    record.unchanged += unchanged
    record.failed += len({e["row"] for e in errors})
    record.errors = [*record.errors, *errors][:MAX_STORED_ERRORS]
    fields = ["next_row", "created", "updated", "unchanged", "failed", "errors"]
    if record.next_row >= record.total:
        record.finished_at = now
        fields.append("finished_at")
        counts = ("created", "updated", "unchanged", "failed")
        record_activity(
            actor=record.created_by,
            verb="recognitions.imported",
            obj=record,
            after={name: getattr(record, name) for name in counts},
        )
    record.save(update_fields=fields)
    return record


def _checked(
    rows: list[list[Any]], today: date, errors: list[dict[str, Any]]
) -> list[tuple[int, Decision]]:
    vocabulary = Vocabulary()
    good: list[tuple[int, Decision]] = []
    seen: dict[tuple[str, str, str, str], Decision] = {}
    for number, *cells in rows:
        decision, wrong = check_row(dict(zip(COLUMNS, cells, strict=True)), vocabulary, today)
        if decision is None:
            note(errors, number, wrong)
            continue
        key = (
            decision.tax_code or fold(decision.commune),
            name_key(decision.producer),
            name_key(decision.product),
            decision.decision_number,
        )
        first = seen.setdefault(key, decision)
        if first is not decision and first != decision:
            note(errors, number, [RowError("product", "repeated", decision.product)])
            continue
        good.append((number, decision))
    return good


def _write_products(matched: list[Row], now: datetime) -> None:
    ids = {row.producer.pk for row in matched}
    keys = {fold(row.decision.product)[:600] for row in matched}
    found = Product.objects.filter(producer__in=ids, search__in=keys).order_by("-pk")
    known = {(p.producer_id, name_key(p.name)): p for p in found}
    new: list[Product] = []
    for row in matched:
        key = (row.producer.pk, name_key(row.decision.product))
        product = known.get(key)
        if product is None:
            product = Product(
                code=new_code("S"),
                producer=row.producer,
                name=row.decision.product,
                group=row.decision.group,
                product_type=product_type_of(row.decision.product),
                created_at=now,
            )
            product.index_name()
            known[key] = product
            new.append(product)
        row.product = product
    Product.objects.bulk_create(new)


def _write_certificates(
    matched: list[Row], errors: list[dict[str, Any]], now: datetime
) -> tuple[int, int, int]:
    """Counts of certificates created, updated and found unchanged."""
    ids = {row.product.pk for row in matched if row.product}
    numbers = {row.decision.decision_number for row in matched}
    found = Certificate.objects.filter(product__in=ids, decision_number__in=numbers)
    known = {(c.product_id, c.decision_number): c for c in found}
    new: list[Certificate] = []
    changed: dict[int, Certificate] = {}
    unchanged = 0
    for row in matched:
        wanted = _wanted(row)
        if row.product is None:
            continue
        key = (row.product.pk, row.decision.decision_number)
        certificate = known.get(key)
        if certificate is None:
            certificate = Certificate(
                product=row.product,
                decision_number=row.decision.decision_number,
                created_at=now,
                **wanted,
            )
            known[key] = certificate
            new.append(certificate)
        elif all(getattr(certificate, name) == value for name, value in wanted.items()):
            unchanged += 1
        elif certificate.revoked_on is not None:
            note(
                errors,
                row.number,
                [RowError("decision_number", "revoked", row.decision.decision_number)],
            )
        else:
            for name, value in wanted.items():
                setattr(certificate, name, value)
            changed[certificate.pk] = certificate
    Certificate.objects.bulk_create(new)
    if changed:
        fields = ["stars", "issued_on", "expires_on", "issuer"]
        Certificate.objects.bulk_update(changed.values(), fields)
    return len(new), len(changed), unchanged


def _wanted(row: Row) -> dict[str, Any]:
    decision = row.decision
    return {
        "stars": decision.stars,
        "issued_on": decision.issued_on,
        "expires_on": decision.expires_on or expiry_of(decision.issued_on),
        "issuer": decision.issuer,
    }
