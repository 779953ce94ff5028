"""What the settings say of the organisation's own sign-on (OpenID Connect), when there is one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from csp.constants import SELF

from safeconduct.site.config import Config

PROVIDER = "organisation"  # stands in the address that is registered with the provider


def providers(config: Config) -> dict[str, Any]:
    """Return the provider as the sign-in library reads it; none without an issuer."""
    if not config.sign_on_issuer:
        return {}
    provider = {
        "provider_id": PROVIDER,
        "name": config.sign_on_name,
        "client_id": config.sign_on_client_id,
        "secret": config.sign_on_client_secret.get_secret_value(),
        "settings": {
            "server_url": config.sign_on_issuer,
            "oauth_pkce_enabled": True,
            "claim": config.sign_on_claim,
        },
    }
    return {"openid_connect": {"APPS": [provider]}}


def form_targets(config: Config) -> list[str]:
    """Where forms may lead: here, and to the provider, for a browser follows the redirect there."""
    if not config.sign_on_issuer:
        return [SELF]
    issuer = urlsplit(config.sign_on_issuer)
    return [SELF, f"{issuer.scheme}://{issuer.netloc}"]
