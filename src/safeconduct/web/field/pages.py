"""What a tablet keeps of us for the time without a network: the page, the questions, the places.

All of it is the same for everybody and holds nobody's words.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safeconduct.intake.terms import ReadBack
from safeconduct.web.field import content
from safeconduct.web.shared.doors import Door, door

SHARED = ("hpke", "store", "locked", "sending")  # what the worker runs too
SCRIPTS = (*SHARED, "receipt", "screens", "asking", "handing", "drafting", "queue", "start")
View = Callable[..., HttpResponse]


def in_language(view: View) -> View:
    """Answer in the language of the address; in one this face does not speak, nothing is here."""

    @wraps(view)
    def speak(request: HttpRequest, language: str, **kwargs: Any) -> HttpResponse:
        if language not in dict(settings.REPORTER_LANGUAGES):
            raise Http404
        with translation.override(language):
            return view(request, **kwargs)

    return speak


@door(Door.REPORTER)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The page in our own language; on a tablet that spoke another, a script goes on to that."""
    with translation.override(settings.LANGUAGE_CODE):
        return HttpResponse(_page())


@door(Door.REPORTER)
@require_safe
@in_language
def shell(request: HttpRequest) -> HttpResponse:
    """The page in one language."""
    return HttpResponse(_page())


@door(Door.REPORTER)
@require_safe
@in_language
def questions(request: HttpRequest) -> HttpResponse:
    """What is asked in one language, where else one can go, and what receipts are made of."""
    return JsonResponse(content.everything(), json_dumps_params={"ensure_ascii": False})


@door(Door.REPORTER)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that answers while there is no network. It differs when any of its pages does."""
    told = {"version": _version(), "pages": _pages(), "files": _files(), "shared": _urls(SHARED)}
    return render(request, "field/worker.js", told, content_type="text/javascript")


@door(Door.REPORTER)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the tablet calls the page when it is installed: nothing that tells what it is for."""
    with translation.override(settings.LANGUAGE_CODE):
        name = settings.NEUTRAL_TITLE or _("Notes")
    icon = {"src": static("field/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {
            "name": name,
            "short_name": name,
            "start_url": reverse("field:start"),
            "scope": reverse("field:start"),
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#ffffff",
            "icons": [icon],
        }
    )


def _page() -> str:
    """Render without a request: the page is kept, so nothing of one visit may stand in it."""
    spoken = settings.REPORTER_LANGUAGES
    return render_to_string(
        "field/shell.html",
        {
            "languages": [
                (code, name, reverse("field:shell", args=[code])) for code, name in spoken
            ],
            "scripts": _urls(SCRIPTS),
            "read_back": ReadBack.choices,
            "neutral_title": settings.NEUTRAL_TITLE,
            "is_demo": settings.DEMO,
        },
    )


def _version() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        pages = [_page()]
    for code, _name in settings.REPORTER_LANGUAGES:
        with translation.override(code):
            pages.append(f"{get_language()} {_page()}")
    return f"{zlib.crc32(''.join(pages).encode()):08x}"


def _pages() -> list[str]:
    spoken = [reverse("field:shell", args=[code]) for code, _name in settings.REPORTER_LANGUAGES]
    return [reverse("field:start"), *spoken]


def _files() -> list[str]:
    return [
        static("shared/safeconduct.css"),
        static("field/icon.svg"),
        reverse("field:manifest"),
        *_urls(SCRIPTS),
    ]


def _urls(names: tuple[str, ...]) -> list[str]:
    return [static(f"field/{name}.js") for name in names]
