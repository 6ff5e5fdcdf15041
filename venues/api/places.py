"""What venues, halls and rooms share: a list everybody reads, and a place's representation."""

from typing import Any

from rest_framework import status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.views import ListView, etag, flat, parse


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A stored row under the names of the API."""
    return {name.removesuffix("_id"): value for name, value in flat(row).items()}


def place_answer(place: Any, names: tuple[str, ...], code: int = status.HTTP_200_OK) -> Response:
    """A place as its API representation, with its entity tag."""
    row = {name: place.serializable_value(name) for name in names}
    return Response(plain(row), status=code, headers={"ETag": etag(place.version)})


def changed_values(serializer: Any, request: Request) -> dict[str, Any]:
    """What a change sends, without the version it starts from."""
    return {k: v for k, v in parse(serializer, request).items() if k != "version"}


class PublicList(IdempotentPost, ListView):
    """Read by everybody, added to by organisers."""

    permission_classes = (AllowAny,)

    def get_permissions(self) -> list[Any]:
        return [IsOrganiser()] if self.request.method == "POST" else [AllowAny()]

    def present(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [plain(row) for row in rows]
