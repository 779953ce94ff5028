"""Where sessions are kept: rows that neither name the cookie they belong to nor open without it.

The row is found by a digest of the key in the cookie and sealed under that key, so that a thief
of the database can neither come in with it nor read it (4-security).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Stored
from django.utils import timezone

from safeconduct.access.models import Session
from safeconduct.vault import boxes

BROWSER = "browser"
BEGAN = "began"  # second at which somebody came in; from then a session lasts so long and no longer


class SessionStore(Stored):
    """Django's database sessions: found by digest, sealed, tied to the account they belong to."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def exists(self, session_key: str) -> bool:
        return super().exists(digest(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=digest(key)).delete()

    def encode(self, session_dict: dict[str, Any]) -> str:
        """Return the session's content sealed under the key in its cookie."""
        key = self.session_key or ""
        words = json.dumps(session_dict, separators=(",", ":")).encode()
        return base64.b64encode(boxes.lock(_sealing(key), words, _place(key))).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """Return a session's content; an altered or moved row is no session."""
        key = self.session_key or ""
        try:
            words = boxes.unlock(_sealing(key), base64.b64decode(session_data), _place(key))
        except (boxes.WillNotOpen, binascii.Error):
            return {}
        content: dict[str, Any] = json.loads(words)
        return content

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row to store: whose it is, when it began, when it was last used."""
        key = digest(self.session_key or "")
        before = Session.objects.filter(session_key=key).first()
        row = before or Session(session_key=key)
        began = data.get(BEGAN)
        came = datetime.fromtimestamp(began, UTC) if began else row.began_at or timezone.now()
        row.began_at = came
        row.session_data = self.encode(data)
        longest = came + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        row.expire_date = min(self.get_expiry_date(), longest)
        row.account_id = data.get(SESSION_KEY)
        row.browser = data.get(BROWSER, "")
        row.seen_at = timezone.now()
        return row

    def _get_session_from_db(self) -> Session | None:
        key = digest(self.session_key or "")
        row = Session.objects.filter(session_key=key, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row


def digest(key: str) -> str:
    """Return what a session's row is found by; the key itself carries 160 random bits."""
    return hashlib.sha256(f"session {key}".encode()).hexdigest()


def _sealing(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=boxes.KEY, person=b"session row").digest()


def _place(key: str) -> bytes:
    return boxes.bind("session", digest(key))
