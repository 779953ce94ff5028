"""The public pages: published numbers, definitions, standards, and how to report."""

from __future__ import annotations

from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from safeconduct.transparency import published
from safeconduct.transparency.published import Series, Shape
from safeconduct.vocabulary import shelf
from safeconduct.web.public import downloads, figures, sentences
from safeconduct.web.public.front import ANYONE, door

C = TypeVar("C", Series, Shape)


@door(ANYONE)
def home(request: HttpRequest) -> HttpResponse:
    """One true sentence, its number and its chart, and where to go from here."""
    release = published.latest()
    if release is None:
        return render(request, "public/home.html", {"here": "home"})
    shown = figures.show(release, Series.SEA_ALLEGATIONS, QueryDict())
    context = {"here": "home", "release": release, "figure": figures.by_year(shown)}
    return render(request, "public/home.html", context)


@door(ANYONE)
def numbers(request: HttpRequest, series: str = Series.SEA_ALLEGATIONS.value) -> HttpResponse:
    """One series of the latest release, by year, with its filters, rule, date and protection."""
    counted = _one_of(Series, series)
    context: dict[str, Any] = {"series": counted, "every_series": sentences.links()}
    context["here"] = "numbers"
    release = published.latest()
    if release is None:
        return render(request, "public/numbers.html", context)
    shown = figures.show(release, counted, request.GET)
    context |= {
        "release": release,
        "shown": shown,
        "figure": figures.by_year(shown),
        "parts": [
            {"by": by, "chart": figures.across(shown, by), "table": figures.table(shown, by)}
            for by in ("mission", "category")
        ],
        "categories": [(code, published.category_label(code)) for code in shown.categories.rows],
        "rule": published.rule_of(counted),
        "vintages": figures.vintages(counted),
        "not_covered": published.NOT_COVERED,
    }
    return render(request, "public/numbers.html", context)


@door(ANYONE)
def download(request: HttpRequest, series: str, shape: str) -> HttpResponse:
    """One shown table as CSV, under the same filters as the page."""
    counted, laid_out = _one_of(Series, series), _one_of(Shape, shape)
    release = published.latest()
    if release is None:
        raise Http404
    return downloads.of_series(figures.show(release, counted, request.GET), laid_out)


@door(ANYONE)
def printed_by_the_un(request: HttpRequest) -> HttpResponse:
    """What the United Nations printed, every vintage, apart from what is counted here."""
    main = published.printed_by_the_un(figures.FIELD)
    others = [
        (term, published.printed_by_the_un(term.code))
        for term in published.series_of_the_un()
        if term.code != figures.FIELD
    ]
    context = {
        "here": "numbers",
        "every_series": sentences.links(),
        "chart": figures.of_the_un(main),
        "main": main,
        "others": [(term, printed) for term, printed in others if printed],
    }
    return render(request, "public/un.html", context)


@door(ANYONE)
def download_of_the_un(request: HttpRequest) -> HttpResponse:
    """Every published reference figure as CSV."""
    return downloads.of_the_un()


@door(ANYONE)
def definitions(request: HttpRequest) -> HttpResponse:
    """What is counted, by which rule, and what every word means."""
    context = {
        "here": "definitions",
        "rules": published.RULES,
        "categories": [
            (term, published.category_label(term.group))
            for term in shelf.terms("personnel_categories")
        ],
        "types": shelf.terms("sea_types"),
        "findings": shelf.terms("finding_results"),
    }
    return render(request, "public/definitions.html", context)


@door(ANYONE)
def standards(request: HttpRequest) -> HttpResponse:
    """What everybody who serves is held to."""
    return render(request, "public/standards.html", {"here": "standards"})


@door(ANYONE)
def how_to_report(request: HttpRequest) -> HttpResponse:
    """How to report, what happens then, and what nobody has to do."""
    return render(request, "public/how_to_report.html", {"here": "how-to-report"})


def _one_of(words: type[C], code: str) -> C:
    try:
        return words(code)
    except ValueError:
        raise Http404 from None
