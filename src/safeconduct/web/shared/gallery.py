"""Invented content for the page that shows every component, so the look can be judged whole."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from safeconduct.web.shared import charts


class ExampleQuestion(forms.Form):
    """One question, as a reporter meets it."""

    where = forms.ChoiceField(
        label="Where did it happen?",
        help_text="The nearest place you can name. You do not need to be exact.",
        widget=forms.RadioSelect,
        choices=[
            ("camp", "In the camp or settlement"),
            ("town", "In the town or village"),
            ("base", "In or near a base of the mission"),
            ("road", "On the road"),
            ("unsaid", "I would rather not say"),
        ],
    )


class ExampleFields(forms.Form):
    """One field of every kind."""

    note = forms.CharField(label="What happened next?", widget=forms.Textarea, required=False)
    place = forms.CharField(label="Duty station", help_text="As the mission writes it.")
    on = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    body = forms.ChoiceField(
        label="Investigating body", choices=[("", "Choose one"), ("a", "Internal oversight")]
    )
    paper = forms.FileField(label="A photograph or a document", required=False)
    needs = forms.MultipleChoiceField(
        label="What is needed first?",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("m", "Medical care"), ("s", "A safe place"), ("t", "Somebody to talk to")],
    )
    read = forms.BooleanField(label="I have read this back to the person who told me")


def examples() -> dict[str, Any]:
    """Answer everything `shared/components.html` shows; no row of it is real."""
    years = [str(year) for year in range(2013, 2026)]
    counts = [66, 52, 99, 104, 62, 55, 80, 66, 75, 79, 100, 102, 88]
    return {
        "here": "components",
        "question": ExampleQuestion(),
        "question_refused": ExampleQuestion({}, auto_id="again_%s"),
        "fields": ExampleFields(),
        "fields_refused": ExampleFields({"note": "kept", "on": "yesterday"}),
        "words": ["river", "candle", "orbit", "meadow", "seven", "gentle", "harbour", "lemon"],
        "groups": ["4821", "0937", "5560", "1748"],
        "day": date(2026, 3, 4),
        "moment": datetime(2026, 3, 4, 14, 5, tzinfo=UTC),
        "allegations": [
            {
                "subject": "Subject 1",
                "about": "Military contingent member",
                "conduct": "Sexual exploitation",
                "stage": "Under investigation",
                "finding": "",
                "measure": "Payments suspended",
                "url": "#",
            },
            {
                "subject": "Subject 2",
                "about": "Not yet identified",
                "conduct": "Sexual exploitation",
                "stage": "Finding recorded",
                "finding": "Unsubstantiated",
                "measure": "",
                "url": "",
            },
        ],
        "columns": charts.columns(
            _about("by-year", _("Allegations received"), _("Allegations, by year")),
            list(zip(years, counts, strict=True)),
            heads=(_("Year"), _("Allegations")),
        ),
        "bars": charts.bars(
            _about("by-category", _("Personnel category"), _("Allegations, 2025")),
            [("Military", 44), ("Police", 9), ("Civilian", 27), ("Not known", None)],
            heads=(_("Category"), _("Allegations")),
        ),
        "shares": charts.shares(
            _about("results", _("Results of investigations"), _("Share of each year")),
            [("2023", [31, 24, 22, 5]), ("2024", [24, 30, 32, 4]), ("2025", [9, 11, 58, 2])],
            of=_("Year"),
            parts=("Substantiated", "Unsubstantiated", "Pending", "Other"),
        ),
        "line": charts.line(
            _about("received-closed", _("Received and closed"), _("By year")),
            years[5:],
            [("Received", counts[5:]), ("Closed", [40, 61, 70, 58, None, 77, 95, 60])],
            along=_("Year"),
        ),
    }


def _about(ident: str, title: str, unit: str) -> charts.About:
    return charts.About(ident, title, unit, source="An invented register", as_of=date(2026, 6, 30))
