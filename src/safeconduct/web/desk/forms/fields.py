"""Fields that more than one form of the desk has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from safeconduct.vocabulary.shelf import Choices
from safeconduct.web.shared.days import today

NONE: tuple[str, Any] = ("", _("Choose one"))


class Chosen(forms.ModelChoiceField):  # type: ignore[type-arg]  # it takes none at run time
    """One of the records somebody may choose, known in the form by an opaque reference."""

    def __init__(self, label: Any, *, said: Callable[[Any], str] = str, **options: Any) -> None:
        options.setdefault("to_field_name", "reference")
        options.setdefault("empty_label", _("Choose one"))
        super().__init__(queryset=None, label=label, **options)
        self.said = said

    def label_from_instance(self, obj: Model) -> str:
        return self.said(obj)


class Ticked(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as above
    """Any of the records somebody may choose."""

    def __init__(self, label: Any, *, said: Callable[[Any], str] = str, **options: Any) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(
            queryset=None, label=label, to_field_name="reference", widget=widget, **options
        )
        self.said = said

    def label_from_instance(self, obj: Model) -> str:
        return self.said(obj)


def offer(form: forms.Form, name: str, records: QuerySet[Any]) -> None:
    """Give a field of records the rows it may offer to this actor."""
    field = form.fields[name]
    if not isinstance(field, forms.ModelChoiceField):
        raise TypeError(name)
    field.queryset = records


def one_of(label: Any, choices: Callable[[], Choices], **options: Any) -> forms.ChoiceField:
    """A list to choose one code from, read when the form is made so that it is in force today."""
    return forms.ChoiceField(label=label, choices=lambda: [NONE, *choices()], **options)


def day(label: Any, **options: Any) -> forms.DateField:
    """A day that is not in the future."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[not_to_come], **options)


def words(label: Any, **options: Any) -> forms.CharField:
    """Free words, which are sealed as they are sent."""
    widget = forms.Textarea(attrs={"rows": 6, "dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, widget=widget, max_length=20000, **options)


def not_to_come(value: date) -> None:
    """Refuse a day after today."""
    if value > today():
        raise ValidationError(_("This day has not come yet."))
