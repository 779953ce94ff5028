"""What is asked of whoever writes the questions of the report form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.intake.form import Faulty, read
from safeconduct.intake.rules import LARGEST_FORM


class QuestionsForm(forms.Form):
    """The text of a version of the form."""

    text = forms.CharField(
        label=_("The form"),
        help_text=_(
            "Pages and questions, in TOML. A new version has a new code in its first line."
        ),
        max_length=LARGEST_FORM,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 24, "dir": "ltr", "spellcheck": "false", "class": "code"}
        ),
    )

    def clean_text(self) -> str:
        """Refuse a text that is no form, with one line that says where."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        try:
            read(text)
        except Faulty as fault:
            raise forms.ValidationError(str(fault)) from fault
        return text
