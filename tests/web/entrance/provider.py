"""A small OpenID provider, run as a process of its own: `python provider.py` prints its address.

It holds to the standard (discovery, code flow, PKCE, signed id tokens, userinfo) until it is told
to lie: `POST /say` with JSON sets who signs in next and what is wrong with the answer.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "safeconduct", "quiet secret of the client"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
STRANGERS_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PERSON = {"sub": "subject-1", "email": "hana@example.org", "email_verified": True}
LIFETIME_SECONDS = 300


class Provider(ThreadingHTTPServer):
    """What the provider remembers."""

    said: dict[str, Any] = {}
    codes: dict[str, dict[str, str]] = {}
    tokens: dict[str, dict[str, Any]] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answer(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Provider

    def do_GET(self) -> None:
        page = urlsplit(self.path).path
        asked = dict(parse_qsl(urlsplit(self.path).query))
        pages = {
            "/.well-known/openid-configuration": self.discovery,
            "/keys": self.keys,
            "/authorize": lambda: self.authorize(asked),
            "/userinfo": self.userinfo,
            "/codes": lambda: self.tell(self.server.codes),
        }
        pages[page]()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/say":
            self.server.said = json.loads(body)
            self.tell({})
        else:
            self.token({name: values[0] for name, values in parse_qs(body).items()})

    def discovery(self) -> None:
        issuer = self.server.issuer
        names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        pages = {f"{name}_endpoint": f"{issuer}/{page}" for name, page in names.items()}
        told = {"issuer": issuer, "jwks_uri": f"{issuer}/keys"} | pages
        self.tell(told | self.server.said.get("discovery", {}))

    def keys(self) -> None:
        public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
        told = {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}
        self.tell(self.server.said.get("published", told))

    def authorize(self, asked: dict[str, str]) -> None:
        if self.server.said.get("error"):
            answer = {"error": self.server.said["error"], "state": asked["state"]}
        else:
            assert asked["client_id"] == CLIENT
            assert asked["code_challenge_method"] == "S256"
            assert "openid" in asked["scope"].split()
            code = secrets.token_urlsafe(16)
            self.server.codes[code] = asked
            answer = {"code": code, "state": self.server.said.get("state", asked["state"])}
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(answer)}")
        self.end_headers()

    def token(self, given: dict[str, str]) -> None:
        asked = self.server.codes.pop(given["code"], None)  # once
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (
            asked is not None
            and challenge == asked["code_challenge"]
            and given["redirect_uri"] == asked["redirect_uri"]
            and self.is_client(given)
        )
        if not right or asked is None:
            self.tell({"error": "invalid_grant"}, 400)
            return
        access = secrets.token_urlsafe(16)
        person = PERSON | self.server.said.get("person", {})
        self.server.tokens[access] = person | self.server.said.get("userinfo", {})
        answer = {"access_token": access, "token_type": "Bearer", "id_token": self.signed(asked)}
        answer |= self.server.said.get("token", {})
        self.tell({name: value for name, value in answer.items() if value is not None})

    def is_client(self, given: dict[str, str]) -> bool:
        posted = given.get("client_id"), given.get("client_secret")
        basic = self.headers.get("Authorization", "").removeprefix("Basic ")
        shown = base64.b64decode(basic).decode() == f"{CLIENT}:{SECRET}"
        return shown or posted == (CLIENT, SECRET)

    def signed(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = PERSON | self.server.said.get("person", {})
        claims |= {"iss": self.server.issuer, "aud": CLIENT, "nonce": asked.get("nonce")}
        claims |= {"iat": now, "exp": now + LIFETIME_SECONDS} | self.server.said.get("claims", {})
        claims = {name: value for name, value in claims.items() if value is not None}
        headers = {"kid": "one"}
        if self.server.said.get("unsigned"):
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        if self.server.said.get("keyed"):
            return jwt.encode(claims, SECRET * 2, algorithm="HS256", headers=headers)
        key = STRANGERS_KEY if self.server.said.get("forged") else KEY
        return jwt.encode(claims, key, algorithm="RS256", headers=headers)

    def userinfo(self) -> None:
        self.tell(self.server.tokens[self.headers["Authorization"].removeprefix("Bearer ")])

    def tell(self, told: Any, status: int = 200) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    provider = Provider(("127.0.0.1", 0), Answer)
    sys.stdout.write(f"{provider.issuer}\n")
    sys.stdout.flush()
    provider.serve_forever()
