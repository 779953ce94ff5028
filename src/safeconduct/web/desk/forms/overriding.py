"""What is asked about walls, commands, names that custodians hold, and broken glass."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safeconduct.access.terms import EmergencyReason, LiftReason, Verdict
from safeconduct.cases.actions.identities import LONGEST, USUAL
from safeconduct.cases.terms import IdentityReason, RefusalReason
from safeconduct.web.desk.forms.fields import Chosen, day, offer


def day_to_come(label: Any, **options: Any) -> forms.DateField:
    """A day that may lie in the future."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


class LiftForm(forms.Form):
    """Why a wall is lifted."""

    reason = forms.ChoiceField(
        label=_("Why is the wall lifted?"), choices=LiftReason, widget=forms.RadioSelect
    )


class CommandForm(forms.Form):
    """Who commands what, and from when."""

    account = Chosen(_("Person"), said=lambda account: account.name)
    mission = Chosen(_("Mission"), to_field_name="code", said=lambda m: f"{m.code} · {m.name}")
    unit = Chosen(
        _("Unit"),
        said=lambda unit: f"{unit.mission.code} · {unit.code} · {unit.name}",
        required=False,
        empty_label=_("The whole mission"),
    )
    since = day(_("Since"))
    until = day_to_come(_("Until"), required=False, help_text=_("Leave empty while it lasts."))

    def __init__(self, accounts: Any, missions: Any, units: Any, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        offer(self, "account", accounts)
        offer(self, "mission", missions)
        offer(self, "unit", units)

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or {}
        unit, since, until = said.get("unit"), said.get("since"), said.get("until")
        if unit and unit.mission != said.get("mission"):
            self.add_error("unit", _("This unit belongs to another mission."))
        if since and until and until < since:
            self.add_error("until", _("A command ends on the day it began or later."))
        return said


class EndForm(forms.Form):
    """The last day of a command."""

    until = day_to_come(_("Last day"))


class ParentForm(forms.Form):
    """What a unit is part of."""

    parent = Chosen(
        _("Part of"),
        said=lambda unit: f"{unit.code} · {unit.name}",
        required=False,
        empty_label=_("No unit: directly under the mission"),
    )

    def __init__(self, units: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "parent", units)


class AskNameForm(forms.Form):
    """Why a complainant's name is needed."""

    reason = forms.ChoiceField(
        label=_("Why do you need the name?"), choices=IdentityReason, widget=forms.RadioSelect
    )


class ReleaseForm(forms.Form):
    """Until when a name is released."""

    until = day_to_come(_("Open until the end of"), help_text=_("Thirty days from today at most."))

    def __init__(self, today: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"until": today + USUAL}
        bounds = {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}
        self.fields["until"].widget.attrs |= bounds


class RefusalForm(forms.Form):
    """Why a name is not released."""

    reason = forms.ChoiceField(
        label=_("Why is it refused?"), choices=RefusalReason, widget=forms.RadioSelect
    )


class GlassForm(forms.Form):
    """Which matter is opened in an emergency, and why."""

    number = forms.CharField(
        label=_("Number of the matter"),
        max_length=40,
        help_text=_("Such as UNMISS-2026-00042."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    reason = forms.ChoiceField(
        label=_("Why now?"), choices=EmergencyReason, widget=forms.RadioSelect
    )


class VerdictForm(forms.Form):
    """Whether breaking the glass was justified."""

    verdict = forms.ChoiceField(
        label=_("What do you conclude?"), choices=Verdict, widget=forms.RadioSelect
    )
