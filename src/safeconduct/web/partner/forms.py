"""What a State is asked: what it elects to do, in which words, and who investigates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.memberstates.actions import Answer
from safeconduct.memberstates.rules import ANSWERS
from safeconduct.memberstates.terms import Act

LONGEST = 20000


class AnswerForm(forms.Form):
    """The answer to one referral."""

    election = forms.ChoiceField(label=_("What will your Government do?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("Sealed. Only your desk and the conduct desks in charge can open it."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "autocomplete": "off"}),
    )
    officer = forms.CharField(
        label=_("Name of your national investigation officer"),
        help_text=_("If your Government investigates and the officer is known. Sealed too."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    contact = forms.CharField(
        label=_("How to reach the officer"),
        help_text=_("Telephone, e-mail or postal address."),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    def __init__(self, acts: Sequence[Act], *args: Any, **kwargs: Any) -> None:
        """`acts` are what the actor could do with the referral now."""
        super().__init__(*args, **kwargs)
        field = self.fields["election"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(act.value, act.label) for act in acts if act in ANSWERS]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        named = said.get("officer")
        if named and said.get("election") == Act.DECLINE:
            self.add_error("officer", _("Name an officer only if your Government investigates."))
        if named and not said.get("contact"):
            self.add_error("contact", _("Say how the officer can be reached."))
        if said.get("contact") and not named:
            self.add_error("officer", _("Whose contact is it? Write the officer's name."))
        return said

    def answer(self) -> Answer:
        """The accepted answer, to be sealed."""
        said = self.cleaned_data
        return Answer(said["text"], said["officer"], said["contact"])
