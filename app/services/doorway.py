"""What stands in front of the door: who works here, and what the sign-in page says before anything heavy is loaded."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.errors import KnownError
from app.store.sidecar import copy_of
from app.store.signin_file import SigninFile, Tile

if TYPE_CHECKING:
    from app.store.keyslots import KeySlots

__all__ = ["Doorway", "Folder", "Notice", "Tile", "needs_setup", "program_version"]

log = logging.getLogger(__name__)


class Folder(Protocol):
    """Where the four things lie; app.paths.DataFolder is one."""

    @property
    def database(self) -> Path: ...
    @property
    def keyslots(self) -> Path: ...
    @property
    def signin(self) -> Path: ...
    @property
    def backups(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class Notice:
    """What the sign-in page says besides names. ``delivered_up_to``: instant, store text; None = nothing was sent yet."""

    organization_name: str
    delivered_up_to: str | None
    version: str


def program_version() -> str:
    """The version of this program; '' when it runs from a tree that was never installed."""
    from importlib import metadata

    try:
        return metadata.version("xiangyi")
    except metadata.PackageNotFoundError:
        return ""


def needs_setup(folder: Folder) -> bool:
    """Whether this folder was never set up. A database that is missing beside its keys is a loss, not a fresh start."""
    return not (folder.database.exists() or folder.signin.exists() or copy_of(folder.signin).exists())


class Doorway:
    """Read without a password; the store, its tables and its cipher are not even imported."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def tiles(self) -> tuple[Tile, ...]:
        """Who may sign in, as last shown; from the key slots alone where the sign-in file is lost."""
        return self._file(None).tiles

    def notice(self) -> Notice:
        """Institution, and up to when everything was delivered."""
        file = self._file(None)
        return Notice(file.organization_name, file.delivered_up_to, program_version())

    def _file(self, slots: KeySlots | None) -> SigninFile:
        try:
            return SigninFile.load(self._folder.signin)
        except KnownError:
            log.warning("the sign-in file could not be read; it is made again from the key slots")
            names = self._names_of(slots or self._folder_slots())
            return SigninFile(self._folder.signin, tiles=tuple(Tile(name, name, "") for name in names))

    def _folder_slots(self) -> KeySlots | None:
        from app.store.keyslots import KeySlots

        try:
            return KeySlots.load(self._folder.keyslots)
        except KnownError:
            log.warning("the key slots could not be read")
            return None

    def _names_of(self, slots: KeySlots | None) -> list[str]:
        from app.store.keyslots import RECOVERY, SERVICE

        return sorted(name for name in (slots.slots if slots else ()) if name not in (RECOVERY, SERVICE))
