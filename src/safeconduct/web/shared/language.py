"""Choosing a language by a plain link, so that no page needs a form token or a cookie before."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safeconduct.web.shared.doors import Door, door


@door(Door.ANYONE)
@require_safe
@never_cache
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the language for this browser session and go back to the page it was chosen on.

    Raises Http404 for a language this installation does not speak. The way back is followed only
    within this site.
    """
    if code not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    answer = HttpResponseRedirect(back)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return answer
