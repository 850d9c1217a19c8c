"""Files on a stick that may be pulled out at any moment: written under another name first, read once and within limits."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.errors import KnownError

_NEW = ".part"


def put(folder: Path, name: str, data: bytes) -> Path:
    """A whole file under its name, or none. KnownError ``courier_unwritable``, ``courier_full``."""
    target, part = folder / name, folder / (name + _NEW)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(part, data)
        part.replace(target)
        _settle(folder)
    except OSError as fault:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        code = "courier_full" if fault.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT) else "courier_unwritable"
        raise KnownError(code, folder=str(folder)) from fault
    return target


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make the new name durable, where the system can: a FAT stick on Windows has no handle for a folder."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def taken(path: Path, most: int) -> Iterator[BinaryIO]:
    """A plain file of at most ``most`` bytes; a link is not followed. KnownError ``courier_gone``, ``courier_large``."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    except OSError as fault:
        raise KnownError("courier_gone", file=path.name) from fault
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_size > most:
        os.close(handle)
        raise KnownError("courier_large" if stat.S_ISREG(found.st_mode) else "courier_gone", file=path.name)
    with os.fdopen(handle, "rb") as file:
        yield file
