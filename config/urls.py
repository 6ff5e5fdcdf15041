"""Addresses of the pages; the API's are in api_urls.py."""

from django.urls import include, path

from config.pages import security

handler400 = "common.handlers.bad_request"
handler403 = "common.handlers.forbidden"
handler404 = "common.handlers.not_found"
handler429 = "common.handlers.too_many"
handler500 = "common.handlers.server_error"

urlpatterns = [
    path("", include("config.pages.urls")),
    path("api/v1/", include("config.api_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path("accounts/", include("accounts.pages.entrance")),
    path("", include("accounts.pages.urls")),
    path("", include("notifications.pages.urls")),
    path("", include("exhibitors.pages.urls")),
    path("", include("venues.pages.urls")),
    path("", include("fairs.pages.urls")),
]
