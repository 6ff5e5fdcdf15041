"""A creating request repeated with the same key gets the first answer, and creates once."""

import hashlib
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import IdempotencyRecord, User
from common.drf.transport import JSONRenderer
from common.errors import DomainError, InvalidInput
from common.locks import try_name_lock
from common.text import hostile

MAX_KEY = 200
KEPT_HEADERS = ("ETag", "Location")


class KeyReused(DomainError):
    code = "idempotency_key_reused"
    status = 422
    message = _("This Idempotency-Key was already used for another request. Use a new one.")


class InProgress(DomainError):
    code = "idempotency_in_progress"
    status = 409
    message = _("The first request with this Idempotency-Key is still running. Try again shortly.")


def request_hash(*parts: Any) -> str:
    """Digest of what makes two requests the same."""
    blob = orjson.dumps(parts, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return hashlib.sha256(blob).hexdigest()


class IdempotentPost:
    """Mixin for API views: wraps `post`. Refusals are not remembered, so they can be mended.

    The key, the action and its answer commit in one transaction. A repetition that comes while the
    first is at work is told so at once (409) and finds the answer a little later. Anonymous
    callers share one space of keys.
    """

    idempotent = True  # read by the schema: the operation documents the header

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return self.create(request, *args, **kwargs)
        if len(key) > MAX_KEY or hostile(key):
            raise InvalidInput(fields={"Idempotency-Key": [_("At most 200 plain characters.")]})
        user = request.user if isinstance(request.user, User) else None
        digest = request_hash(request.method, request.path, request.data)
        with transaction.atomic():
            if not try_name_lock(f"idempotency:{user.pk if user else ''}:{key}"):
                raise InProgress
            record = IdempotencyRecord.objects.filter(user=user, key=key).first()
            if record is not None:
                return self._replay(record, digest)
            response = self.create(request, *args, **kwargs)
            IdempotencyRecord.objects.create(
                user=user,
                key=key,
                request_hash=digest,
                status=response.status_code,
                body=JSONRenderer().render(response.data).decode(),
                headers={k: response[k] for k in KEPT_HEADERS if k in response},
            )
        return response

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotImplementedError

    @staticmethod
    def _replay(record: IdempotencyRecord, digest: str) -> Response:
        if record.request_hash != digest:
            raise KeyReused
        body = orjson.loads(record.body) if record.body else None
        response = Response(body, status=record.status, headers=record.headers)
        response["Idempotent-Replay"] = "true"
        return response
