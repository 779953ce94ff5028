"""An installation of its own for the tests of backups, and people who write in it meanwhile.

Each verb runs in a process that knows only this installation, as an operator's would.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

from tests import house, serving

# A shell that starts tests in the background has them ignore an interrupt; their children listen.
LISTEN = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
HERE = f"{LISTEN}import django; django.setup(); from tests.site import inside; inside."


@dataclass(frozen=True)
class Place:
    """One installation: its data folder and its environment."""

    folder: Path
    environment: dict[str, str]

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """Run one command of the console script."""
        return serving.command(*map(str, words), environment=self.environment)

    def do(self, verb: str, **said: object) -> object:
        """Do something inside, and return what it answers."""
        ended = self.start(verb, **said)
        out, errors = ended.communicate(timeout=300)
        assert ended.returncode == 0, errors
        return json.loads(out)

    def start(self, verb: str, **said: object) -> subprocess.Popen[str]:
        """Start something inside, and do not wait."""
        return subprocess.Popen(
            [sys.executable, "-c", f"{HERE}{verb}(**{said!r})"],
            env=self.environment,
            cwd=house.ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """An empty installation of the kind of database that the tests run on."""
    folder.mkdir(mode=0o700, exist_ok=True)
    more = {"PYTHONPATH": f"{house.ROOT}/src:{house.ROOT}"}
    more["DJANGO_SETTINGS_MODULE"] = "safeconduct.site.settings"
    if connection.vendor == "sqlite":
        yield Place(folder, serving.environment_of(folder) | more)
        return
    server, name = os.environ["SAFECONDUCT_DATABASE"], f"kept_{secrets.token_hex(4)}"
    said = sql.Identifier(name)
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(sql.SQL("CREATE DATABASE {}").format(said))
    try:
        before, _slash, after = server.partition("?")
        address = f"{before.rpartition('/')[0]}/{name}?{after}"
        yield Place(folder, serving.environment_of(folder, database=address) | more)
    finally:
        with psycopg.connect(server, autocommit=True) as db:
            db.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(said))
