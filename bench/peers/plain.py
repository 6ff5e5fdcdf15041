"""The same rows as a Django REST Framework project usually serves them: ModelSerializer,
ModelViewSet, foreign keys by name, its own token, page numbers. Settings and addresses in one."""

from typing import Any

from config.settings import dev
from config.settings.dev import *  # noqa: F403 - the same installation, served differently

ROOT_URLCONF = "bench.peers.plain_urls"
INSTALLED_APPS = [*dev.INSTALLED_APPS, "rest_framework.authtoken"]
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
}
