"""Addresses of the pages about allocation and places."""

from django.urls import URLPattern, path

from fairs.pages import (
    assignments,
    fair_rule,
    ledger,
    locks,
    places,
    plan_compare,
    plan_moves,
    plans,
    rivals,
    why,
)

urlpatterns: list[URLPattern] = [
    path("fairs/<int:pk>/plans/", plans.PlanList.as_view(), name="plans"),
    path("fairs/<int:pk>/plans/new/", plans.create, name="plan_create"),
    path("fairs/<int:pk>/plans/compare/", plan_compare.compare_plans, name="plans_compare"),
    path("fairs/<int:pk>/plans/resolve/", plan_moves.resolve, name="plan_resolve"),
    path("plans/<int:pk>/why/<int:application>/", why.why, name="plan_why"),
    path("plans/<int:pk>/moves/", plan_moves.MoveList.as_view(), name="plan_moves"),
    path("fairs/<int:pk>/rule/", fair_rule.rule, name="rule"),
    path("fairs/<int:pk>/rule/edit/", fair_rule.edit, name="rule_edit"),
    path("fairs/<int:pk>/ledger/", ledger.LedgerList.as_view(), name="ledger"),
    path("fairs/<int:pk>/locks/", locks.LockList.as_view(), name="locks"),
    path("fairs/<int:pk>/rivals/", rivals.RivalList.as_view(), name="rivals"),
    path("fairs/<int:pk>/exhibitors/", places.exhibitors, name="exhibitors"),
    path("plans/<int:pk>/", plans.detail, name="plan"),
    path("plans/<int:pk>/assign/", assignments.assign, name="plan_assign"),
    path("plans/<int:pk>/swap/", assignments.swap, name="plan_swap"),
    path("plans/<int:pk>/unassign/", assignments.take_back, name="plan_unassign"),
    path("plans/<int:pk>/lock/", assignments.lock, name="plan_lock"),
    path("plans/<int:pk>/solve/", plans.solve, name="plan_solve"),
    path("plans/<int:pk>/refresh/", plans.refresh, name="plan_refresh"),
    path("plans/<int:pk>/publish/", plans.publish, name="plan_publish"),
    path("plans/<int:pk>/discard/", plans.discard, name="plan_discard"),
    path("plans/<int:pk>/letters/", plans.reissue, name="plan_letters"),
    path("plans/<int:pk>/files/<str:name>/", plans.download, name="plan_file"),
    path("plans/<int:pk>/letters/<int:application>/", plans.letter, name="plan_letter"),
    path("my-places/", places.mine, name="my_places"),
    path("my-places/<int:pk>/", places.my_place, name="my_place"),
    path("my-places/<int:pk>/confirm/", places.confirm, name="my_place_confirm"),
    path("my-places/<int:pk>/letter/", places.letter, name="my_place_letter"),
]
