"""What is asked about desks: who is behind them, and for how long."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safeconduct.roster.terms import DeskKind
from safeconduct.vocabulary import countries
from safeconduct.web.desk.forms.fields import Chosen, Ticked, offer, one_of
from safeconduct.web.shared.days import today

REASONS = (
    ("left-desk", _("They work elsewhere now")),
    ("no-need", _("They no longer need the files of this desk")),
    ("compromised", _("Their key may be known to somebody else")),
)


class FoundForm(forms.Form):
    """A desk and its first members."""

    kind = forms.ChoiceField(label=_("Kind"), choices=DeskKind, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    mission = Chosen(
        _("Mission"),
        said=lambda mission: f"{mission.code} · {mission.name}",
        to_field_name="code",
        required=False,
        empty_label=_("None"),
        help_text=_("For the conduct desk of a mission."),
    )
    state = one_of(
        _("State"),
        lambda: countries.choices(get_language() or "en", demo=settings.DEMO),
        required=False,
        help_text=_("For the desk of a Member State."),
    )
    members = Ticked(
        _("First members"),
        said=lambda account: account.name,
        help_text=_("Two or more, so that one can always help the other."),
    )

    def __init__(
        self, missions: QuerySet[Any], people: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "mission", missions)
        offer(self, "members", people)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        kind = said.get("kind")
        if not kind:
            return said
        if (kind == DeskKind.MISSION) != bool(said.get("mission")):
            self.add_error("mission", _("A mission's desk names its mission, no other desk does."))
        if (kind == DeskKind.STATE) != bool(said.get("state")):
            self.add_error("state", _("A State's desk names its State, no other desk does."))
        return said


class AdmitForm(forms.Form):
    """Who comes behind a desk for good."""

    member = Chosen(
        _("Person"),
        said=lambda account: account.name,
        help_text=_("Only people with a key and a post that fits this desk are offered."),
    )

    def __init__(self, people: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "member", people)


class CoverForm(AdmitForm):
    """Who covers an absence, and until when."""

    until = forms.DateField(
        label=_("Until the end of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After that day the key of the desk opens nothing for them."),
    )

    def clean_until(self) -> date:
        """Refuse a day that has gone."""
        until: date = self.cleaned_data["until"]
        if until < today():
            raise ValidationError(_("This day has gone."))
        return until


class ReleaseForm(AdmitForm):
    """Who leaves a desk, and why."""

    reason = forms.ChoiceField(label=_("Why"), choices=REASONS, widget=forms.RadioSelect)

    def __init__(self, people: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(people, *args, **kwargs)
        self.fields["member"].help_text = _(
            "The desk gets a new key. Every compartment it reaches waits for one too."
        )


class SuccessionForm(forms.Form):
    """Which State's desk goes to whom."""

    desk = Chosen(_("Desk"), said=lambda desk: desk.name)
    members = Ticked(
        _("Focal points from now on"),
        said=lambda account: account.name,
        help_text=_(
            "All of them: whoever is not chosen opens nothing of this desk any more. Somebody new "
            "needs an account, a post for the State and a key first."
        ),
    )

    def __init__(
        self, desks: QuerySet[Any], people: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "desk", desks)
        offer(self, "members", people)
