"""Every setting of an installation, read from the environment and checked in one place.

A wrong value is one clear line that names the variable and what was expected. The value itself is
never repeated, because it may be a secret.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from safeconduct.base.clock import Limit, limit, months
from safeconduct.site import onions
from safeconduct.vocabulary import shelf

PREFIX = "SAFECONDUCT_"
Face = Literal["reporter", "desk", "partner", "public"]
FACES: tuple[Face, ...] = ("reporter", "desk", "partner", "public")
SHORTEST_SECRET = 40


class Fault(Exception):
    """The environment is wrong; each line names one variable and what was expected."""


def _listed(value: Any) -> Any:
    """Read "a, b" as a list, so that nobody has to write JSON in an environment file."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _is_box(url: str) -> bool:
    """Say whether somebody wrote where a letter box is, how it opens, and no more than is known."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query)
    whole = parts.scheme in {"imaps", "imap"} and parts.hostname and parts.username
    return bool(whole and parts.password) and set(asked) <= {"mission", "language"}


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
    audit_key_file: Path | None = Field(
        default=None,
        description="File with the key that signs checkpoints of the audit log. Empty: audit_key "
        "in the data folder. Outside production it is made on first use.",
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
    letter_boxes: SecretStr = Field(
        default=SecretStr(""),
        description="Letter boxes that reports may be mailed to, separated by commas: "
        "imaps://USER:PASSWORD@HOST:PORT/FOLDER?mission=CODE&language=fr, or imap:// for STARTTLS. "
        "Without a mission letters go to headquarters. Empty: there is none.",
    )
    letter_answers: bool = Field(
        default=False,
        description="true answers each letter with its receipt. A letter back can endanger whoever "
        "wrote: it lies in a mailbox that others may open.",
    )
    idle_lock_minutes: int = Field(
        default=15,
        ge=1,
        le=480,
        description="Minutes without a request after which an unlocked session is locked.",
    )
    second_factor: Literal["", "required", "offered"] = Field(
        default="",
        description="required: an account of the desk or a corridor reaches nothing before it has "
        "a second factor. Empty: required in production, offered otherwise.",
    )
    invitation_days: int = Field(
        default=7,
        ge=1,
        le=90,
        description="Days for which the link of an invitation opens.",
    )
    point_test_days: int = Field(
        default=90,
        ge=1,
        le=730,
        description="Days after which a place to report has to be tested again.",
    )
    sign_on_issuer: str = Field(
        default="",
        description="Address of the organisation's own sign-on (OpenID Connect issuer). Empty: "
        "people sign in here only. https, except on this machine itself.",
    )
    sign_on_client_id: str = Field(
        default="", description="What this installation is called at the issuer."
    )
    sign_on_client_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret the issuer gave this installation."
    )
    sign_on_name: str = Field(
        default="Single sign-on",
        min_length=1,
        max_length=40,
        description="What the button on the sign-in page calls the organisation's sign-on.",
    )
    sign_on_claim: Literal["sub", "email", "preferred_username"] = Field(
        default="email",
        description="Which claim of the issuer names the person an administrator provisioned: "
        "email (counts only when the issuer says it is verified), sub or preferred_username.",
    )
    upload_megabytes: int = Field(
        default=500,
        ge=1,
        le=10_000,
        description="Largest file a reporter can add, in megabytes, where scripts run. Without "
        "scripts at most 10.",
    )
    upload_free_gigabytes: int = Field(
        default=2,
        ge=0,
        le=100_000,
        description="While the disk of sealed files has less free, in gigabytes, no file is added "
        "to a report being written. Words are always taken.",
    )
    upload_files: int = Field(
        default=5, ge=1, le=50, description="Most files in one report before it is sent."
    )
    saved_days: int = Field(
        default=14,
        ge=1,
        le=60,
        description="How many days a report that was saved and not sent waits under its receipt.",
    )
    clamav: str = Field(
        default="",
        pattern=r"^(unix:/[^\s]+|[^\s:/]+:\d{1,5})?$",
        description="Where a ClamAV daemon listens: unix:/PATH or HOST:PORT. Each file is shown to "
        "it as it arrives; it reads it in plain. Empty: files are not scanned.",
    )
    reporter_site: str = Field(
        default="",
        pattern=r"^(https?://[^\s/\"<>]+)?$",
        description="Address of the site for reporters, such as https://report.example.org, where "
        "another process serves it. The desk writes it on paper forms, receipts and tablets. "
        "Empty: the desk's own host where it serves both, else none.",
    )
    exit_to: str = Field(
        default="",
        pattern=r"^(https?://[^\s\"<>]+)?$",
        description="Address that the reporter's quick exit leads to, for example a weather site. "
        "Empty: a plain empty page of our own.",
    )
    neutral_title: str = Field(
        default="",
        max_length=40,
        description="What a reporter's browser calls every page in its tab and its list of pages. "
        "It must not tell what the site is for. Empty: New page, in the language of the page.",
    )
    onion: str = Field(
        default="",
        description="Address of the same installation in the Tor network, http://NAME.onion. "
        "Empty: there is none. Pages for reporters then name it to browsers and explain it.",
    )
    reports_per_minute: int = Field(
        default=30,
        ge=0,
        le=100_000,
        description="How many reports a minute may begin on the whole site before a browser is "
        "asked for a little work or its reader to wait a little. Nobody is refused. 0: no limit.",
    )
    messages_per_minute: int = Field(
        default=120,
        ge=0,
        le=100_000,
        description="How many messages a minute one gateway may pass on before it is asked to try "
        "again a little later. 0: no limit.",
    )
    clocks: Annotated[dict[str, Limit], NoDecode] = Field(
        default_factory=dict,
        description="Time limits that differ here from the vocabulary's list, such as "
        "assessment=15 working_days, acknowledgement=5 days.",
    )
    retention: Annotated[dict[str, int], NoDecode] = Field(
        default_factory=dict,
        description="How long records are kept, where it differs here from the vocabulary's list, "
        "such as matter-not-substantiated=15 years, report-empty=3 months.",
    )
    backup_recipients: Annotated[list[str], NoDecode] = Field(
        default=[],
        description="Public keys of age that backups are encrypted to, separated by commas.",
    )
    log_format: Literal["json", "text"] = Field(
        default="json", description="json for one object a line, text for a person reading."
    )

    @field_validator("hosts", "faces", "backup_recipients", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        return _listed(value)

    @field_validator("backup_recipients")
    @classmethod
    def _known_recipients(cls, value: list[str]) -> list[str]:
        if not all(each.startswith("age1") for each in value):
            raise ValueError("expected public keys of age (age1…), separated by commas")
        return value

    @field_validator("clocks", mode="before")
    @classmethod
    def _known_clocks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = dict(part.split("=", 1) for part in value.split(",") if "=" in part)
        if {code.strip() for code in pairs} - shelf.codes("clocks"):
            raise ValueError("expected codes of the list of clocks")
        if value.strip() and not pairs:
            raise ValueError("expected CODE=LENGTH UNIT, separated by commas")
        return {code.strip(): limit(said) for code, said in pairs.items()}

    @field_validator("retention", mode="before")
    @classmethod
    def _known_rules(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = dict(part.split("=", 1) for part in value.split(",") if "=" in part)
        if {code.strip() for code in pairs} - shelf.codes("retention"):
            raise ValueError("expected codes of the list of retention rules")
        if value.strip() and not pairs:
            raise ValueError("expected CODE=LENGTH UNIT, separated by commas")
        return {code.strip(): months(said) for code, said in pairs.items()}

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

    @field_validator("letter_boxes")
    @classmethod
    def _known_boxes(cls, value: SecretStr) -> SecretStr:
        if not all(map(_is_box, _listed(value.get_secret_value()))):
            raise ValueError(
                "expected nothing, or imaps://USER:PASSWORD@HOST/FOLDER?mission=CODE&language=fr, "
                "separated by commas"
            )
        return value

    @field_validator("sign_on_issuer")
    @classmethod
    def _known_issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        near = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
        odd = bool(set(value) & set(" ;,\"'<>")) or bool(parts.query or parts.fragment)
        if value and (odd or not (near or (parts.scheme == "https" and parts.hostname))):
            raise ValueError("expected nothing or https://HOST/PATH")
        return value

    @field_validator("onion")
    @classmethod
    def _known_onion(cls, value: str) -> str:
        if value and not onions.is_address(value):
            raise ValueError("expected nothing or http://NAME.onion, the whole name of version 3")
        return value.rstrip("/")

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
    def _whole_sign_on(self) -> Self:
        known = self.sign_on_client_id and self.sign_on_client_secret.get_secret_value()
        if self.sign_on_issuer and not known:
            line = f"{PREFIX}SIGN_ON_CLIENT_ID: expected, with its secret, beside the issuer"
            raise ValueError(line)
        return self

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
    return f"{PREFIX}{str(error['loc'][0]).upper()}: {said[:1].lower()}{said[1:]}"
