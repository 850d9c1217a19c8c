"""A clinic in which somebody has signed in, and desks over copies of it: a test of what happens at a desk need not go through the door.

Signing in costs five times as much as opening the store it leads to; the door has tests of its own.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.logs import hide_names
from app.paths import DataFolder
from app.services.desk import Desk
from app.services.keyring import Keyring
from app.services.session import Session, SignedIn
from app.store.database import Store
from app.store.keyslots import KeySlots
from app.store.signin_file import SigninFile


@dataclass(frozen=True)
class CopiedClinic:
    """A closed folder, its data key, and who signed in there last."""

    root: Path
    key: bytes
    who: SignedIn

    @classmethod
    def of(cls, desk: Desk, root: Path) -> CopiedClinic:
        """The clinic of a desk, which is closed; nothing may open its folder again."""
        made = cls(root, desk.keys.data_key, desk.who)
        desk.store.close()
        return made

    def desk(self, folder: DataFolder, clock: Clock) -> Desk:
        """A desk over a copy in ``folder``, the same person signed in."""
        shutil.copytree(self.root, folder.root, dirs_exist_ok=True)
        keyring = Keyring(KeySlots.load(folder.keyslots), SigninFile.load(folder.signin), self.key)
        desk = Desk(Store.open(folder.database, self.key, clock, folder.backups), Session(), clock, self.who.seat, keyring)
        desk.session.set(self.who)
        hide_names([self.who.name])
        return desk
