"""What is asked when a matter gains a subject, a victim, an allegation, a note or a person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safeconduct.access.terms import WallSource
from safeconduct.cases.terms import Part, SubjectKind
from safeconduct.roster.terms import Precision
from safeconduct.vocabulary import conduct, countries, shelf
from safeconduct.web.desk import wording
from safeconduct.web.desk.forms.fields import Chosen, Ticked, day, offer, one_of, words
from safeconduct.web.shared.days import today

LARGEST_GROUP = 1000


class SubjectForm(forms.Form):
    """A subject slot: who is said to have done it, as they were on that day."""

    kind = forms.ChoiceField(
        label=_("Is the subject known?"), choices=SubjectKind, widget=forms.RadioSelect
    )
    size = forms.IntegerField(
        label=_("How many in the group"), min_value=2, max_value=LARGEST_GROUP, required=False
    )
    category = one_of(
        _("Personnel category"), lambda: shelf.choices("personnel_categories", today())
    )
    rank = one_of(_("Rank or grade"), lambda: shelf.choices("ranks", today()), required=False)
    unit = Chosen(
        _("Unit"),
        said=lambda unit: f"{unit.code} · {unit.name}",
        required=False,
        empty_label=_("Not known"),
    )
    state = one_of(
        _("State"),
        lambda: countries.choices(get_language() or "en", demo=settings.DEMO),
        required=False,
    )
    as_of = day(
        _("As they were on"),
        required=False,
        help_text=_("Category, rank, unit and State on the day of the incident, not today's."),
    )
    identity = words(
        _("Name or description"),
        required=False,
        help_text=_("Sealed apart from the facts. Only those granted it can open it."),
    )

    def __init__(self, units: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "unit", units)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        if asked.get("size") and asked.get("kind") != SubjectKind.GROUP:
            self.add_error("size", _("Only a group has a number of people."))
        category, rank = asked.get("category"), asked.get("rank")
        if category and rank and not _fits(category, rank):
            self.add_error("rank", _("This rank does not belong to the personnel category."))
        return asked


class VictimForm(forms.Form):
    """A reference to a victim: no name is asked here."""

    sex = forms.ChoiceField(
        label=_("Sex"), choices=lambda: shelf.choices("sexes", today()), widget=forms.RadioSelect
    )
    age_band = forms.ChoiceField(
        label=_("Age at the time of the incident"),
        choices=lambda: shelf.choices("age_bands", today()),
        widget=forms.RadioSelect,
    )


class AllegationForm(forms.Form):
    """One subject, one conduct, with the time and place of the incident."""

    subject = Chosen(_("Subject"), said=wording.subject_named)
    conduct = forms.ChoiceField(label=_("Alleged conduct"))
    incident_from = day(_("Incident, first day"), required=False)
    incident_to = day(
        _("Incident, last day"), required=False, help_text=_("Leave empty for a single day.")
    )
    precision = forms.ChoiceField(
        label=_("How exactly is the day known?"),
        choices=Precision,
        initial=Precision.DAY,
        help_text=_("For a month or a year, enter its first day."),
    )
    station = Chosen(
        _("Duty station"), said=lambda s: s.name, required=False, empty_label=_("Not known")
    )
    victims = Ticked(_("Victims"), said=wording.victim, required=False)

    def __init__(
        self,
        received: date,
        known: Collection[tuple[str, str]],
        offered: dict[str, QuerySet[Any]],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """`known` holds (subject, conduct) of the allegations the matter has already."""
        super().__init__(*args, **kwargs)
        self.received, self.known = received, known
        listed = conduct.version_on(received)
        field = self.fields["conduct"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Choose one")), *shelf.choices(listed)]
        for name, records in offered.items():
            offer(self, name, records)

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        first, last = asked.get("incident_from"), asked.get("incident_to")
        if last and not first:
            self.add_error("incident_from", _("Enter the first day too."))
        if first and last and last < first:
            self.add_error("incident_to", _("The last day comes before the first."))
        if first and first > self.received:
            self.add_error("incident_from", _("The incident is later than the report of it."))
        subject = asked.get("subject")
        if subject and (subject.reference, asked.get("conduct", "")) in self.known:
            self.add_error("conduct", _("This is alleged of this subject already."))
        return asked


class NoteForm(forms.Form):
    """A note on the spine."""

    text = words(_("Note"), help_text=_("Sealed. Only those granted the notes can open it."))


class AssignForm(forms.Form):
    """Who gets which part."""

    account = Chosen(_("Person"), said=lambda account: account.name)
    part = forms.ChoiceField(label=_("Part"), choices=Part, widget=forms.RadioSelect)

    def __init__(self, accounts: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "account", accounts)


class EndPartForm(forms.Form):
    """Whose part ends."""

    account = Chosen(
        _("Person"),
        said=lambda account: account.name,
        help_text=_("What the part let them open gets new keys. They are not told."),
    )

    def __init__(self, accounts: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "account", accounts)


class WallForm(forms.Form):
    """Who is kept away, and why."""

    account = Chosen(_("Person"), said=lambda account: account.name)
    source = forms.ChoiceField(label=_("Why"), choices=WallSource, widget=forms.RadioSelect)

    def __init__(self, accounts: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "account", accounts)


def _fits(category: str, rank: str) -> bool:
    wanted = shelf.term("personnel_categories", category).text("ranks")
    group = shelf.term("ranks", rank).group
    return group in {wanted, "unknown"} or wanted in {"", "unknown"}
