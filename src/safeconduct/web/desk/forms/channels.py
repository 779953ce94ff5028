"""What is asked about a channel that people write by."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from safeconduct.messaging.actions import Described
from safeconduct.messaging.terms import Kind, Mode
from safeconduct.web.desk.forms.fields import Chosen, offer


class ChannelForm(forms.Form):
    """What is said of a channel."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    number = forms.CharField(label=_("Number or account people write to"), max_length=120)
    language = forms.ChoiceField(
        label=_("Language of the answer"),
        help_text=_("Used where the gateway does not name the language of whoever writes."),
        choices=lambda: settings.REPORTER_LANGUAGES,
    )
    mode = forms.ChoiceField(
        label=_("How the gateway shows that a message comes from it"),
        choices=Mode,
        widget=forms.RadioSelect,
        initial=Mode.SIGNED,
    )
    answers = forms.BooleanField(
        label=_("Answer the first message with its receipt"),
        help_text=_(
            "Whoever holds the phone can read it there. Leave it out where that is unsafe."
        ),
        required=False,
    )

    def described(self) -> Described:
        """What was said, without the mission."""
        return Described(**{name: self.cleaned_data[name] for name in ChannelForm.base_fields})


class NewChannelForm(ChannelForm):
    """A channel of a mission, or of headquarters for those who may."""

    mission = Chosen(_("Mission"), to_field_name="code", said=lambda m: f"{m.code} · {m.name}")
    field_order = ("mission",)

    def __init__(self, missions: Any, *args: Any, of_headquarters: bool, **kw: Any) -> None:
        super().__init__(*args, **kw)
        offer(self, "mission", missions)
        if of_headquarters:
            mission = cast("Chosen", self.fields["mission"])
            mission.required, mission.empty_label = False, _("None: headquarters")
