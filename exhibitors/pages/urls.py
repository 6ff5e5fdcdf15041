"""Addresses of the pages of exhibitors."""

from django.urls import path

from exhibitors.pages import (
    catalogue,
    certificates,
    imports,
    papers,
    places,
    producers,
    products,
)

app_name = "exhibitors"
urlpatterns = [
    path("communes/", places.Communes.as_view(), name="communes"),
    path("communes/<int:pk>/", places.commune, name="commune"),
    path("craft-villages/", places.Villages.as_view(), name="villages"),
    path("products/", catalogue.Catalogue.as_view(), name="catalogue"),
    path("products/<int:pk>/", catalogue.catalogue_product, name="catalogue-product"),
    path("my/organisation/", producers.mine, name="mine"),
    path("my/products/", products.MyProducts.as_view(), name="my-products"),
    path("registry/producers/", producers.Producers.as_view(), name="producers"),
    path("registry/producers/new/", producers.producer_new, name="producer-new"),
    path("registry/producers/<int:pk>/", producers.producer, name="producer"),
    path("registry/producers/<int:pk>/edit/", producers.producer_edit, name="producer-edit"),
    path("registry/producers/<int:pk>/merge/", producers.producer_merge, name="producer-merge"),
    path("registry/producers/<int:pk>/members/new/", producers.member_add, name="member-add"),
    path(
        "registry/producers/<int:pk>/members/<int:member_pk>/end/",
        producers.member_end,
        name="member-end",
    ),
    path("registry/producers/<int:pk>/products/new/", products.product_new, name="product-new"),
    path(
        "registry/producers/<int:pk>/state/<slug:to>/",
        producers.producer_state,
        name="producer-state",
    ),
    path("registry/products/", products.Products.as_view(), name="products"),
    path("registry/products/<int:pk>/", products.product, name="product"),
    path("registry/products/<int:pk>/edit/", products.product_edit, name="product-edit"),
    path(
        "registry/products/<int:pk>/withdraw/", products.product_withdraw, name="product-withdraw"
    ),
    path(
        "registry/products/<int:pk>/certificates/new/",
        certificates.certificate_new,
        name="certificate-new",
    ),
    path("registry/certificates/", certificates.Certificates.as_view(), name="certificates"),
    path(
        "registry/certificates/decision-list/", papers.make_decision_list, name="decision-list-make"
    ),
    path(
        "registry/certificates/expiry-notices/",
        papers.make_expiry_notices,
        name="expiry-notices-make",
    ),
    path(
        "registry/producers/<int:pk>/papers/<int:document>/",
        papers.producer_paper,
        name="producer-paper",
    ),
    path(
        "registry/certificates/<int:pk>/revoke/",
        certificates.certificate_revoke,
        name="certificate-revoke",
    ),
    path("registry/imports/", imports.Imports.as_view(), name="imports"),
    path("registry/imports/new/", imports.import_new, name="import-new"),
    path("registry/imports/template/", imports.import_template, name="import-template"),
    path("registry/imports/<int:pk>/", imports.import_detail, name="import"),
    path("registry/imports/<int:pk>/errors/", imports.import_errors, name="import-errors"),
]
