"""One-time codes as they are typed: counted, judged, and good once in the whole installation."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.audit import log
from safeconduct.web.shared import notices, seeds, throttle

WRONG = _("This code is not right, or it was used already. Wait for the next one.")
WHAT = "code"


def _field(label: Any, help_text: Any) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code", "dir": "ltr"}
    return forms.CharField(
        label=label, help_text=help_text, max_length=40, widget=forms.TextInput(attrs=attrs)
    )


class Code(AuthenticateForm):
    """A code of somebody's authenticator app, or one of their recovery codes."""

    code = _field(
        _("Code"),
        _("Six digits from your authenticator app, or one of your recovery codes."),
    )

    def clean_code(self) -> str:
        """Judge a code once; a wrong one is recorded, and after several somebody waits."""
        request = context.request
        if wait := throttle.knock(request, WHAT, self.user.username):
            notices.tell(self.user)  # somebody has the passphrase and guesses at the code
            raise ValidationError(throttle.words(wait))
        code: str = self.cleaned_data["code"]
        if not self._fits() or not _spend(self.user, self.authenticator, code):
            log.record_refusal("session.code", actor=actors.STRANGER, subject=self.user.reference)
            raise ValidationError(WRONG)
        throttle.forgive(request, WHAT, self.user.username)
        return code

    def _fits(self) -> bool:
        try:
            with seeds.of(self.user):
                super().clean_code()
        except ValidationError:
            return False
        return True


class FirstCode(ActivateTOTPForm):
    """The first code of an authenticator app: it shows that the app has taken the key."""

    code = _field(_("Code"), _("The six digits that your app shows now."))

    def clean_code(self) -> str:
        """Judge the first code, and let it open nothing afterwards."""
        try:
            code: str = super().clean_code()
        except ValidationError:
            raise ValidationError(WRONG) from None
        if not _spend(self.user, None, code):
            raise ValidationError(WRONG)
        return code


def _spend(account: Any, authenticator: Authenticator | None, code: str) -> bool:
    """Note a code of an app as used; a recovery code is crossed out where it is kept."""
    if authenticator is not None and authenticator.type != Authenticator.Type.TOTP:
        return True
    plain = normalize_user_code(code)
    return access.spend_code(account=account, code=plain, now=timezone.now())
