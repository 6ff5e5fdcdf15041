"""What other apps tell about their kinds of documents and jobs, for pages and API to show."""

from collections.abc import Callable, Sequence
from typing import Any

from notifications.models import Campaign, Job, Recipient

Links = Callable[[Job], list[tuple[str, str]]]

Ways = Callable[[Campaign], list[tuple[str, str]]]

# One draft of a letter (`services.papers.PaperDraft`) for each recipient, in their order.
Letters = Callable[[Campaign, Sequence[Recipient]], list[Any]]

_ways: dict[str, Ways] = {}
_documents: dict[str, object] = {}
_links: dict[str, Links] = {}
_letters: dict[str, Letters] = {}


def document_kind(kind: str, label: object) -> str:
    """Register what a kind of document is called (a lazy translation); returns the kind."""
    _documents[kind] = label
    return kind


def document_label(kind: str) -> str:
    """What a kind of document is called in the reader's language; empty when nobody said."""
    return str(_documents.get(kind, ""))


def job_links(*kinds: str) -> Callable[[Links], Links]:
    """Register where an ended job of these kinds leads: (label, address) pairs, best first."""

    def register(links: Links) -> Links:
        _links.update(dict.fromkeys(kinds, links))
        return links

    return register


def links_of(job: Job) -> list[tuple[str, str]]:
    """Where a job's kind leads, in the reader's language."""
    links = _links.get(job.kind)
    return links(job) if links else []


def campaign_ways(name: str) -> Callable[[Ways], Ways]:
    """Register how another app adds recipients to a campaign: (label, address) pairs."""

    def register(ways: Ways) -> Ways:
        _ways[name] = ways
        return ways

    return register


def ways_of(campaign: Campaign) -> list[tuple[str, str]]:
    """Where other apps choose recipients for a campaign, in the reader's language."""
    return [pair for ways in _ways.values() for pair in ways(campaign)]


def campaign_letters(subject_type: str) -> Callable[[Letters], Letters]:
    """Register how the letters of campaigns about this kind of subject are drafted."""

    def register(letters: Letters) -> Letters:
        _letters[subject_type] = letters
        return letters

    return register


def letters_of(subject_type: str) -> Letters | None:
    """How letters about such a subject are drafted; None where there are none."""
    return _letters.get(subject_type)
