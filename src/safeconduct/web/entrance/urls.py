"""Routes of one's own account. Names without a namespace are those the sign-in library asks for."""

from __future__ import annotations

from django.urls import URLPattern, path

from safeconduct.web.entrance import (
    authenticator,
    home,
    invitations,
    passkeys,
    single_sign_on,
)

# An installation has one sign-on; the library would know several by this part of the address.
ORGANISATION = {"provider_id": "organisation"}

# fmt: off
urlpatterns: list[URLPattern] = [
    path("", home.account, name="account"),
    path("", home.account, name="mfa_index"),
    path("sign-in", home.sign_in, name="account_login"),
    path("code", authenticator.code, name="mfa_authenticate"),
    path("unlock", home.unlock, name="unlock"),
    path("confirm", home.confirm, name="confirm"),
    path("second-factor", home.second_factor, name="second-factor"),
    path("authenticator/add", authenticator.add, name="mfa_activate_totp"),
    path("authenticator/remove", authenticator.remove, name="mfa_deactivate_totp"),
    path("recovery-codes", authenticator.recovery_codes, name="recovery-codes"),
    path("recovery-codes", authenticator.recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/download", authenticator.download, name="mfa_download_recovery_codes"),
    path("recovery-codes/new", authenticator.generate, name="mfa_generate_recovery_codes"),
    path("passphrase", home.passphrase, name="passphrase"),
    path("sessions", home.signed_in, name="sessions"),
    path("sessions/end-others", home.end_other_sessions, name="end-other-sessions"),
    path("sessions/<slug:reference>/end", home.end_session, name="end-session"),
    path("invitation/<slug:token>", invitations.invitation, name="invitation"),

    path("passkeys", passkeys.passkeys, name="passkeys"),
    path("passkeys/add", passkeys.add, name="passkey-add"),
    path("passkeys/<slug:reference>", passkeys.passkey, name="passkey"),
    path("passkeys/<slug:reference>/remove", passkeys.remove, name="passkey-remove"),
    path("with-a-passkey/sign-in", passkeys.sign_in, name="mfa_login_webauthn"),
    path("with-a-passkey/second-factor", passkeys.second, name="passkey-second"),
    path("with-a-passkey/prove", passkeys.prove, name="passkey-prove"),

    path("sign-on/organisation", single_sign_on.begin, ORGANISATION, name="openid_connect_login"),
    path(
        "sign-on/organisation/callback",
        single_sign_on.come_back,
        ORGANISATION,
        name="openid_connect_callback",
    ),
]
# fmt: on
