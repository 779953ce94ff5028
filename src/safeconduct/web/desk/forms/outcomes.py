"""What is asked when a body has found something, or the UN or a State has done something."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.cases.terms import Authority, Progress, Stage
from safeconduct.vocabulary import conduct, shelf
from safeconduct.vocabulary.shelf import Choices
from safeconduct.web.desk.forms.fields import day, one_of, words
from safeconduct.web.desk.wording import LISTS
from safeconduct.web.shared.days import today

LONGEST = 36500


class FindingForm(forms.Form):
    """What was found on this charge."""

    stage = forms.ChoiceField(label=_("Is it final?"), choices=Stage, widget=forms.RadioSelect)
    result = one_of(_("Finding"), lambda: shelf.choices("finding_results", today()))
    body = one_of(_("Found by"), lambda: shelf.choices("bodies", today()))
    found_on = day(_("Day of the finding"))
    reasons = words(
        _("Reasons"), required=False, help_text=_("Sealed with the facts of the matter.")
    )

    def __init__(self, received: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = received

    def clean_found_on(self) -> date:
        found: date = self.cleaned_data["found_on"]
        if found < self.received:
            raise forms.ValidationError(_("The finding is earlier than the report."))
        return found


def measures() -> Choices:
    """Every measure in force under who takes it; each is known as authority and code together."""
    return [
        (
            str(authority.label),
            [
                (f"{authority.value} {term.code}", term.label)
                for term in shelf.in_force(name, today())
            ],
        )
        for authority, name in LISTS.items()
    ]


class MeasureForm(forms.Form):
    """What was done about it, by whom, and for which charge."""

    measure = one_of(_("Measure"), measures)
    progress = forms.ChoiceField(
        label=_("How far it is"), choices=Progress, initial=Progress.DECIDED
    )
    decided_on = day(_("Day of the decision"))
    length_days = forms.IntegerField(
        label=_("Length in days"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=_("Of a sentence, a suspension or a leave."),
    )
    charge = one_of(
        _("If it was for something else, for what?"),
        lambda: shelf.choices(conduct.DESIGNATIONS),
        required=False,
        help_text=_("Somebody cleared of one charge may be punished for another."),
    )

    def taken(self) -> tuple[Authority, str]:
        """The authority and the code of the measure that was chosen."""
        authority, _space, code = self.cleaned_data["measure"].partition(" ")
        return Authority(authority), code
