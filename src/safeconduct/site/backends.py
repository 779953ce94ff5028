"""What the Config means to Django: the database, the sealed files, the mail and the signing key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from safeconduct.site.config import Config


def signing_key(config: Config) -> str:
    """Return the secret from the environment, or the one kept in the data folder.

    The kept one is made on first use and readable by its owner only.
    """
    if given := config.secret_key.get_secret_value():
        return given
    kept = config.data_folder / "secret_key"
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    made = secrets.token_urlsafe(60)
    with os.fdopen(descriptor, "w") as new:
        new.write(made)
    return made


def audit_key_file(config: Config) -> Path:
    """Return where the key lies that signs checkpoints of the audit log; it may not exist yet."""
    given = config.audit_key_file
    return given.expanduser().absolute() if given else config.data_folder / "audit_key"


def database(config: Config) -> dict[str, Any]:
    """Return Django's entry for the default database."""
    url = config.database.get_secret_value()
    parts = urlsplit(url)
    if parts.scheme in {"", "sqlite"}:
        inside = config.data_folder / "safeconduct.sqlite3"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": Path(parts.path.removeprefix("/")) if url else inside,
            # A deferred transaction loses most concurrent writes to lock errors.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                "PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;PRAGMA cache_size=-20000;"
                "PRAGMA secure_delete=ON;",  # a deleted key is overwritten (ADR 11)
            },
        }
    pool = {"min_size": 1, "max_size": config.database_pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {**dict(parse_qsl(parts.query)), "pool": pool},
    }


def sealed_store(config: Config) -> dict[str, Any]:
    """Return Django's entry for the store that holds ciphertext only."""
    if config.files.startswith("s3://"):
        parts = urlsplit(config.files)
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": parts.netloc,
                "location": parts.path.strip("/"),
                "default_acl": None,
                "file_overwrite": False,
                "querystring_auth": True,
            },
        }
    folder = Path(config.files).expanduser().absolute() if config.files else None
    return {
        "BACKEND": "safeconduct.site.stores.WithoutHours",
        "OPTIONS": {
            "location": str(folder or config.data_folder / "files"),
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    }


def mail(config: Config) -> dict[str, Any]:
    """Return Django's EMAIL_ settings; without a mail address nothing leaves the outbox."""
    parts = urlsplit(config.mail.get_secret_value())
    if not parts.hostname:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    implicit = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if implicit else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": implicit,
        "EMAIL_USE_TLS": not implicit,
        "EMAIL_TIMEOUT": 20,
    }


def letter_boxes(config: Config) -> list[dict[str, Any]]:
    """Return what each letter box is told: where it is, how it opens, whose reports it brings."""
    urls = config.letter_boxes.get_secret_value().split(",")
    return [_letter_box(url.strip()) for url in urls if url.strip()]


def _letter_box(url: str) -> dict[str, Any]:
    parts, asked = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
    tls = parts.scheme == "imaps"
    return {
        "host": parts.hostname or "",
        "port": parts.port or (993 if tls else 143),
        "tls": tls,
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
        "mission": asked.get("mission", ""),
        "language": asked.get("language", "en"),
    }
