"""Turns a page of questions into fields. What may be said to them is decided in intake.form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from safeconduct.intake.form import UNKNOWN, Answer, Page, Question, Refused, accept

PARTS = ("day", "month", "year")
OURS = frozenset({"csrfmiddlewaretoken", "skip", "save", "seen", "voice", "unsay"})


class PartialDate(forms.Widget):
    """Day, month and year, each of which may be left empty."""

    template_name = "shared/partial_date.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the three values and the names of the months."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if isinstance(value, str):
            value = dict(zip(reversed(PARTS), value.split("-"), strict=False))
        said = {part: str((value or {}).get(part) or "") for part in PARTS}
        chosen = said["month"].lstrip("0")
        months = [(str(number), label, str(number) == chosen) for number, label in MONTHS.items()]
        context["widget"] |= {
            "day": said["day"].lstrip("0"),
            "year": said["year"],
            "months": months,
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """Read the three inputs."""
        return {part: data.get(f"{name}-{part}", "") for part in PARTS}

    def id_for_label(self, id_: str) -> str:
        """A fieldset has no single input to point at."""
        return ""


class Said(forms.Field):
    """A field that holds what is said to its question, through the question's own check."""

    def __init__(self, question: Question, missions: Mapping[str, str], today: date) -> None:
        self.question, self.missions, self.today = question, missions, today
        super().__init__(
            required=question.required,
            label=question.label,
            help_text=question.help,
            widget=_widget(question, missions),
        )

    def clean(self, value: Any) -> Answer | None:
        """Accept or refuse it, with one line."""
        try:
            return accept(
                self.question,
                "" if value is None else value,
                today=self.today,
                missions=self.missions,
            )
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


class Asked(forms.Form):
    """One page of questions."""

    def __init__(
        self, page: Page, missions: Mapping[str, str], today: date, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for question in page.questions:
            self.fields[question.code] = Said(question, missions, today)

    def clean(self) -> dict[str, Any]:
        """Refuse whatever this page did not ask."""
        known = set(OURS)
        for name, field in self.fields.items():
            partial = isinstance(field.widget, PartialDate)
            known |= {f"{name}-{part}" for part in PARTS} if partial else {name}
        if set(self.data) - known:
            raise forms.ValidationError(_("This page does not ask that."))
        return self.cleaned_data

    def only_empty(self) -> bool:
        """Say whether what is refused is no more than an answer that was not given yet."""
        empty = [name for name in self.errors if name in self.fields and not self[name].data]
        return len(empty) == len(self.errors)

    def answers(self) -> dict[str, Answer]:
        """What was said, by question; nothing where nothing was said."""
        return {name: said or "" for name, said in self.cleaned_data.items()}


def _widget(question: Question, missions: Mapping[str, str]) -> forms.Widget:
    choices = [*missions.items(), (UNKNOWN, _("I do not know"))]
    short = question.lines == 1 or question.kind == "place"
    text = forms.TextInput if short else forms.Textarea
    size = {} if short else {"rows": question.lines}
    widgets: dict[str, forms.Widget] = {
        "choice": forms.RadioSelect(choices=question.choices),
        "yes-no": forms.RadioSelect(choices=question.choices),
        "choices": forms.CheckboxSelectMultiple(choices=question.choices),
        "mission": forms.RadioSelect(choices=choices),
        "date": forms.DateInput(attrs={"type": "date"}),
        "date-approximate": PartialDate(),
    }
    return widgets.get(question.kind, text(attrs={"dir": "auto", **size}))


def mission_labels(missions: Collection[Any]) -> dict[str, str]:
    """Return code and name of missions as the form offers them."""
    return {m.code: f"{m.code}: {m.name}" if m.name != m.code else m.code for m in missions}
