"""Papers of the registry: lists of decisions, notices of certificates that end."""

from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.idempotency import IdempotentPost
from accounts.permissions import IsOrganiser
from common.drf.papers import PAPER, PAPER_FIELDS, STARTED, PaperRow, StartedJob
from common.drf.views import ListView, StrictSerializer, parse
from exhibitors.access import acting, get_notice_to_producer, get_producer_to_edit
from exhibitors.queries import notices_to
from exhibitors.services.papers import start_decision_list, start_expiry_notices
from notifications.downloads import document_file
from notifications.filters import DocumentFilter
from notifications.services import Handover


class DecisionListOrder(StrictSerializer):
    decision_number = serializers.CharField(max_length=60)
    language = serializers.CharField(max_length=2, default="vi")


class ExpiryNoticesOrder(StrictSerializer):
    within = serializers.IntegerField(min_value=1, max_value=366)
    language = serializers.CharField(
        max_length=2,
        default="",
        allow_blank=True,
        help_text="vi, en or fr; empty: each notice in its producer's language",
    )
    handover = serializers.ChoiceField(choices=Handover.choices, default=Handover.MERGED)


class DecisionLists(IdempotentPost, APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Order the list of products one decision recognised",
        request=DecisionListOrder,
        responses={202: StartedJob},
        examples=[
            OpenApiExample(
                "A decision",
                {"decision_number": "123/QĐ-UBND", "language": "vi"},
                request_only=True,
            ),
            OpenApiExample("The job", STARTED, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        job = start_decision_list(actor=acting(request.user), **parse(DecisionListOrder, request))
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)


class ExpiryNotices(IdempotentPost, APIView):
    permission_classes = [IsOrganiser]

    @extend_schema(
        summary="Order notices to the producers whose certificates end soon",
        request=ExpiryNoticesOrder,
        responses={202: StartedJob},
        examples=[
            OpenApiExample("Within 90 days", {"within": 90, "handover": "ZIP"}, request_only=True),
            OpenApiExample("The job", STARTED, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        job = start_expiry_notices(actor=acting(request.user), **parse(ExpiryNoticesOrder, request))
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)


class ProducerPapers(ListView):
    permission_classes = [IsAuthenticated]
    serializer_class = PaperRow
    filterset_class = DocumentFilter
    row_fields = PAPER_FIELDS
    ordering = ("-issued_at", "-id")
    ordering_fields = ("issued_at", "id")

    def get_queryset(self) -> Any:
        return notices_to(get_producer_to_edit(self.request.user, self.kwargs["pk"])).defer(None)

    @extend_schema(
        summary="Notices to a producer",
        examples=[OpenApiExample("A notice", PAPER, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)


class ProducerPaper(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="A notice as it was issued",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: int, document: int) -> HttpResponseBase:
        found = get_notice_to_producer(request.user, pk, document)
        return document_file(found)
