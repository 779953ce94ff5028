"""What the letters say. Mail is read by many on its way, so they say only that something waits.

There is no link in them either: people who are used to links in such letters follow false ones.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeconduct.base import references
from safeconduct.post.models import Letter
from safeconduct.post.terms import Template

SUBJECT = _("Safe Conduct: something is waiting for you")
BODY: dict[Template, Promise] = {
    Template.WAITING: _(
        "There is something for you in Safe Conduct. Sign in to read it.\n\n"
        "This letter holds no link on purpose. Open Safe Conduct as you always do."
    ),
    Template.EMERGENCY: _(
        "Emergency access was used, and you are the second person who is told. "
        "Sign in to Safe Conduct to see it.\n\n"
        "This letter holds no link on purpose. Open Safe Conduct as you always do."
    ),
    Template.ACCOUNT: _(
        "A passphrase, second factor or passkey of your account was changed, or somebody tried "
        "many times to sign in as you. If that was not you, tell your administrator at once.\n\n"
        "This letter holds no link on purpose. Open Safe Conduct as you always do."
    ),
}


def written(letter: Letter) -> EmailMessage:
    """Return a letter of the outbox as mail, in its language.

    The message id is random: the usual one would name this machine and process.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    with translation.override(letter.language):
        subject, body = str(SUBJECT), str(BODY[Template(letter.template)])
    return EmailMessage(
        subject=subject,
        body=body,
        to=[letter.address],
        headers={
            "Message-ID": f"<{references.new()}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
    )
