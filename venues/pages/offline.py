"""The offline reporting page: a shell without data in each language, and what installs it.

The shell, its sentences and its assets are kept together by the service worker under one version;
nothing that a signed-in person sees is. Data come over the API and stay in the page's database.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from venues.pages.offline_texts import TEXTS
from venues.rules.reports import report_rules

FOLDER = "venues/offline"
STYLES = ("vendor/bootstrap.css", "fonts/fonts.css", "app/app.css")
FONTS = (
    *(
        f"fonts/be-vietnam-pro-{weight}-{script}.woff2"
        for weight in (400, 600)
        for script in ("latin", "vietnamese")
    ),
    "fonts/hoi-cho-num-400.woff2",
    "fonts/hoi-cho-num-600.woff2",
)
PICTURES = ("icons.svg", "app/icon.svg", f"{FOLDER}/icon-192.png", f"{FOLDER}/icon-512.png")
MODULES = tuple(
    f"{FOLDER}/{path.name}"
    for path in sorted((Path(__file__).parents[1] / "static" / FOLDER).glob("*.js"))
)
THEME = "#0a5c43"


def entry(request: HttpRequest) -> HttpResponse:
    """The page in the reader's language; the installed page begins here."""
    return redirect("venues:offline_shell", translation.get_language() or settings.LANGUAGE_CODE)


def shell(request: HttpRequest, language: str) -> HttpResponse:
    """The page itself: the same for everybody."""
    return _public(HttpResponse(shell_page(_known(language))), language)


def texts(request: HttpRequest, language: str) -> HttpResponse:
    """The sentences of the page's scripts and the rules of both reports."""
    return _public(JsonResponse(shell_texts(_known(language))), language)


def manifest(request: HttpRequest, language: str) -> HttpResponse:
    """What a phone needs to put the page among its programs."""
    answer = JsonResponse(shell_manifest(_known(language)))
    answer["Content-Type"] = "application/manifest+json"
    return _public(answer, language)


def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; its text changes with anything it keeps, which is how it is renewed."""
    context = {
        "release": release(),
        "kept": json.dumps(kept_addresses()),
        "scope": json.dumps(reverse("venues:offline")),
    }
    text = render_to_string("venues/offline/worker.js", context)
    return HttpResponse(text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _known(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return language


def _public(response: HttpResponse, language: str) -> HttpResponse:
    response["Cache-Control"] = "no-cache"
    response["Content-Language"] = language
    return response


def shell_page(language: str) -> str:
    """The page's HTML in a language."""
    with translation.override(language):
        context = {
            "LANGUAGE_CODE": language,
            "languages": [
                (code, translation.get_language_info(code)["name_local"].capitalize())
                for code, _name in settings.LANGUAGES
            ],
            "styles": STYLES,
            "modules": MODULES,
            "main": f"{FOLDER}/main.js",
            "touch_icon": f"{FOLDER}/icon-192.png",
            "theme": THEME,
            "demo": settings.DEMO,
        }
        return render_to_string("venues/offline/shell.html", context)


def shell_texts(language: str) -> dict[str, Any]:
    """{"rules": …, "texts": {name: sentence}} in a language."""
    with translation.override(language):
        return {
            "rules": report_rules(),
            "texts": {name: str(text) for name, text in TEXTS.items()},
        }


def shell_manifest(language: str) -> dict[str, Any]:
    with translation.override(language):
        scope = reverse("venues:offline")
        return {
            "id": scope,
            "start_url": scope,
            "scope": scope,
            "lang": language,
            "name": gettext("OCOP point reports"),
            "short_name": gettext("OCOP reports"),
            "display": "standalone",
            "background_color": "#f6f8f7",
            "theme_color": THEME,
            "icons": [
                {
                    "src": static(f"{FOLDER}/icon-{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": "any maskable",
                }
                for size in (192, 512)
            ],
        }


def kept_addresses() -> list[str]:
    """Everything the service worker keeps: three shells with their sentences, and the assets."""
    pages = [
        reverse(f"venues:offline_{name}", args=[code])
        for code, _name in settings.LANGUAGES
        for name in ("shell", "texts", "manifest")
    ]
    return [*pages, *(static(name) for name in _assets())]


def _assets() -> list[str]:
    return [*STYLES, *FONTS, *PICTURES, *MODULES]


def release() -> str:
    """The version of all that is kept: it changes with any of it."""
    digest = hashlib.sha256()
    for code, _name in settings.LANGUAGES:
        parts = (shell_page(code), shell_texts(code), shell_manifest(code))
        digest.update(json.dumps(parts, sort_keys=True).encode())
    for name in _assets():
        digest.update(static(name).encode())
        if found := finders.find(name):
            digest.update(Path(found).read_bytes())
    return digest.hexdigest()[:12]
