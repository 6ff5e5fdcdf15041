"""Addresses of the API of fairs."""

from django.urls import path

from fairs.api import (
    applications,
    clone,
    eligibility,
    fairs,
    layout,
    lifecycle,
    on_behalf,
    papers,
    plan_urls,
    quotas,
    results,
    review,
    seminar_urls,
    series,
    submission,
    wishes,
)

urlpatterns = [
    path("fair-series/", series.SeriesList.as_view(), name="fair-series-list"),
    path("fairs/", fairs.FairList.as_view(), name="fair-list"),
    path("fairs/<int:pk>/", fairs.FairDetail.as_view(), name="fair-detail"),
    path("fairs/<int:pk>/state/", lifecycle.FairStateChange.as_view(), name="fair-state"),
    path("fairs/<int:pk>/clone/", clone.FairClone.as_view(), name="fair-clone"),
    path("fairs/<int:pk>/results/", results.FairResults.as_view(), name="fair-results"),
    path("fairs/<int:pk>/papers/", papers.FairPapers.as_view(), name="fair-paper-list"),
    path("seminars/<int:pk>/papers/", papers.SeminarPapers.as_view(), name="seminar-paper-list"),
    path(
        "applications/<int:pk>/papers/",
        papers.ApplicationPapers.as_view(),
        name="application-paper-list",
    ),
    path(
        "applications/<int:pk>/papers/<int:document>/",
        papers.ApplicationPaper.as_view(),
        name="application-paper",
    ),
    path("fairs/<int:pk>/quotas/", quotas.FairQuotas.as_view(), name="fair-quotas"),
    path("fairs/<int:pk>/layout/", layout.FairLayout.as_view(), name="fair-layout"),
    path(
        "fairs/<int:pk>/eligibility/",
        eligibility.FairEligibility.as_view(),
        name="fair-eligibility",
    ),
    path("fairs/<int:pk>/on-behalf/", on_behalf.FairOnBehalf.as_view(), name="fair-on-behalf"),
    path("fairs/<int:pk>/wishes/", wishes.FairWishes.as_view(), name="fair-wishes"),
    path("fairs/<int:pk>/announce/", review.FairAnnounce.as_view(), name="fair-announce"),
    path("booths/<int:pk>/", layout.BoothDetail.as_view(), name="booth-detail"),
    path("applications/", applications.ApplicationList.as_view(), name="application-list"),
    path(
        "applications/<int:pk>/",
        applications.ApplicationDetail.as_view(),
        name="application-detail",
    ),
    path(
        "applications/<int:pk>/submit/",
        submission.ApplicationSubmit.as_view(),
        name="application-submit",
    ),
    path(
        "applications/<int:pk>/withdraw/",
        submission.ApplicationWithdraw.as_view(),
        name="application-withdraw",
    ),
    path(
        "applications/<int:pk>/review/",
        review.ApplicationReview.as_view(),
        name="application-review",
    ),
    path(
        "applications/<int:pk>/reopen/",
        review.ApplicationReopen.as_view(),
        name="application-reopen",
    ),
    path(
        "applications/<int:pk>/decide/",
        review.ApplicationDecide.as_view(),
        name="application-decide",
    ),
    *plan_urls.urlpatterns,
    *seminar_urls.urlpatterns,
]
