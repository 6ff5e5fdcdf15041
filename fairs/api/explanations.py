"""Explanations over the API: the office's, and an exhibitor's own after publication."""

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.permissions import IsOffice
from fairs.access.plans import get_application_of_plan, get_own_application, get_plan_to_view
from fairs.queries.explanations import explanation_of, in_words, names_for, own_explanation
from fairs.services.plans import load_input

EXAMPLE = {
    "application": "TA-00012",
    "booths": ["A05"],
    "points": 5200,
    "sentences": ["HTX ví dụ ở gian A05, được 52 điểm.", "Gian mong muốn A05, thứ 1: +40."],
}


class ExplanationRow(serializers.Serializer):
    """`points` are centipoints of the published rule; no booths: waiting."""

    application = serializers.CharField()
    booths = serializers.ListField(child=serializers.CharField())
    points = serializers.IntegerField()
    sentences = serializers.ListField(child=serializers.CharField())


class PlanExplanation(APIView):
    permission_classes = [IsOffice]

    @extend_schema(
        summary="Why an applicant stands where it stands in a plan",
        responses=ExplanationRow,
        examples=[OpenApiExample("A place", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int, application: int) -> Response:
        plan = get_plan_to_view(request.user, pk)
        found = get_application_of_plan(plan, pk=application)
        coded = explanation_of(plan, load_input(plan.fair), found.code)
        if coded is None:
            raise Http404
        words = in_words(coded, found.producer.name, names_for(plan.fair, [coded]))
        shown = {"booths": coded["booths"], "points": coded["points"]}
        return Response({"application": found.code, **shown, "sentences": words.lines()})


class MyPlaceWhy(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary="Why I stand where I stand, once the plan is published",
        responses=ExplanationRow,
        examples=[OpenApiExample("My place", EXAMPLE, response_only=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        application = get_own_application(request.user, pk)
        coded = own_explanation(application)
        if coded is None:
            raise Http404
        names = names_for(application.fair, [coded])
        words = in_words(coded, application.producer.name, names, own=True)
        shown = {"booths": coded["booths"], "points": coded["points"]}
        return Response({"application": application.code, **shown, "sentences": words.lines()})
