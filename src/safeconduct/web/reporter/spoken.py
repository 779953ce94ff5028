"""Questions read aloud, for whoever listens rather than reads. No byte comes before Play."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from safeconduct.access import actors
from safeconduct.intake import form, queries
from safeconduct.web.reporter.pages import here, in_language
from safeconduct.web.shared.doors import Door, door
from safeconduct.web.shared.sound import played


@door(Door.REPORTER)
@require_safe
@in_language
def spoken(request: HttpRequest, reference: str) -> HttpResponse:
    """Play one recording of a version that was published. It names nobody, and nobody is asked."""
    known = queries.recording(actors.reporter(), reference)
    return played(request, known.content_type, bytes(known.content))


def address_of(asked: form.Form, page: form.Page) -> str:
    """Where a page can be listened to in the language now spoken; nothing where it cannot."""
    (written,) = [known for known in asked.pages if known.code == page.code]
    young = written.young is not None and page == written.young
    found = queries.heard(
        actors.reporter(), asked.code, page.code, get_language() or "", young=young
    )
    return here("spoken", reference=found) if found else ""
