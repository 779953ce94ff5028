"""Routes of one's own account. Names without a namespace are those the sign-in library asks for."""

from __future__ import annotations

from django.urls import URLPattern, path

from safeconduct.web.entrance import passkeys, single_sign_on

# fmt: off
urlpatterns: list[URLPattern] = [
    path("passkeys", passkeys.passkeys, name="passkeys"),
    path("passkeys/add", passkeys.add, name="passkey-add"),
    path("passkeys/<slug:passkey>", passkeys.passkey, name="passkey"),
    path("passkeys/<slug:passkey>/remove", passkeys.remove, name="passkey-remove"),
    path("with-a-passkey/sign-in", passkeys.sign_in, name="mfa_login_webauthn"),
    path("with-a-passkey/second-factor", passkeys.second, name="passkey-second"),
    path("with-a-passkey/prove", passkeys.prove, name="passkey-prove"),

    path("sign-on/<slug:provider_id>", single_sign_on.begin, name="openid_connect_login"),
    path(
        "sign-on/<slug:provider_id>/callback",
        single_sign_on.come_back,
        name="openid_connect_callback",
    ),
]
# fmt: on
