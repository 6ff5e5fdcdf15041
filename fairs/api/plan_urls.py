"""Addresses of the API about allocation and places."""

from django.urls import URLPattern, path

from fairs.api import allocation, places, plans

urlpatterns: list[URLPattern] = [
    path("fairs/<int:pk>/plans/", plans.PlanList.as_view(), name="plan-list"),
    path("plans/<int:pk>/", plans.PlanDetail.as_view(), name="plan-detail"),
    path("plans/<int:pk>/solve/", plans.PlanSolve.as_view(), name="plan-solve"),
    path("plans/<int:pk>/assignments/", plans.PlanAssign.as_view(), name="plan-assignments"),
    path("plans/<int:pk>/swap/", plans.PlanSwap.as_view(), name="plan-swap"),
    path("plans/<int:pk>/check/", plans.PlanCheck.as_view(), name="plan-check"),
    path("plans/<int:pk>/refresh/", plans.PlanRefresh.as_view(), name="plan-refresh"),
    path("plans/<int:pk>/publish/", plans.PlanPublish.as_view(), name="plan-publish"),
    path("plans/<int:pk>/discard/", plans.PlanDiscard.as_view(), name="plan-discard"),
    path("plans/<int:pk>/instance/", plans.PlanInstance.as_view(), name="plan-instance"),
    path("plans/<int:pk>/plan/", plans.PlanFile.as_view(), name="plan-file"),
    path("fairs/<int:pk>/locks/", allocation.LockList.as_view(), name="lock-list"),
    path(
        "fairs/<int:pk>/locks/<int:application>/",
        allocation.LockDetail.as_view(),
        name="lock-detail",
    ),
    path("fairs/<int:pk>/rivals/", allocation.RivalList.as_view(), name="rival-list"),
    path(
        "fairs/<int:pk>/rivals/<int:pair>/", allocation.RivalDetail.as_view(), name="rival-detail"
    ),
    path("fairs/<int:pk>/letters/", allocation.Letters.as_view(), name="letter-list"),
    path("my/places/", places.MyPlaces.as_view(), name="my-place-list"),
    path("my/places/<int:pk>/letter/", places.PlaceLetter.as_view(), name="my-place-letter"),
    path("my/places/<int:pk>/confirm/", places.ConfirmPlace.as_view(), name="my-place-confirm"),
]
