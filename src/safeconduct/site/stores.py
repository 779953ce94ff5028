"""The store of sealed files on a disk of one's own: whole or not there, and with no hour."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, time
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import FileSystemStorage

NAMELESS_UNKNOWN = frozenset({errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL, errno.ENOENT})


class WithoutHours(FileSystemStorage):
    """Dates every file, and the folder it lies in, to the beginning of the day.

    A stolen disk or a backup would otherwise tell to the second when a reporter sent a file.
    A file has its name only when every byte is on the disk: killed or without power on the way,
    the server leaves nothing behind that looks like one.
    """

    def save(self, name: str | None, content: IO[Any], max_length: int | None = None) -> str:
        """Keep a file under a name, or one like it, and return the name; its hour is forgotten."""
        kept = super().save(name, content, max_length)
        self._forget_folders(kept)
        return kept

    def delete(self, name: str) -> None:
        """Remove a file; the day it was removed stays on its folder, not the hour."""
        super().delete(name)
        self._forget_folders(name)

    def _save(self, name: str, content: Any) -> str:
        folder = Path(self.path(name)).parent
        os.makedirs(folder, mode=self.directory_permissions_mode or 0o700, exist_ok=True)
        nameless = _nameless(folder, self.file_permissions_mode or 0o600)
        if nameless is None:  # a file system that cannot: the name comes first there
            kept = str(super()._save(name, content))  # type: ignore[misc]  # Django's own hook
            with Path(self.path(kept)).open("rb") as file:
                os.fsync(file.fileno())
            forget_hour(Path(self.path(kept)))
        else:
            try:
                kept = self._written(nameless, name, content)
            finally:
                os.close(nameless)
        _flush(folder)
        return kept

    def _written(self, nameless: int, name: str, content: Any) -> str:
        for chunk in content.chunks():
            view = memoryview(chunk)
            while view:
                view = view[os.write(nameless, view) :]
        forget_hour(nameless)
        os.fsync(nameless)
        while True:
            try:
                _name(nameless, Path(self.path(name)))
            except FileExistsError:  # somebody took the name meanwhile
                name = self.get_available_name(name)
            else:
                return name.replace("\\", "/")

    def _forget_folders(self, name: str) -> None:
        for folder in (Path(self.path(name)).parent, Path(self.location)):
            if folder.is_dir():
                forget_hour(folder)


def forget_hour(path: Path | int) -> None:
    """Date a file or a folder to the beginning of this day, in UTC."""
    day = datetime.combine(datetime.now(UTC).date(), time(), UTC).timestamp()
    os.utime(path, (day, day))


def _nameless(folder: Path, mode: int) -> int | None:
    """Open a file that has no name yet, and is gone with whoever writes it."""
    try:
        return os.open(folder, os.O_TMPFILE | os.O_WRONLY, mode)
    except (AttributeError, OSError) as unknown:
        if isinstance(unknown, OSError) and unknown.errno not in NAMELESS_UNKNOWN:
            raise
        return None


def _name(nameless: int, path: Path) -> None:
    # With a folder given, Python asks the system to follow the link that stands for the file.
    os.link(f"/proc/self/fd/{nameless}", path, src_dir_fd=nameless, follow_symlinks=True)


def _flush(folder: Path) -> None:
    at = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(at)
    finally:
        os.close(at)
