"""Every setting of an installation, read from the environment and checked in one place.

A wrong value is one clear line that names the variable and what was expected. The value itself is
never repeated, because it may be a secret.
"""

from __future__ import annotations

import os
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "SAFECONDUCT_"
FACES = ("reporter", "desk", "partner", "public")
SHORTEST_SECRET = 40
Face = Literal["reporter", "desk", "partner", "public"]


class Fault(Exception):
    """The environment is wrong; each line names one variable and what was expected."""


def _listed(value: object) -> object:
    """Read "a, b" as a list, so that nobody has to write JSON in an environment file."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


class Config(BaseSettings):
    """What one installation is told; nothing else is configurable."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    production: bool = Field(
        default=False,
        description="true for a real installation: secrets must come from the environment and "
        "https is required.",
    )
    demo: bool = Field(
        default=False,
        description="true shows the notice that every person and matter is invented.",
    )
    data: Path = Field(
        default=Path("var"),
        description="Folder for everything the installation keeps on its own disk.",
    )
    database: SecretStr = Field(
        default=SecretStr(""),
        description="Empty for SQLite in the data folder, sqlite:///PATH, or "
        "postgresql://USER:PASSWORD@HOST:PORT/NAME.",
    )
    database_pool: int = Field(
        default=8,
        ge=1,
        le=200,
        description="Most PostgreSQL connections one server process holds open.",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""),
        description="Signs cookies and forms; at least 40 characters. Empty outside production: "
        "one is made and kept in the data folder, readable by its owner only.",
    )
    hosts: Annotated[list[str], NoDecode] = Field(
        default=["localhost", "127.0.0.1", "[::1]"],
        description="Host names this installation answers to, separated by commas.",
    )
    https: bool = Field(
        default=False,
        description="true when people reach it over https: cookies become Secure and __Host-.",
    )
    faces: Annotated[frozenset[Face], NoDecode] = Field(
        default=frozenset(FACES),
        min_length=1,
        description="Faces this process serves, separated by commas: reporter, desk, partner, "
        "public.",
    )
    files: str = Field(
        default="",
        description="Where sealed files are kept: empty for the data folder, a folder, or "
        "s3://BUCKET/PREFIX.",
    )
    mail: SecretStr = Field(
        default=SecretStr(""),
        description="smtp://USER:PASSWORD@HOST:PORT, or smtps:// for TLS from the start. Empty: "
        "letters wait in the outbox and nothing is sent.",
    )
    mail_from: str = Field(
        default="safeconduct@localhost",
        pattern=r"^[^@\s]+@[^@\s]+$",
        description="Sender address on outgoing mail.",
    )
    idle_lock_minutes: int = Field(
        default=15,
        ge=1,
        le=480,
        description="Minutes without a request after which an unlocked session is locked.",
    )
    log_format: Literal["json", "text"] = Field(
        default="json", description="json for one object a line, text for a person reading."
    )

    @field_validator("hosts", "faces", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        return _listed(value)

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        scheme = urlsplit(value.get_secret_value()).scheme
        if value.get_secret_value() and scheme not in {"sqlite", "postgresql", "postgres"}:
            raise ValueError("expected nothing, sqlite:///PATH or postgresql://…")
        return value

    @field_validator("mail")
    @classmethod
    def _known_mail(cls, value: SecretStr) -> SecretStr:
        parts = urlsplit(value.get_secret_value())
        if value.get_secret_value() and not (parts.scheme in {"smtp", "smtps"} and parts.hostname):
            raise ValueError("expected nothing, smtp://HOST:PORT or smtps://HOST:PORT")
        return value

    @field_validator("files")
    @classmethod
    def _known_store(cls, value: str) -> str:
        if "://" in value and not (value.startswith("s3://") and urlsplit(value).netloc):
            raise ValueError("expected nothing, a folder or s3://BUCKET/PREFIX")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"expected at least {SHORTEST_SECRET} characters")
        return value

    @model_validator(mode="after")
    def _fit_for_production(self) -> Self:
        if not self.production:
            return self
        wanted = (
            (bool(self.secret_key.get_secret_value()), "secret_key", "a value in production"),
            (self.https, "https", "true in production"),
            ("*" not in self.hosts, "hosts", "host names in production, not *"),
            (not self.demo, "demo", "false in production"),
        )
        faults = [f"{PREFIX}{name.upper()}: expected {what}" for ok, name, what in wanted if not ok]
        if faults:
            raise ValueError("\n".join(faults))
        return self

    @property
    def data_folder(self) -> Path:
        """The data folder as an absolute path; it may not exist yet."""
        return self.data.expanduser().absolute()

    @cached_property
    def signing_key(self) -> str:
        """The secret from the environment, or the one kept in the data folder, made on first use."""
        if given := self.secret_key.get_secret_value():
            return given
        kept = self.data_folder / "secret_key"
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(60))
        except FileExistsError:
            pass
        return kept.read_text().strip()

    @property
    def database_settings(self) -> dict[str, Any]:
        """Django's entry for the default database."""
        url = self.database.get_secret_value()
        parts = urlsplit(url)
        if parts.scheme in {"", "sqlite"}:
            name = parts.path.removeprefix("/") if url else self.data_folder / "safeconduct.sqlite3"
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": name,
                # A deferred transaction loses most concurrent writes to lock errors.
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 20,
                    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                    "PRAGMA foreign_keys=ON;PRAGMA temp_store=MEMORY;PRAGMA cache_size=-20000;",
                },
            }
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": {
                **dict(parse_qsl(parts.query)),
                "pool": {"min_size": 1, "max_size": self.database_pool, "timeout": 20},
            },
        }

    @property
    def sealed_store(self) -> dict[str, Any]:
        """Django's entry for the store that holds ciphertext only."""
        if self.files.startswith("s3://"):
            parts = urlsplit(self.files)
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
        folder = Path(self.files).expanduser().absolute() if self.files else None
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": str(folder or self.data_folder / "files"),
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }

    @property
    def mail_settings(self) -> dict[str, Any]:
        """Django's EMAIL_ settings; without a mail address nothing leaves the outbox."""
        parts = urlsplit(self.mail.get_secret_value())
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


def load() -> Config:
    """Read the environment; raises Fault with one line for each wrong variable."""
    try:
        return Config()
    except ValidationError as wrong:
        raise Fault("\n".join(_line(error) for error in wrong.errors())) from None


def _line(error: Any) -> str:
    said = error["msg"].removeprefix("Value error, ")
    if not error["loc"]:
        return str(said)
    return f"{PREFIX}{str(error['loc'][0]).upper()}: {said}"
