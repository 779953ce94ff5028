"""What is asked about a place to report, and about a test of one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from safeconduct.roster.actions import Described
from safeconduct.roster.terms import Ease
from safeconduct.web.desk.forms.fields import Chosen, day, offer, one_of
from safeconduct.web.desk.forms.taking import ways

LONGEST_TEST = 30 * 24 * 60  # a month, in minutes


class PointForm(forms.Form):
    """What is said of a place to report. Everybody can read it."""

    kind = one_of(_("Kind"), ways)
    name = forms.CharField(label=_("Name"), max_length=120)
    place = forms.CharField(label=_("Where it is"), max_length=300, required=False)
    reach = forms.CharField(label=_("Telephone number or address"), max_length=200, required=False)
    hours = forms.CharField(label=_("When it is open"), max_length=200, required=False)
    languages = forms.CharField(label=_("Languages spoken there"), max_length=200, required=False)
    eases = forms.MultipleChoiceField(
        label=_("What makes it easier"),
        choices=Ease,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def described(self) -> Described:
        """What was said, without the mission."""
        said = {name: self.cleaned_data[name] for name in PointForm.base_fields}
        return Described(**said | {"eases": tuple(said["eases"])})


class NewPointForm(PointForm):
    """A place to report of a mission."""

    mission = Chosen(_("Mission"), to_field_name="code", said=lambda m: f"{m.code} · {m.name}")
    field_order = ("mission",)

    def __init__(self, missions: Any, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        offer(self, "mission", missions)


class TestForm(forms.Form):
    """Whether it answered when somebody tried it."""

    tested_on = day(_("When was it tried?"))
    answered = forms.ChoiceField(
        label=_("Did it answer?"),
        choices=(("yes", _("Yes")), ("no", _("No"))),
        widget=forms.RadioSelect,
    )
    minutes = forms.IntegerField(
        label=_("After how many minutes?"),
        help_text=_("0 for at once. Leave empty where it did not answer."),
        min_value=0,
        max_value=LONGEST_TEST,
        required=False,
    )
