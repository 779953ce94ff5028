"""Sending allegations to the Member State whose nationals they are about."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from safeconduct.access.terms import Permission
from safeconduct.cases import queries
from safeconduct.memberstates import actions
from safeconduct.memberstates import queries as states
from safeconduct.web.desk.forms.referrals import ReferralForm
from safeconduct.web.desk.frame import Question, ask
from safeconduct.web.shared.days import today
from safeconduct.web.shared.doors import door, who


@door(Permission.REFERRAL_SEND)
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask which allegations are sent with which letter, and send them."""
    actor = who(request)
    found = queries.matter(actor, reference)
    form = ReferralForm(states.sendable(actor, found), request.POST or None)
    return ask(
        request,
        form,
        lambda said: actions.send(
            actor=actor,
            matter=found,
            state=form.state(),
            allegations=said["allegations"],
            letter=said["letter"],
            today=today(),
        ),
        Question(
            _("Send a referral"),
            _("Send to the State"),
            reverse("desk:matter", args=[reference]),
            about=found.number,
            done=_("The referral is sent. The clock for the State's answer runs."),
            template="referral_send",
        ),
    )
