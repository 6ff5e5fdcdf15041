"""How the APIs of the apps show papers and the work that makes them."""

from typing import Any

from rest_framework import serializers

PAPER_FIELDS = (
    "id",
    "kind",
    "title",
    "language",
    "revision",
    "filename",
    "content_type",
    "size",
    "issued_at",
)
PAPER: dict[str, Any] = {
    "id": 31,
    "kind": "fairs.move_in_pass",
    "title": "Thẻ vào dựng gian hàng A012 – HTX ví dụ",
    "language": "vi",
    "revision": 1,
    "filename": "move-in-pass-ta-00012-vi.pdf",
    "content_type": "application/pdf",
    "size": 20570,
    "issued_at": "2026-11-24T14:05:00+07:00",
}
STARTED = {"job": 12}


class PaperRow(serializers.Serializer):
    """A valid paper without its bytes."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
    revision = serializers.IntegerField()
    filename = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()
    issued_at = serializers.DateTimeField()


class StartedJob(serializers.Serializer):
    """The job that makes the papers; its result names the document."""

    job = serializers.IntegerField()
