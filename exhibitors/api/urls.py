"""Addresses of the API of exhibitors."""

from django.urls import path

from exhibitors.api import certificates, imports, members, papers, places, producers, products

urlpatterns = [
    path("communes/", places.CommuneList.as_view(), name="commune-list"),
    path("craft-villages/", places.VillageList.as_view(), name="village-list"),
    path("catalogue/", places.CatalogueList.as_view(), name="catalogue-list"),
    path("catalogue/<int:pk>/", places.CatalogueDetail.as_view(), name="catalogue-detail"),
    path("producers/", producers.ProducerList.as_view(), name="producer-list"),
    path("producers/<int:pk>/", producers.ProducerDetail.as_view(), name="producer-detail"),
    path("producers/<int:pk>/verify/", producers.ProducerVerify.as_view(), name="producer-verify"),
    path(
        "producers/<int:pk>/suspend/", producers.ProducerSuspend.as_view(), name="producer-suspend"
    ),
    path("producers/<int:pk>/merge/", producers.ProducerMerge.as_view(), name="producer-merge"),
    path("producers/<int:pk>/members/", members.MemberList.as_view(), name="member-list"),
    path(
        "producers/<int:pk>/members/<int:member_pk>/",
        members.MemberDetail.as_view(),
        name="member-detail",
    ),
    path("products/", products.ProductList.as_view(), name="product-list"),
    path("products/<int:pk>/", products.ProductDetail.as_view(), name="product-detail"),
    path(
        "products/<int:pk>/withdraw/", products.ProductWithdraw.as_view(), name="product-withdraw"
    ),
    path(
        "products/<int:pk>/certificates/",
        certificates.ProductCertificates.as_view(),
        name="product-certificate-list",
    ),
    path("certificates/", certificates.CertificateList.as_view(), name="certificate-list"),
    path(
        "certificates/<int:pk>/",
        certificates.CertificateDetail.as_view(),
        name="certificate-detail",
    ),
    path(
        "certificates/<int:pk>/revoke/",
        certificates.CertificateRevoke.as_view(),
        name="certificate-revoke",
    ),
    path("decision-lists/", papers.DecisionLists.as_view(), name="decision-list-order"),
    path("expiry-notices/", papers.ExpiryNotices.as_view(), name="expiry-notice-order"),
    path("producers/<int:pk>/papers/", papers.ProducerPapers.as_view(), name="producer-paper-list"),
    path(
        "producers/<int:pk>/papers/<int:document>/",
        papers.ProducerPaper.as_view(),
        name="producer-paper",
    ),
    path("recognition-imports/", imports.ImportList.as_view(), name="recognition-import-list"),
    path(
        "recognition-imports/<int:pk>/",
        imports.ImportDetail.as_view(),
        name="recognition-import-detail",
    ),
]
