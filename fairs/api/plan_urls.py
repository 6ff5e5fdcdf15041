"""Addresses of the API about allocation and places."""

from django.urls import URLPattern, path

from fairs.api import (
    assignments,
    comparison,
    explanations,
    exports,
    fair_rule,
    ledger,
    locks,
    moves,
    places,
    plan_locks,
    plans,
    publication,
    solving,
)

urlpatterns: list[URLPattern] = [
    path("fairs/<int:pk>/plans/", plans.PlanList.as_view(), name="plan-list"),
    path("fairs/<int:pk>/plans/resolve/", moves.PlanResolve.as_view(), name="plan-resolve"),
    path(
        "plans/<int:pk>/compare/<int:other>/",
        comparison.PlanComparison.as_view(),
        name="plan-compare",
    ),
    path(
        "plans/<int:pk>/explanations/<int:application>/",
        explanations.PlanExplanation.as_view(),
        name="plan-explanation",
    ),
    path("plans/<int:pk>/moves/", moves.PlanMoves.as_view(), name="plan-moves"),
    path("plans/<int:pk>/", plans.PlanDetail.as_view(), name="plan-detail"),
    path("plans/<int:pk>/solve/", solving.PlanSolve.as_view(), name="plan-solve"),
    path("plans/<int:pk>/assignments/", assignments.PlanAssign.as_view(), name="plan-assignments"),
    path("plans/<int:pk>/swap/", assignments.PlanSwap.as_view(), name="plan-swap"),
    path("plans/<int:pk>/check/", assignments.PlanCheck.as_view(), name="plan-check"),
    path("plans/<int:pk>/refresh/", plans.PlanRefresh.as_view(), name="plan-refresh"),
    path("plans/<int:pk>/publish/", publication.PlanPublish.as_view(), name="plan-publish"),
    path("plans/<int:pk>/discard/", plans.PlanDiscard.as_view(), name="plan-discard"),
    path("plans/<int:pk>/instance/", exports.PlanInstance.as_view(), name="plan-instance"),
    path("plans/<int:pk>/plan/", exports.PlanFile.as_view(), name="plan-file"),
    path("fairs/<int:pk>/rule/", fair_rule.FairRules.as_view(), name="fair-rule"),
    path("fairs/<int:pk>/ledger/", ledger.FairLedger.as_view(), name="ledger-list"),
    path("fairs/<int:pk>/locks/", locks.LockList.as_view(), name="lock-list"),
    path(
        "fairs/<int:pk>/locks/<int:application>/",
        locks.LockDetail.as_view(),
        name="lock-detail",
    ),
    path("plans/<int:pk>/locks/", plan_locks.PlanLocks.as_view(), name="plan-locks"),
    path("fairs/<int:pk>/locks/by-id/<int:lock>/", plan_locks.LockOpen.as_view(), name="lock-open"),
    path("fairs/<int:pk>/rivals/", locks.RivalList.as_view(), name="rival-list"),
    path("fairs/<int:pk>/rivals/<int:pair>/", locks.RivalDetail.as_view(), name="rival-detail"),
    path("fairs/<int:pk>/letters/", publication.Letters.as_view(), name="letter-list"),
    path("my/places/", places.MyPlaces.as_view(), name="my-place-list"),
    path("my/places/<int:pk>/letter/", places.PlaceLetter.as_view(), name="my-place-letter"),
    path("my/places/<int:pk>/why/", explanations.MyPlaceWhy.as_view(), name="my-place-why"),
    path("my/places/<int:pk>/confirm/", places.ConfirmPlace.as_view(), name="my-place-confirm"),
]
