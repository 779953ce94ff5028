"""The store of sealed files on a disk of one's own: it keeps no file's hour."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage


class WithoutHours(FileSystemStorage):
    """Dates every file, and the folder it lies in, to the beginning of the day.

    A stolen disk or a backup would otherwise tell to the second when a reporter sent a file.
    """

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Keep a file under a name, or one like it, and return the name; its hour is forgotten."""
        kept = super().save(name, content, max_length)
        forget_hour(Path(self.path(kept)))
        self._forget_folders(kept)
        return kept

    def delete(self, name: str) -> None:
        """Remove a file; the day it was removed stays on its folder, not the hour."""
        super().delete(name)
        self._forget_folders(name)

    def _forget_folders(self, name: str) -> None:
        for folder in (Path(self.path(name)).parent, Path(self.location)):
            if folder.is_dir():
                forget_hour(folder)


def forget_hour(path: Path) -> None:
    """Date a file or a folder to the beginning of this day, in UTC."""
    day = datetime.combine(datetime.now(UTC).date(), time(), UTC).timestamp()
    os.utime(path, (day, day))
