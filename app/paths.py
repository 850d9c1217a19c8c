"""Where things lie on this computer, and the lock that lets one process write there."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from app.errors import KnownError

_PROGRAM_NAME = "xiangyi"
# Windows locks bytes against reading too, so the locked byte lies where nothing is written.
_LOCKED_BYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class DataFolder:
    """One clinic's data: everything the program keeps lies in this folder, so that it can be moved as a whole."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted records."""
        return self.root / "clinic.db"

    @property
    def keyslots(self) -> Path:
        """The wrapped data keys, one slot per account."""
        return self.root / "keyslots.json"

    @property
    def signin(self) -> Path:
        """What the sign-in page shows before the store is open: no patient data."""
        return self.root / "signin.json"

    @property
    def hub_database(self) -> Path:
        """The FHIR hub's encrypted records."""
        return self.root / "hub.db"

    @property
    def site_file(self) -> Path:
        """What the county's IT sets; never written by the program."""
        return self.root / "clinic.toml"

    @property
    def logs(self) -> Path:
        """Log files and the crash report."""
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        """Backups, unless the clinic names a folder of its own."""
        return self.root / "backups"

    @property
    def lock_file(self) -> Path:
        """Held by the process that has the folder open for writing."""
        return self.root / "lock"

    @property
    def hub_lock_file(self) -> Path:
        """Held by the process that runs the hub: the workstation, or a process of its own beside it."""
        return self.root / "hub.lock"

    @property
    def wish_file(self) -> Path:
        """Port and token of the open workstation's loopback socket."""
        return self.root / "wishes.json"

    def make(self) -> Self:
        """Create the folder and those in it, readable by this user alone. KnownError ``data_folder_unusable``."""
        try:
            for folder in (self.root, self.logs, self.backups):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as fault:
            raise KnownError("data_folder_unusable", folder=str(self.root)) from fault
        return self

    def lock(self) -> Lock:
        """Take the folder for writing. KnownError ``already_open`` while another process has it."""
        self.make()
        return Lock(self.lock_file)

    def lock_hub(self) -> Lock:
        """The same for the hub's records."""
        self.make()
        return Lock(self.hub_lock_file)


class Lock:
    """The right to write in a data folder; the system gives it back when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        try:
            self._file: IO[bytes] | None = path.open("ab")
        except OSError as fault:
            raise KnownError("data_folder_unusable", folder=str(path.parent)) from fault
        try:
            _take(self._file)
        except OSError as fault:
            self.release()
            taken = fault.errno in (errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK)
            raise KnownError("already_open" if taken else "data_folder_unusable", folder=str(path.parent)) from fault

    def release(self) -> None:
        """Give the folder back. Harmless twice."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def _take(file: IO[bytes]) -> None:
    """Lock or raise OSError at once."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def program_folder() -> Path:
    """Where the program lies: beside the executable when installed, else the source tree."""
    return Path(sys.executable).parent if getattr(sys, "frozen", False) else Path(__file__).resolve().parents[1]


def default_root(program: Path, platform: str, environment: Mapping[str, str], home: Path) -> Path:
    """A ``data`` folder beside the program (portable, on a stick), else the platform's place for a user's data."""
    portable = program / "data"
    if portable.is_dir():
        return portable
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Xiangyi"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "Xiangyi"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / _PROGRAM_NAME


def data_folder(given: str | Path | None = None) -> DataFolder:
    """The folder named by ``--data``, else the default one. Nothing is created yet."""
    if given is not None:
        return DataFolder(Path(given).expanduser().resolve())
    return DataFolder(default_root(program_folder(), sys.platform, os.environ, Path.home()))
