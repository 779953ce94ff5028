"""What must hold before real people's words are entrusted to an installation: one table.

`safeconduct check --deploy` reads it and says one line for each thing that does not hold.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import connection
from django.utils import timezone

from safeconduct.access.models import Account
from safeconduct.access.terms import Role
from safeconduct.base import prints
from safeconduct.intake.letters import boxes
from safeconduct.roster.models import Desk
from safeconduct.roster.terms import DeskKind
from safeconduct.site.config import PREFIX, Config
from safeconduct.site.models import DutyRun
from safeconduct.vault.models import Keyring
from safeconduct.vault.terms import Holder

NEAR = frozenset({"", "localhost", "127.0.0.1", "::1"})
LONGEST_IDLE = 30
OTHERS = stat.S_IRWXG | stat.S_IRWXO
DUTIES_RAN_WITHIN = timedelta(hours=2)
NEVER_CHANGED = ("audit_entry", "audit_checkpoint")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold: its code, and what answers with an objection if it does not."""

    code: str
    objection: Callable[[Config], str | None]


def faults(config: Config) -> Iterable[tuple[str, str]]:
    """Yield (code, objection) for everything that makes an installation unsafe."""
    for check in CHECKS:
        said = check.objection(config)
        if said is not None:
            yield check.code, said


def _expects(
    name: str, what: str, holds: Callable[[Config], bool]
) -> Callable[[Config], str | None]:
    """Return a check of one setting: its variable, and what was expected of it."""
    return lambda config: None if holds(config) else f"{PREFIX}{name}: expected {what}"


def _database_is_private(config: Config) -> bool:
    """Whether a database on another machine is spoken to under a verified certificate."""
    parts = urlsplit(config.database.get_secret_value())
    if parts.scheme in {"", "sqlite"} or (parts.hostname or "") in NEAR:
        return True
    return parse_qs(parts.query).get("sslmode") == ["verify-full"]


def _secret_is_apart(config: Config) -> bool:
    """Whether the signing key is given from outside and not kept beside the data."""
    given = config.secret_key.get_secret_value()
    return bool(given) and len(set(given)) > len("only a few")


def _folder_is_private(config: Config) -> str | None:
    """The data folder and the database in it belong to one account alone."""
    for path in (config.data_folder, config.data_folder / "safeconduct.sqlite3"):
        if path.exists() and path.stat().st_mode & OTHERS:
            return f"{PREFIX}DATA: expected {path.name} to be readable by its owner only"
    return None


def _audit_key_is_kept(config: Config) -> str | None:
    """The key that signs the audit log lies in a file of its own, readable by its owner only."""
    path = config.audit_key_file or Path("")
    if config.audit_key_file is None or not path.is_file():
        return f"{PREFIX}AUDIT_KEY_FILE: expected a file with the key that signs checkpoints"
    if path.stat().st_mode & OTHERS:
        return f"{PREFIX}AUDIT_KEY_FILE: expected a file readable by its owner only"
    return None


def _recovery_is_possible(_config: Config) -> str | None:
    """Losing a passphrase loses nobody's file (4-security, promise 6)."""
    if Keyring.objects.filter(holder=Holder.RECOVERY).exists():
        return None
    return "keys: expected a recovery key; hold the ceremony (safeconduct keys ceremony)"


def _somebody_receives(_config: Config) -> str | None:
    """A report needs a desk to be sealed to, and a complainant's name its custodians."""
    for kind in (DeskKind.HEADQUARTERS, DeskKind.CUSTODIAN):
        if not Desk.objects.filter(kind=kind).exists():
            return f"desks: expected a desk of the kind {kind.value} (safeconduct found desk)"
    return None


def _everybody_has_a_second_factor(_config: Config) -> str | None:
    """Second factor for every desk and partner account; somebody invited has none yet."""
    real = Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN
    held = Authenticator.objects.filter(type__in=real).values("user")
    enrolled = Account.objects.filter(is_active=True, keyring__isnull=False)
    lacking = enrolled.exclude(pk__in=held).count()
    if not lacking:
        return None
    return f"accounts: expected a second factor for everybody; {lacking} have none yet"


def _nobody_reads_and_administers(_config: Config) -> str | None:
    """Administrator and auditor hold no post that reaches case content (3-domain, 1)."""
    apart = {Role.ADMINISTRATOR, Role.AUDITOR}
    for account in Account.objects.filter(is_active=True, posts__role__in=apart).distinct():
        if set(account.posts.values_list("role", flat=True)) - apart:
            return f"accounts: expected {account.username} to hold no case post beside that one"
    return None


def _log_cannot_be_changed(_config: Config) -> str | None:
    """The role the product runs as has INSERT and SELECT on the audit log and nothing else."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        for table in NEVER_CHANGED:
            cursor.execute("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", [table])
            if cursor.fetchone()[0]:
                return f"{PREFIX}DATABASE: expected a role that cannot change {table}"
    return None


def _duties_run(_config: Config) -> str | None:
    """Somebody runs `safeconduct work`: without it no letter leaves and no checkpoint is signed."""
    since = timezone.now() - DUTIES_RAN_WITHIN
    if DutyRun.objects.filter(finished_at__gte=since).exists():
        return None
    return "duties: expected safeconduct work to have run in the last two hours"


def _paper_can_be_set(_config: Config) -> str | None:
    """The form on paper is handed out in every language, so each needs letters to be set in."""
    lacking = [code for code, _name in settings.REPORTER_LANGUAGES if not prints.can_set(code)]
    if not lacking:
        return None
    return f"typefaces: expected one for {', '.join(lacking)} (fonts-noto-core, fonts-noto-cjk)"


def _letter_boxes_are_emptied(_config: Config) -> str | None:
    """Whoever wrote a letter waits for somebody to read it."""
    failing = [str(box.number) for box in boxes.health() if box.fails(timezone.now())]
    if not failing:
        return None
    return f"letter_boxes: expected box {', '.join(failing)} to be emptied (safeconduct mail boxes)"


# fmt: off
CHECKS = (
    #     code              what should be true
    Check("production",     _expects("PRODUCTION", "true", lambda c: c.production)),
    Check("https",          _expects("HTTPS", "true", lambda c: c.https)),
    Check("demo",           _expects("DEMO", "false", lambda c: not c.demo)),
    Check("hosts",          _expects("HOSTS", "the public host names", lambda c: bool(set(c.hosts) - NEAR - {"[::1]"}) and "*" not in c.hosts)),
    Check("secret-key",     _expects("SECRET_KEY", "a random value from the environment", _secret_is_apart)),
    Check("second-factor",  _expects("SECOND_FACTOR", "required", lambda c: c.second_factor != "offered")),
    Check("idle-lock",      _expects("IDLE_LOCK_MINUTES", f"at most {LONGEST_IDLE}", lambda c: c.idle_lock_minutes <= LONGEST_IDLE)),
    Check("database-tls",   _expects("DATABASE", "sslmode=verify-full for a database elsewhere", _database_is_private)),
    Check("mail-from",      _expects("MAIL_FROM", "an address people can answer", lambda c: not c.mail_from.endswith("@localhost"))),
    Check("sign-on",        _expects("SIGN_ON_ISSUER", "https", lambda c: urlsplit(c.sign_on_issuer).scheme in {"", "https"})),
    Check("backup",         _expects("BACKUP_RECIPIENTS", "whom backups are encrypted to", lambda c: bool(c.backup_recipients))),
    Check("data-folder",    _folder_is_private),
    Check("audit-key",      _audit_key_is_kept),
    Check("audit-log",      _log_cannot_be_changed),
    Check("recovery-key",   _recovery_is_possible),
    Check("desks",          _somebody_receives),
    Check("accounts",       _everybody_has_a_second_factor),
    Check("apart",          _nobody_reads_and_administers),
    Check("duties",         _duties_run),
    Check("letter-boxes",   _letter_boxes_are_emptied),
    Check("typefaces",      _paper_can_be_set),
)
# fmt: on
