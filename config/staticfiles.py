"""Static files: what is collected, and how it is named and compressed."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Files of installed apps that no page loads: other builds, sources, documentation.
UNUSED = (
    "js_lib_leaflet/*",
    "django_htmx/*",
    "rest_framework/*",
    "drf_spectacular_sidecar/redoc/*",
    "drf_spectacular_sidecar/*/*.map",
    "drf_spectacular_sidecar/*/swagger-ui-es-*",
    "drf_spectacular_sidecar/*/swagger-ui.js",
    "drf_spectacular_sidecar/*/oauth2-redirect.*",
    "*.map",
)
COMPRESSED = ("app/", "fonts/fonts.", "icons.", "vendor/", "venues/")
MODULES = "venues/offline/*.js"


class AppFinder(AppDirectoriesFinder):
    """The static folders of the installed apps, without what no page loads."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:
        return super().list([*(ignore_patterns or ()), *UNUSED])


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Names with a hash of the content; only what every page loads is also stored compressed.

    Compressing everything takes most of a first start, for files that are rarely asked for.
    """

    # Comments naming source maps are not references: the maps are not shipped.
    # The modules of the offline page import each other: those names get their hashes as well.
    patterns = (
        *(
            (extension, tuple(rule for rule in rules if "sourceMappingURL" not in str(rule)))
            for extension, rules in CompressedManifestStaticFilesStorage.patterns
            if extension == "*.css"
        ),
        (
            MODULES,
            CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
        ),
    )

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        yield from super().compress_files([p for p in paths if p.startswith(COMPRESSED)])
