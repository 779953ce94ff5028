"""A passkey without a browser: what an authenticator and the page's script would hand over."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG
VERIFIED = FLAG.UP | FLAG.UV


@dataclass
class SecurityKey:
    """One passkey, its private key, and the secret behind its PRF."""

    origin: str = "http://testserver"
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    raw_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    owner: str = ""

    def make(self, asks: dict[str, Any], *, flags: int = VERIFIED) -> dict[str, str]:
        """Answer a page that asks for a new passkey."""
        asked = asks["options"]["publicKey"]
        self.owner = asked["user"]["id"]
        bound = AttestedCredentialData.create(
            bytes(16), self.raw_id, ES256.from_cryptography_key(self.private.public_key())
        )
        told = AuthenticatorData.create(_place(asked["rp"]["id"]), FLAG(flags) | FLAG.AT, 0, bound)
        attested = AttestationObject.create("none", told, {})
        response = {
            "clientDataJSON": websafe_encode(self._client("webauthn.create", asked)),
            "attestationObject": websafe_encode(attested),
        }
        return self._answer(response, asks)

    def show(self, asks: dict[str, Any], *, flags: int = VERIFIED) -> dict[str, str]:
        """Answer a page that asks for a passkey."""
        asked = asks["options"]["publicKey"]
        client = self._client("webauthn.get", asked)
        told = AuthenticatorData.create(_place(asked["rpId"]), FLAG(flags), 0)
        signed = self.private.sign(told + client.hash, ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(told),
            "signature": websafe_encode(signed),
            "userHandle": self.owner,
        }
        return self._answer(response, asks)

    def output(self, asks: dict[str, Any]) -> bytes:
        return hmac.digest(self.secret, asks["salt"].encode(), "sha256")

    def _client(self, kind: str, asked: dict[str, Any]) -> CollectedClientData:
        return CollectedClientData.create(kind, asked["challenge"], self.origin)

    def _answer(self, response: dict[str, str], asks: dict[str, Any]) -> dict[str, str]:
        name = websafe_encode(self.raw_id)
        output = websafe_encode(self.output(asks)) if self.secret else ""
        said = {"id": name, "rawId": name, "type": "public-key", "response": response}
        results = {"prf": {"enabled": True, "results": {"first": output}}}
        return {
            "credential": json.dumps(said | {"clientExtensionResults": results}),
            "output": output,
        }


def _place(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
