"""What is asked of whoever writes the questions of the report form."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from safeconduct.intake.form import Faulty, read
from safeconduct.intake.recordings import MOST_BYTES, NotHeard, kind_of
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


class RecordingForm(forms.Form):
    """A page read aloud in one language."""

    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.REPORTER_LANGUAGES)
    young = forms.BooleanField(label=_("It says the words for somebody under 18"), required=False)
    file = forms.FileField(
        label=_("The recording"),
        help_text=_("Ogg or Opus, MP3 or M4A, at most 1 MB. Read slowly, in a calm voice."),
        widget=forms.FileInput(attrs={"accept": "audio/*"}),
    )

    def clean_file(self) -> bytes:
        """Refuse a file that is no recording, with one line."""
        raw: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        try:
            kind_of(raw)
        except NotHeard as refused:
            raise forms.ValidationError(str(refused)) from refused
        return raw
