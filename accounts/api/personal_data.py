"""Personal data over the API: taking it along, and erasing it."""

from typing import Any, ClassVar

import django_filters as filters
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from accounts.access import get_erasure_to_decide, open_erasure_of, visible_erasures
from accounts.documents.dossier import FORMAT, VERSION, as_data
from accounts.idempotency import IdempotentPost
from accounts.models import ErasureRequest
from accounts.permissions import IsOrganiser
from accounts.rules import ErasureState
from accounts.step_up import require_fresh_sign_in
from common.drf.fields import EmailField
from common.drf.views import ListView, StrictSerializer, parse

ROW = ("id", "address", "state", "note", "asked_at", "reason", "decided_at")
EXAMPLE = {
    "id": 4,
    "address": "nguyen.an@example.org",
    "state": "ASKED",
    "note": "",
    "asked_at": "2026-11-24T09:00:00+07:00",
    "reason": "",
    "decided_at": None,
}
ONE = OpenApiExample("a wish", EXAMPLE, response_only=True)
ERASED = {
    **EXAMPLE,
    "address": "erased-5b1c0f7a9d3e@erased.invalid",
    "state": "DONE",
    "reason": "Asked for by letter",
    "decided_at": "2026-11-24T10:00:00+07:00",
}


class ErasureRow(serializers.Serializer):
    id = serializers.IntegerField()
    address = EmailField()
    state = serializers.ChoiceField(choices=ErasureState.choices)
    note = serializers.CharField()
    asked_at = serializers.DateTimeField()
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class PersonalData(serializers.Serializer):
    format = serializers.ChoiceField(choices=[FORMAT])
    version = serializers.IntegerField()
    address = EmailField()
    made_at = serializers.DateTimeField()
    office = serializers.CharField()
    sections = serializers.DictField(child=serializers.ListField(child=serializers.DictField()))
    tables = serializers.DictField(child=serializers.IntegerField())


DATA = OpenApiExample(
    "personal data",
    {
        "format": FORMAT,
        "version": VERSION,
        "address": "nguyen.an@example.org",
        "made_at": "2026-11-24T09:00:00+07:00",
        "office": "Văn phòng Điều phối nông thôn mới Hà Nội",
        "sections": {"registrations": [{"name": "Nguyễn An", "email": "nguyen.an@example.org"}]},
        "tables": {"fairs_registration": 1},
    },
    response_only=True,
)


class Wish(StrictSerializer):
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class Whom(StrictSerializer):
    address = EmailField()


class Erase(StrictSerializer):
    address = EmailField()
    reason = serializers.CharField(max_length=300)


class Refuse(StrictSerializer):
    reason = serializers.CharField(max_length=300)


def row(wish: ErasureRequest) -> dict[str, Any]:
    return {name: getattr(wish, name) for name in ROW}


class MyData(APIView):
    """Everything kept about the signed-in person."""

    permission_classes = [IsAuthenticated]
    throttle_scope = "bulk"

    @extend_schema(
        operation_id="auth_my_data",
        request=None,
        responses=PersonalData,
        description="Needs a fresh sign-in (`POST /auth/confirm/`); the export is noted.",
        examples=[DATA],
    )
    def post(self, request: Request) -> Response:
        require_fresh_sign_in(request)
        dossier = services.export_person(
            address=request.user.email, actor=request.user, now=timezone.now()
        )
        return Response(as_data(dossier), headers={"Cache-Control": "no-store"})


class MyErasure(IdempotentPost, APIView):
    """The signed-in person's wish to be erased; the office carries it out."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="auth_my_erasure_ask",
        request=Wish,
        responses={201: ErasureRow},
        description="Needs a fresh sign-in. While a wish is open, asking again changes nothing.",
        examples=[OpenApiExample("ask", {"note": "After the fair"}, request_only=True), ONE],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(Wish, request)
        require_fresh_sign_in(request)
        wish = services.ask_for_erasure(user=request.user, now=timezone.now(), **values)
        return Response(row(wish), status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="auth_my_erasure_withdraw",
        responses={204: None},
        description="Withdraw the open wish.",
        examples=[OpenApiExample("kept", None, response_only=True, status_codes=["204"])],
    )
    def delete(self, request: Request) -> Response:
        wish = open_erasure_of(request.user)
        if wish is None:
            raise Http404
        services.withdraw_erasure(request=wish, actor=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class DataOfPerson(APIView):
    """Everything kept about one address, of an account or of a guest."""

    permission_classes = [IsOrganiser]
    throttle_scope = "bulk"

    @extend_schema(
        operation_id="personal_data_export",
        request=Whom,
        responses=PersonalData,
        description="Needs a fresh sign-in; the export is noted.",
        examples=[
            OpenApiExample("whom", {"address": "nguyen.an@example.org"}, request_only=True),
            DATA,
        ],
    )
    def post(self, request: Request) -> Response:
        address = parse(Whom, request)["address"]
        require_fresh_sign_in(request)
        dossier = services.export_person(address=address, actor=request.user, now=timezone.now())
        return Response(as_data(dossier), headers={"Cache-Control": "no-store"})


class ErasureFilter(filters.FilterSet):
    state = filters.ChoiceFilter(choices=ErasureState.choices)

    class Meta:
        model = ErasureRequest
        fields: ClassVar[list[str]] = []


class ErasureList(IdempotentPost, ListView):
    """Who asked to be erased, and who was."""

    permission_classes = [IsOrganiser]
    serializer_class = ErasureRow
    filterset_class = ErasureFilter
    row_fields = ROW
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[ErasureRequest]:
        return visible_erasures(self.request.user).select_related(None)

    @extend_schema(operation_id="erasures_list", examples=[ONE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        operation_id="erasures_carry_out",
        request=Erase,
        responses={201: ErasureRow},
        description=(
            "Take a person out of every table; it cannot be undone. Facts that the law keeps stay "
            "under a pseudonym, which the answer names. Needs a fresh sign-in."
        ),
        examples=[
            OpenApiExample(
                "erase",
                {"address": "nguyen.an@example.org", "reason": "Asked for by letter"},
                request_only=True,
            ),
            OpenApiExample("erased", ERASED, response_only=True),
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        values = parse(Erase, request)
        require_fresh_sign_in(request)
        done = services.erase_person(actor=request.user, now=timezone.now(), **values)
        return Response(row(done), status=status.HTTP_201_CREATED)


class RefuseErasure(APIView):
    """Keeping the data, with the reason."""

    permission_classes = [IsOrganiser]

    @extend_schema(
        operation_id="erasures_refuse",
        request=Refuse,
        responses=ErasureRow,
        examples=[
            OpenApiExample("refuse", {"reason": "An application is open"}, request_only=True),
            OpenApiExample("kept", {**EXAMPLE, "state": "REFUSED"}, response_only=True),
        ],
    )
    def post(self, request: Request, pk: int) -> Response:
        found = get_erasure_to_decide(request.user, pk)
        services.refuse_erasure(
            request=found, actor=request.user, now=timezone.now(), **parse(Refuse, request)
        )
        return Response(row(get_erasure_to_decide(request.user, pk)))
