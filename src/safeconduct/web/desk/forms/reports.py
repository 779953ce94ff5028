"""What is asked about a report."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.intake.terms import SetAside
from safeconduct.web.desk.forms.fields import Chosen, offer, words

REASONS = [
    ("triage", _("To decide what to do with it")),
    ("handling", _("To work on the matter")),
    ("review", _("To review a decision")),
    ("answer", _("To answer the reporter")),
]


class Reason(forms.Form):
    """Why sealed words are opened: a code, for the audit log."""

    reason = forms.ChoiceField(label=_("Why do you open it?"), choices=REASONS)


class Opening(Reason):
    """Which sealed entry is opened, and why."""

    seal = forms.CharField(max_length=16)


class Letter(forms.Form):
    """A message to the reporter."""

    text = words(
        _("What the reporter will read"),
        help_text=_("Name nobody. Somebody else may look over their shoulder."),
    )


class SetAsideForm(forms.Form):
    """Why a report leaves the inbox."""

    why = forms.ChoiceField(label=_("Reason"), choices=SetAside, widget=forms.RadioSelect)


class Together(SetAsideForm):
    """Why many reports leave the inbox at once, and how many were shown."""

    seen = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class OpenMatter(forms.Form):
    """In which mission a matter is opened."""

    mission = Chosen(_("Mission"), to_field_name="code", said=lambda m: f"{m.code} · {m.name}")

    def __init__(self, missions: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "mission", missions)


class JoinMatter(forms.Form):
    """The number of the matter a report belongs to; cleaned, it is that matter."""

    number = forms.CharField(
        label=_("Number of the matter"), max_length=40, help_text=_("Such as UNMISS-2026-00042.")
    )

    def __init__(self, find: Callable[[str], Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.find = find

    def clean_number(self) -> Any:
        found = self.find(self.cleaned_data["number"])
        if found is None:
            raise forms.ValidationError(_("You have no matter with this number."))
        return found


def first_answer(language: str) -> str:
    """The usual first answer in the language of the report, for the officer to change."""
    with translation.override(language):
        return gettext(
            "We have received your report and somebody has read it. "
            "We will write to you here about what happens next. "
            "If you are in danger, or remember more, write to us here at any time."
        )
