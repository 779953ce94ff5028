"""What is believed of the organisation's sign-on: only what it signed, for us, just now.

The library exchanges the code and would take the id token that comes back on trust. Here its
signature, issuer, audience and times are checked whatever way it came (OpenID Connect Core 1.0,
3.1.3.7).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest

# Signatures that only the issuer can make; never "none", never one keyed with our own secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
LEEWAY_SECONDS = 60
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Issuer(OpenIDConnectOAuth2Adapter):
    """The organisation's provider, asked and doubted."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself, if it is the one in our settings."""
        said = _mapping(super().openid_config)
        expected = self.get_provider().app.settings["server_url"]
        if str(said.get("issuer", "")).rstrip("/") != expected.rstrip("/"):
            raise OAuth2Error("another issuer")
        secure = urlsplit(expected).scheme
        if any(urlsplit(str(said.get(name, ""))).scheme != secure for name in ENDPOINTS):
            raise OAuth2Error("an endpoint without its protection")
        return said

    def parse_token(self, data: dict[str, Any]) -> Any:
        """The access token alone: how long it lasts and what renews it is of no use here."""
        return super().parse_token({"access_token": str(data["access_token"])})

    def complete_login(
        self, request: HttpRequest, app: Any, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Return the attempt with the claims that were signed; nothing of them is kept in it."""
        claims = self._claims(app, str(kwargs["response"].get("id_token", "")))
        wanted = app.settings["claim"]
        if wanted not in claims and self.openid_config.get("userinfo_endpoint"):
            told = _mapping(self._fetch_user_info(token.token))
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("told about somebody else")
            claims = told | claims
        login = self.get_provider().sociallogin_from_response(request, {"sub": claims["sub"]})
        login.account.extra_data = {}
        login.claims = claims
        return login

    def _claims(self, app: Any, token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            published = _mapping(answer.json())
        try:
            kid = jwt.get_unverified_header(token).get("kid")
            keys = [k for k in jwt.PyJWKSet.from_dict(published).keys if k.key_id == kid]
            claims: dict[str, Any] = jwt.decode(
                token,
                keys[0] if keys else "",
                algorithms=list(ALGORITHMS),
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=LEEWAY_SECONDS,
                options={"require": REQUIRED, "enforce_minimum_key_length": True},
            )
        except (jwt.PyJWTError, TypeError) as wrong:  # a foreign kind of key is a TypeError there
            raise OAuth2Error("no token of this issuer for us") from wrong
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("made for another client")
        return claims


def _mapping(said: object) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise OAuth2Error("an answer of another shape")
    return said
