"""Addresses of the pages of fairs."""

from django.urls import path

from fairs.pages import (
    applications,
    audience,
    clone,
    decisions,
    drafts,
    fairs,
    layout,
    lifecycle,
    on_behalf,
    past,
    plan_urls,
    quotas,
    review,
    seminar_urls,
)

app_name = "fairs"

urlpatterns = [
    path("fairs/", fairs.FairList.as_view(), name="fairs"),
    path("fairs/new/", fairs.fair_new, name="fair_new"),
    path("fairs/past/", past.PastList.as_view(), name="past"),
    path("fairs/series/new/", fairs.series_new, name="series_new"),
    path("fairs/<int:pk>/", fairs.fair, name="fair"),
    path("fairs/<int:pk>/edit/", fairs.fair_edit, name="fair_edit"),
    path("fairs/<int:pk>/manage/", lifecycle.manage, name="manage"),
    path("fairs/<int:pk>/state/", lifecycle.fair_state, name="fair_state"),
    path("fairs/<int:pk>/campaign/", audience.fair_campaign, name="fair_campaign"),
    path("campaigns/<int:pk>/audience/", audience.audience_page, name="audience"),
    path("fairs/<int:pk>/clone/", clone.fair_clone, name="fair_clone"),
    path("fairs/<int:pk>/quotas/", quotas.quotas, name="quotas"),
    path("fairs/<int:pk>/plan/", layout.plan, name="floor_plan"),
    path("fairs/<int:pk>/halls/new/", layout.hall_new, name="hall_new"),
    path("fairs/<int:pk>/halls/<int:hall>/", layout.hall_edit, name="hall_edit"),
    path("fairs/<int:pk>/halls/<int:hall>/remove/", layout.hall_remove, name="hall_remove"),
    path("booths/<int:pk>/", layout.booth, name="booth"),
    path("fairs/<int:pk>/apply/", drafts.apply, name="apply"),
    path("fairs/<int:pk>/apply-for/", on_behalf.apply_for, name="apply_for"),
    path("applications/", applications.ApplicationList.as_view(), name="applications"),
    path("applications/<int:pk>/", applications.application, name="application"),
    path("applications/<int:pk>/withdraw/", applications.withdraw, name="withdraw"),
    path("fairs/<int:pk>/review/", review.review, name="review"),
    path("fairs/<int:pk>/decisions/", decisions.DecisionList.as_view(), name="decisions"),
    path("fairs/<int:pk>/decisions/accept/", decisions.accept, name="accept_suggested"),
    path("fairs/<int:pk>/decisions/announce/", decisions.announce, name="announce"),
    path("applications/<int:pk>/review/", review.judge, name="judge"),
    path("applications/<int:pk>/reopen/", review.reopen, name="reopen"),
    path("applications/<int:pk>/on-time/", review.on_time, name="on_time"),
    path("applications/<int:pk>/decide/", decisions.decide, name="decide"),
    *plan_urls.urlpatterns,
    *seminar_urls.urlpatterns,
]
