"""Whether this process lives and may be sent requests; says yes or no and nothing else."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

PROBE = "health-probe"


def live(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process can answer at all."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database is current and sealed files can be written, else 503."""
    if database_is_current() and files_can_be_written():
        return HttpResponse("ready\n", content_type="text/plain")
    return HttpResponse("not ready\n", status=503, content_type="text/plain")


def database_is_current() -> bool:
    """Say whether the database answers and no migration of this release is missing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return _migrated()
    except (DatabaseError, _Behind):
        return False


class _Behind(Exception):
    """Migrations are missing."""


@lru_cache(maxsize=1)
def _migrated() -> bool:
    """Remember only a yes: a running release never loses a migration."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Behind
    return True


def files_can_be_written() -> bool:
    """Say whether the sealed store takes a file and gives it up again."""
    store = storages["sealed"]
    try:
        kept = store.save(PROBE, ContentFile(b""))
    except Exception:  # any store, any fault: the answer is no
        return False
    with suppress(OSError):
        store.delete(kept)
    return True
