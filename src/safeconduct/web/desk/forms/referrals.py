"""What is asked when allegations are sent to a Member State."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.web.desk import wording
from safeconduct.web.desk.forms.fields import Ticked, offer, words


def said_of(allegation: Any) -> str:
    """An allegation as the sender chooses it: whose State first, then who, what and when."""
    told = [wording.conduct_of(allegation.conduct), wording.incident(allegation)]
    return gettext("Subject %(slot)s, %(about)s: %(told)s") % {
        "slot": allegation.subject.slot,
        "about": wording.subject(allegation.subject),
        "told": wording.listed(told),
    }


class ReferralForm(forms.Form):
    """Which allegations, all against nationals of one State, and the letter to it."""

    allegations = Ticked(
        _("Which allegations are sent?"),
        said=said_of,
        help_text=_(
            "All against nationals of one State. Another State gets a referral of its own."
        ),
    )
    letter = words(
        _("The letter"),
        help_text=_("Write no number of the matter, and nothing that points to a victim."),
    )

    def __init__(self, sendable: QuerySet[Any], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "allegations", sendable)

    def clean_allegations(self) -> list[Any]:
        chosen = list(self.cleaned_data["allegations"])
        if len({allegation.subject.state for allegation in chosen}) > 1:
            raise forms.ValidationError(_("Choose allegations against nationals of one State."))
        return chosen

    def state(self) -> str:
        """The State that the chosen allegations go to."""
        code: str = self.cleaned_data["allegations"][0].subject.state
        return code
