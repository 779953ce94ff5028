"""The form of a report that is taken down: every question on one page, and how it was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from safeconduct.intake import form
from safeconduct.intake.terms import ReadBack
from safeconduct.vocabulary import shelf
from safeconduct.web.desk.forms.fields import one_of
from safeconduct.web.shared.asking import Asked

OWN_WAYS = frozenset({"web", "register"})  # nobody takes these down by hand
CHANNEL, SPOKEN = "came_by", "speaks_in"  # no code of a question has such a sign


def ways() -> list[tuple[str, str]]:
    """The channels by which something can reach a desk that then writes it down."""
    return [
        (term.code, term.label)
        for term in shelf.terms("channels")
        if term.until is None and term.code not in OWN_WAYS
    ]


class TakenForm(Asked):
    """Every question of a version at once. What has to be answered is held to when it is sent."""

    def __init__(
        self, asked: form.Form, missions: Mapping[str, str], on: date, *args: Any, **kwargs: Any
    ) -> None:
        optional = [
            replace(question, required=question.required and not page.after)
            for page in asked.pages
            for question in page.questions
            if question.kind != "file"
        ]
        everything = replace(asked.pages[0], questions=tuple(optional))
        super().__init__(everything, missions, on, *args, **kwargs)
        self.fields[CHANNEL] = one_of(_("How did it reach you?"), ways)
        self.fields[SPOKEN] = forms.ChoiceField(
            label=_("Which language do they read?"),
            choices=settings.REPORTER_LANGUAGES,
            help_text=_("Their receipt is in this language."),
        )

    def answers(self) -> dict[str, form.Answer]:
        """What was said to the questions alone."""
        return {
            name: said for name, said in super().answers().items() if name not in {CHANNEL, SPOKEN}
        }


class ReadBackForm(forms.Form):
    """Whether it was read back, before it is sent."""

    read_back = forms.ChoiceField(
        label=_("Did you read it back to them?"), choices=ReadBack, widget=forms.RadioSelect
    )


class KeptForm(forms.Form):
    """One word of the receipt, as they read it from their own paper."""

    group = forms.CharField(
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
