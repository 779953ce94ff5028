"""What is asked of whoever words what reporters read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.wording.rules import LARGEST, LONGEST_CODE, LONGEST_NAME

LARGEST_FILE = 1024 * 1024  # a catalogue of every text is a tenth of it


class WordsForm(forms.Form):
    """The words of one text; of one with a number, the words for each form of the language."""

    def __init__(
        self, examples: Iterable[str], now: Iterable[str], way: str, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        said = list(now)
        for at, numbers in enumerate(examples):
            self.fields[f"words_{at}"] = forms.CharField(
                label=_("Words for %(numbers)s") % {"numbers": numbers} if numbers else _("Words"),
                max_length=LARGEST,
                initial=said[at] if at < len(said) else "",
                widget=forms.Textarea(attrs={"rows": 3, "dir": way, "autocomplete": "off"}),
            )

    def words(self) -> list[str]:
        """What was typed, form by form."""
        return [self.cleaned_data[name].replace("\r\n", "\n") for name in self.fields]


class LanguageForm(forms.Form):
    """A language to be added."""

    code = forms.CharField(
        label=_("Code of the language"),
        max_length=LONGEST_CODE,
        help_text=_("As in BCP 47: rn, or ku-arab where the script has to be told."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    name = forms.CharField(
        label=_("Its name, in its own script"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    right_to_left = forms.BooleanField(label=_("It is written from the right"), required=False)


class CatalogueForm(forms.Form):
    """A gettext catalogue that a translator filled."""

    catalogue = forms.FileField(label=_("The catalogue (.po)"))

    def clean_catalogue(self) -> bytes:
        """Read the file, unless it is far larger than any catalogue of ours."""
        sent = self.cleaned_data["catalogue"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(_("This file is too large for a catalogue."))
        return bytes(sent.read())
