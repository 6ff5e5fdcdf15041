"""Papers of fairs, seminars and applications: what was made, and orders for more."""

from typing import Any

from django.http.response import HttpResponseBase
from django.utils import timezone
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
from fairs.access import (
    get_application_with_papers,
    get_fair_to_edit,
    get_paper_of_application,
)
from fairs.access.seminars import get_seminar_to_edit
from fairs.queries.papers import application_documents, fair_documents, seminar_documents
from fairs.services.papers import (
    FAIR_KINDS,
    OWN_KINDS,
    SEMINAR_KINDS,
    PaperKind,
    make_own_paper,
    start_fair_papers,
    start_seminar_papers,
)
from notifications.downloads import document_file
from notifications.filters import DocumentFilter
from notifications.services import Handover


def _keys(kinds: tuple[PaperKind, ...]) -> str:
    return ", ".join(kind.key for kind in kinds)


class PapersOrder(StrictSerializer):
    kind = serializers.CharField(max_length=40)
    language = serializers.CharField(
        max_length=2,
        default="vi",
        allow_blank=True,
        help_text="vi, en or fr; empty: each paper in its recipient's language",
    )
    handover = serializers.ChoiceField(choices=Handover.choices, default=Handover.MERGED)


class OwnPaperOrder(StrictSerializer):
    kind = serializers.CharField(max_length=40, help_text=_keys(OWN_KINDS))
    language = serializers.CharField(max_length=2, default="vi")


class PaperList(IdempotentPost, ListView):
    """Valid papers, the newest first."""

    permission_classes = [IsOrganiser]
    serializer_class = PaperRow
    filterset_class = DocumentFilter
    row_fields = PAPER_FIELDS
    ordering = ("-issued_at", "-id")
    ordering_fields = ("issued_at", "id")


ORDER = {"kind": "booth_sign", "language": "vi", "handover": "MERGED"}


class FairPapers(PaperList):
    def get_queryset(self) -> Any:
        fair = get_fair_to_edit(self.request.user, self.kwargs["pk"])
        return fair_documents(fair).select_related(None).defer(None)

    @extend_schema(
        summary="Papers of a fair: its own, and files of many",
        examples=[OpenApiExample("A paper", PAPER, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Order papers of a fair",
        description=f"`kind` is one of {_keys(FAIR_KINDS)}. A job makes them and one file of all.",
        request=PapersOrder,
        responses={202: StartedJob},
        examples=[
            OpenApiExample("Signs", ORDER, request_only=True),
            OpenApiExample("The job", STARTED, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        fair = get_fair_to_edit(request.user, kwargs["pk"])
        job = start_fair_papers(fair=fair, actor=request.user, **parse(PapersOrder, request))
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)


class SeminarPapers(PaperList):
    def get_queryset(self) -> Any:
        seminar = get_seminar_to_edit(self.request.user, self.kwargs["pk"])
        return seminar_documents(seminar).select_related(None).defer(None)

    @extend_schema(
        summary="Papers of a seminar: its own, and files of many",
        examples=[OpenApiExample("A paper", PAPER, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Order papers of a seminar",
        description=f"`kind` is one of {_keys(SEMINAR_KINDS)}.",
        request=PapersOrder,
        responses={202: StartedJob},
        examples=[
            OpenApiExample("Letters", {**ORDER, "kind": "invitation"}, request_only=True),
            OpenApiExample("The job", STARTED, response_only=True, status_codes=["202"]),
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        seminar = get_seminar_to_edit(request.user, kwargs["pk"])
        job = start_seminar_papers(
            seminar=seminar, actor=request.user, **parse(PapersOrder, request)
        )
        return Response({"job": job.pk}, status=status.HTTP_202_ACCEPTED)


class ApplicationPapers(PaperList):
    permission_classes = [IsAuthenticated]  # type: ignore[assignment]

    def get_queryset(self) -> Any:
        application = get_application_with_papers(self.request.user, self.kwargs["pk"])
        return application_documents(application).select_related(None).defer(None)

    @extend_schema(
        summary="Papers about an application",
        examples=[OpenApiExample("A paper", PAPER, response_only=True)],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @extend_schema(
        summary="Make a paper about one's application",
        description="The valid one is returned when nothing changed since. 409 while there is no "
        "reason for it (`nothing_to_print`).",
        request=OwnPaperOrder,
        responses={201: PaperRow},
        examples=[
            OpenApiExample("A pass", {"kind": "move_in_pass", "language": "vi"}, request_only=True),
            OpenApiExample("The paper", PAPER, response_only=True, status_codes=["201"]),
        ],
    )
    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().post(request, *args, **kwargs)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        application = get_application_with_papers(request.user, kwargs["pk"])
        document = make_own_paper(
            application=application,
            actor=request.user,
            now=timezone.now(),
            **parse(OwnPaperOrder, request),
        )
        row = {name: getattr(document, name) for name in PAPER_FIELDS}
        return Response(row, status=status.HTTP_201_CREATED)


class ApplicationPaper(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="A paper about an application as it was issued",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: int, document: int) -> HttpResponseBase:
        found = get_paper_of_application(request.user, pk, document)
        return document_file(found)
