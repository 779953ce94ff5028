"""The report form on paper, as both the reporter face and the desk hand it over."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from safeconduct.intake import form, paper
from safeconduct.web.shared import elsewhere


def handed_over(request: HttpRequest, language: str, way: str = "") -> HttpResponse:
    """Answer with the form as a PDF in the language now spoken; its name says nothing.

    `way` is what the address on it carries besides, so that what it says is not asked again. Where
    nobody told us the host of the site for reporters, the paper names no site.
    """
    at = elsewhere.address(request, "reporter:welcome", language)
    site = at + way if elsewhere.is_whole(at) else ""
    answer = HttpResponse(paper.sheet(form.current(), site), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="form-{language}.pdf"'
    return answer
