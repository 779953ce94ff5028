"""What is asked while somebody leaves: who leads their matters from now on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from safeconduct.web.desk.forms.fields import Chosen, Ticked, offer


class HandOverForm(forms.Form):
    """A new lead, and for which matters."""

    matters = Ticked(_("Matters"), said=lambda matter: matter.number)
    to = Chosen(
        _("New lead"),
        said=lambda account: account.name,
        help_text=_("Somebody who can open the matter already, such as a member of its desk."),
    )

    def __init__(
        self, people: QuerySet[Any], matters: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", people)
        offer(self, "matters", matters)
