"""What is asked about people and posts by whoever manages accounts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safeconduct.access.terms import NEVER_APPOINTED, Role
from safeconduct.vocabulary import countries
from safeconduct.web.desk.forms.fields import Chosen, offer, one_of

ROLES = [(role.value, role.label) for role in Role if role not in NEVER_APPOINTED]


# Characters nobody sees that turn or hide what stands beside a name: two people would look the
# same in a log. The joiners of Persian and of Indian scripts stay.
UNSEEN = r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"


class NameForm(forms.Form):
    """The name somebody is shown under."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        validators=[RegexValidator(UNSEEN, inverse_match=True)],
        help_text=_("A work name, as colleagues know the person. Never a victim's name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class NewcomerForm(NameForm):
    """Who comes: the name shown, the name to sign in with, and perhaps an address."""

    username = forms.CharField(
        label=_("Name to sign in with"),
        max_length=60,
        validators=[
            RegexValidator(
                r"\A[a-z0-9][a-z0-9._-]*\Z",
                _("Use small letters a to z, digits, dots and hyphens."),
            )
        ],
        help_text=_("Small letters a to z, digits, dots and hyphens."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "dir": "ltr"}
        ),
    )
    email = forms.EmailField(
        label=_("Work address for notices"),
        required=False,
        help_text=_("Notices say only that something waits, never what."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )


class PostForm(forms.Form):
    """A role, and where."""

    role = forms.ChoiceField(label=_("Role"), choices=ROLES, widget=forms.RadioSelect)
    mission = Chosen(
        _("Mission"),
        said=lambda mission: f"{mission.code} · {mission.name}",
        to_field_name="code",
        required=False,
        empty_label=_("None"),
        help_text=_("For a conduct officer in a mission."),
    )
    state = one_of(
        _("State"),
        lambda: countries.choices(get_language() or "en", demo=settings.DEMO),
        required=False,
        help_text=_("For a focal point of a Member State."),
    )

    def __init__(self, missions: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "mission", missions)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        role, mission, state = said.get("role"), said.get("mission"), said.get("state")
        if role == Role.CONDUCT_OFFICER and not mission:
            self.add_error("mission", _("Choose the mission of this post."))
        if role == Role.MEMBER_STATE and not state:
            self.add_error("state", _("Choose the State of this post."))
        if mission and role and role != Role.CONDUCT_OFFICER:
            self.add_error("mission", _("This role is not for one mission. Choose none."))
        if state and role and role != Role.MEMBER_STATE:
            self.add_error("state", _("This role is not for a State. Choose none."))
        return said

    def post(self) -> dict[str, Any]:
        """What was chosen, as the verb that gives a post takes it."""
        said = self.cleaned_data
        mission = said["mission"]
        return {
            "role": Role(said["role"]),
            "mission": mission.code if mission else "",
            "state": said["state"],
        }


class FactorForm(forms.Form):
    """That somebody's identity was checked before their second factor is removed."""

    checked = forms.BooleanField(
        label=_("I checked that it is this person who asks, face to face or by a number on file."),
        help_text=_(
            "A thief of a passphrase asks for this too. Their sessions end, and they sign in "
            "with the passphrase alone once, to set up a new second factor."
        ),
    )
