"""The page of a plain form: show, refuse with everything kept, or save and go on."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from common.errors import DomainError
from common.forms import add_domain_error


def form_page(
    request: HttpRequest,
    *,
    form_class: type[forms.Form],
    save: Callable[[Any], Any],
    title: object,
    back: str,
    done: object,
    initial: dict[str, Any] | None = None,
    breadcrumb: list[tuple[object, str]] | None = None,
    submit: object = None,
    confirm: object = None,
    note: object = None,
    go_to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """`save(form)` calls one service; its refusal is shown on the form."""
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save(form)
        except DomainError as error:
            add_domain_error(form, error)
        else:
            messages.success(request, str(done))
            return redirect(go_to(saved) if go_to else back)
    context = {
        "title": title,
        "form": form,
        "back": back,
        "breadcrumb": breadcrumb,
        "submit": submit,
        "confirm": confirm,
        "note": note,
    }
    return render(request, "venues/form.html", context)
