"""The REST API, version 1. Route names are `api:<noun>-<list|detail|action>`."""

from django.urls import include, path

from config.pages.api_docs import docs, schema

app_name = "api"

urlpatterns = [
    path("schema/", schema, name="schema"),
    path("docs/", docs, name="docs"),
    path("", include("accounts.api.urls")),
    path("", include("notifications.api.urls")),
    path("", include("exhibitors.api.urls")),
    path("", include("venues.api.urls")),
    path("", include("fairs.api.urls")),
]
