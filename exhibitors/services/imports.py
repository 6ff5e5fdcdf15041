"""Import of recognition decisions from Excel: every row checked, good rows written in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.errors import InvalidInput
from common.excel import read_rows
from common.locks import name_lock
from common.text import fold
from exhibitors.models import Certificate, Commune, Producer, Product, RecognitionImport
from exhibitors.rules import ProducerState, bare_commune_name
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
    rows = read_rows(file)
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


@dataclass
class _Known:
    """What the database knows about the rows of one chunk, and what the chunk adds."""

    communes: dict[str, list[int]]
    by_tax: dict[str, Producer]
    by_name: dict[str, list[Producer]]
    products: dict[tuple[int, str], Product] = field(default_factory=dict)
    certificates: dict[tuple[int, str], Certificate] = field(default_factory=dict)


@dataclass
class _Row:
    number: int
    decision: Decision
    producer: Producer
    product: Product | None = None


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
    matched = _match_producers(decisions, errors)
    _write_producers(matched)
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


def _note(errors: list[dict[str, Any]], row: int, found: Iterable[RowError]) -> None:
    errors.extend({"row": row, "column": e.column, "code": e.code, "value": e.value} for e in found)


def _checked(
    rows: list[list[Any]], today: date, errors: list[dict[str, Any]]
) -> list[tuple[int, Decision]]:
    vocabulary = Vocabulary()
    good: list[tuple[int, Decision]] = []
    seen: dict[tuple[str, str, str, str], Decision] = {}
    for number, *cells in rows:
        decision, wrong = check_row(dict(zip(COLUMNS, cells, strict=True)), vocabulary, today)
        if decision is None:
            _note(errors, number, wrong)
            continue
        key = (
            decision.tax_code or fold(decision.commune),
            name_key(decision.producer),
            name_key(decision.product),
            decision.decision_number,
        )
        first = seen.setdefault(key, decision)
        if first is not decision and first != decision:
            _note(errors, number, [RowError("product", "repeated", decision.product)])
            continue
        good.append((number, decision))
    return good


def _known(decisions: list[tuple[int, Decision]]) -> _Known:
    communes: dict[str, list[int]] = {}
    for pk, name in Commune.objects.values_list("pk", "name"):
        communes.setdefault(fold(name), []).append(pk)
        communes.setdefault(fold(bare_commune_name(name)), []).append(pk)
    names = {fold(d.producer)[:600] for _n, d in decisions}
    taxes = {d.tax_code for _n, d in decisions if d.tax_code}
    by_name: dict[str, list[Producer]] = {}
    found = Producer.objects.filter(search__in=names).select_related("merged_into")
    for producer in found.order_by("pk"):
        target = producer.merged_into or producer
        targets = by_name.setdefault(name_key(producer.name), [])
        if target not in targets:
            targets.append(target)
    by_tax: dict[str, Producer] = {}
    if taxes:
        current = Producer.objects.filter(tax_code__in=taxes).exclude(state=ProducerState.MERGED)
        by_tax = {producer.tax_code: producer for producer in current}
    return _Known(communes=communes, by_tax=by_tax, by_name=by_name)


def _match_producers(
    decisions: list[tuple[int, Decision]], errors: list[dict[str, Any]]
) -> list[_Row]:
    known = _known(decisions)
    matched: list[_Row] = []
    for number, decision in decisions:
        commune: int | None = None
        if decision.commune:
            places = known.communes.get(fold(decision.commune), [])
            if len(set(places)) != 1:
                _note(errors, number, [RowError("commune", "commune", decision.commune)])
                continue
            commune = places[0]
        producer, why = _find_producer(decision, commune, known)
        if why:
            column = "tax_code" if why == "tax_code_other_name" else "producer"
            value = decision.tax_code if column == "tax_code" else decision.producer
            _note(errors, number, [RowError(column, why, value)])
            continue
        if producer is None:
            producer = _new_producer(decision, commune)
            known.by_name.setdefault(name_key(producer.name), []).append(producer)
            if producer.tax_code:
                known.by_tax[producer.tax_code] = producer
        matched.append(_Row(number, decision, producer))
    return matched


def _find_producer(
    decision: Decision, commune: int | None, known: _Known
) -> tuple[Producer | None, str]:
    """The producer a row means, or None for a new one, or why it cannot be told."""
    if decision.tax_code and (owner := known.by_tax.get(decision.tax_code)):
        if name_key(owner.name) != name_key(decision.producer):
            return None, "tax_code_other_name"
        return owner, "suspended" if owner.state == ProducerState.SUSPENDED else ""
    candidates = known.by_name.get(name_key(decision.producer), [])
    if decision.tax_code:
        candidates = [p for p in candidates if not p.tax_code]
    if commune is not None:
        candidates = [p for p in candidates if p.commune_id in (commune, None)]
        candidates = [p for p in candidates if p.commune_id == commune] or candidates
    if len(candidates) > 1:
        return None, "ambiguous_producer"
    if not candidates:
        return None, ""
    return candidates[0], "suspended" if candidates[0].state == ProducerState.SUSPENDED else ""


def _new_producer(decision: Decision, commune: int | None) -> Producer:
    producer = Producer(
        code=new_code("P"),
        name=decision.producer,
        kind=decision.kind,
        commune_id=commune,
        tax_code=decision.tax_code,
    )
    producer.index_name()
    return producer


def _write_producers(matched: list[_Row]) -> None:
    new = {id(row.producer): row.producer for row in matched if row.producer.pk is None}
    Producer.objects.bulk_create(new.values())


def _write_products(matched: list[_Row], now: datetime) -> None:
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
    matched: list[_Row], errors: list[dict[str, Any]], now: datetime
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
            _note(
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


def _wanted(row: _Row) -> dict[str, Any]:
    decision = row.decision
    return {
        "stars": decision.stars,
        "issued_on": decision.issued_on,
        "expires_on": decision.expires_on or expiry_of(decision.issued_on),
        "issuer": decision.issuer,
    }
