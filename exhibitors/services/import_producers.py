"""Whose product a row of recognition decisions names: a known producer, a new one, or unclear."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from common.text import fold
from exhibitors.models import Commune, Producer, Product
from exhibitors.rules import ProducerState, bare_commune_name
from exhibitors.rules.recognition import Decision, RowError, name_key
from exhibitors.services.producers import new_code


@dataclass
class _Known:
    """The producers and communes the rows of one chunk may mean, and what the chunk adds."""

    communes: dict[str, list[int]]
    by_tax: dict[str, Producer]
    by_name: dict[str, list[Producer]]


@dataclass
class Row:
    """A good row with what it is about."""

    number: int
    decision: Decision
    producer: Producer
    product: Product | None = None


def note(errors: list[dict[str, Any]], row: int, found: Iterable[RowError]) -> None:
    """Keep what is wrong with a row, as the import stores it."""
    errors.extend({"row": row, "column": e.column, "code": e.code, "value": e.value} for e in found)


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


def match_producers(
    decisions: list[tuple[int, Decision]], errors: list[dict[str, Any]]
) -> list[Row]:
    """The rows with their producers, new ones unsaved; rows that cannot be told are noted."""
    known = _known(decisions)
    matched: list[Row] = []
    for number, decision in decisions:
        commune: int | None = None
        if decision.commune:
            places = known.communes.get(fold(decision.commune), [])
            if len(set(places)) != 1:
                note(errors, number, [RowError("commune", "commune", decision.commune)])
                continue
            commune = places[0]
        producer, why = _find_producer(decision, commune, known)
        if why:
            column = "tax_code" if why == "tax_code_other_name" else "producer"
            value = decision.tax_code if column == "tax_code" else decision.producer
            note(errors, number, [RowError(column, why, value)])
            continue
        if producer is None:
            producer = _new_producer(decision, commune)
            known.by_name.setdefault(name_key(producer.name), []).append(producer)
            if producer.tax_code:
                known.by_tax[producer.tax_code] = producer
        matched.append(Row(number, decision, producer))
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


def write_producers(matched: list[Row]) -> None:
    """Save the new producers of these rows."""
    new = {id(row.producer): row.producer for row in matched if row.producer.pk is None}
    Producer.objects.bulk_create(new.values())
