"""What is asked on the page that explains access: about whom, and which file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safeconduct.web.desk.forms.fields import Chosen, offer


class WhyForm(forms.Form):
    """A person and a file."""

    person = Chosen(_("Person"), said=lambda account: account.name)
    file = forms.CharField(
        label=_("File number or reference"),
        max_length=40,
        help_text=_("The number of a matter, or the reference of a matter or report."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, people: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "person", people)
