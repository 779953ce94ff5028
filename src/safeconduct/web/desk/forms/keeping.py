"""What is asked about keeping records: which to propose, and why one is held."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.vocabulary import shelf
from safeconduct.web.desk.forms.fields import one_of
from safeconduct.web.shared.days import today


class Proposal(forms.Form):
    """Which of the records that are due are proposed."""

    scopes = forms.MultipleChoiceField(
        label=_("Records that are due"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, offered: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = offered


class HoldForm(forms.Form):
    """Why a record may not be destroyed for now: a code."""

    reason = one_of(
        _("Why is it kept?"),
        lambda: shelf.choices("hold_reasons", today()),
        help_text=_("As long as the hold stands, nobody can propose or destroy this record."),
    )
