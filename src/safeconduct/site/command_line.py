"""The console script `safeconduct`: one table of commands, each loaded only when it is called."""

from __future__ import annotations

import importlib
import os
import sys

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError

from safeconduct import __version__

# fmt: off
COMMANDS = {
    # name       module of site/commands, which holds a click command named `command`
    "audit":     "audit",
    "backup":    "backup",
    "bench":     "bench",
    "check":     "check",
    "collect":   "collect",
    "import":    "import_",
    "keys":      "keys",
    "mail":      "mail",
    "messages":  "messages",
    "demo":     "demo",
    "found":    "found",
    "migrate":   "migrate",
    "publish":   "publish",
    "retention": "retention",
    "restore":   "restore",
    "serve":     "serve",
    "work":      "work",
}
# fmt: on
WRONG = 2


class Table(click.Group):
    """Finds a command in the table and imports its module after Django is set up."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        django.setup()
        module = importlib.import_module(f"safeconduct.site.commands.{COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command


@click.group(cls=Table, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def safeconduct() -> None:
    """Safe Conduct: report, case, outcome, help and public figures."""


def main() -> None:
    """Run one command; a fault is one clear line on stderr and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.site.settings")
    try:
        safeconduct()
    except ImproperlyConfigured as fault:
        _stop(str(fault))
    except OperationalError as fault:
        _stop(f"SAFECONDUCT_DATABASE: the database does not answer ({type(fault).__name__}).")


def _stop(line: str) -> None:
    click.echo(line, err=True)
    sys.exit(WRONG)


if __name__ == "__main__":
    main()
