"""The pages problem documents point to: what a code means and what to do, in every language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.problems import PROBLEMS


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """All codes with their meaning, in the reader's language."""
    context = {"title": _("Problems of the API"), "problems": sorted(PROBLEMS.items())}
    return render(request, "config/problems.html", context)


@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """One code, in the reader's language first and in the others below: who reads it may pass
    it on to somebody else."""
    if code not in PROBLEMS:
        raise Http404
    first = translation.get_language()
    languages = sorted(dict(settings.LANGUAGES), key=lambda language: language != first)
    context = {
        "title": _("Problem “%(code)s”") % {"code": code},
        "breadcrumb": [(_("Problems of the API"), reverse("problems"))],
        "problem": PROBLEMS[code],
        "languages": languages,
    }
    return render(request, "config/problem.html", context)
