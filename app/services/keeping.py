"""Keeping the records whole: verify the audit chain and every row, check the file, make copies and let old ones go."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app.clock import local
from app.errors import KnownError
from app.services.clock_trust import clock_doubt, settle_clock
from app.services.comment_document import verify_comments
from app.services.desk import Desk
from app.services.review_step import verify_steps
from app.services.signature import verify_sheets
from app.store import audit, ecg
from app.store.audit import Act, Flaw, Tell, nobody_asks
from app.store.backup import copy_to
from app.store.unit_of_work import detail

log = logging.getLogger(__name__)

__all__ = ["Flaw", "Keeping", "slots_of", "verify"]

_COPY = "clinic-????????-??????.db"


def verify(desk: Desk, tell: Tell = nobody_asks) -> list[Flaw]:
    """Every flaw of chain, rows, signed sheets and recorded signals; for whoever has opened the store with a password, as `xiangyi verify` does.

    ``tell(stage, share)``: how far it is, chain and rows as `app.store.audit.verify` tells, then sheets and signals.
    """
    found = desk.store.read(lambda conn: list(audit.verify(conn, tell)))
    tell("sheets", 0.0)
    found += verify_sheets(desk) + verify_steps(desk) + verify_comments(desk)
    tell("signals", 0.0)
    found += [Flaw("ecg_signal", "ecg_recording", key) for key in desk.store.read(ecg.damaged)]
    act = Act("verify", "audit", outcome="ok" if not found else "failed", detail=detail(flaws=len(found)))
    desk.store.write(lambda uow: uow.note(act), desk.actor).result()
    return found


class Keeping:
    """Use cases about the file itself."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def verify(self) -> list[Flaw]:
        """Walk the whole trail and compare every audited row; reads everything, for a worker thread."""
        self._desk.allow("audit.read")
        return verify(self._desk)

    def clock_doubt(self) -> KnownError | None:
        """Why nothing can be signed with this computer's clock now; None = it may be."""
        return clock_doubt(self._desk)

    def settle_clock(self, reason: str) -> None:
        """The clock was set right: signing may go on. KnownError ``reason_needed``; NotAllowed."""
        settle_clock(self._desk, reason)

    def quick_check(self) -> bool:
        """Whether the file is sound: page checksums first (after a checkpoint, else false alarms), then the B-trees."""
        return self._desk.store.raw(_sound).result()

    def backup(self, folder: Path | None = None, keep: int = 14) -> Path:
        """A copy proven by counting, in ``folder`` or beside the database; older ones beyond ``keep`` are deleted afterwards.

        The key slots are copied with it, as ``<name>.keyslots.json``: without them no password and no recovery code opens it.
        KnownError ``backup_failed``, ``database_damaged``.
        """
        self._desk.allow("backup.make")
        folder = folder or self._desk.store.path.parent / "backups"
        stamp = local(self._desk.clock.now())
        target = folder / f"clinic-{stamp:%Y%m%d-%H%M%S}.db"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KnownError("backup_failed", why=type(error).__name__) from error
        if not self.quick_check():
            raise KnownError("database_damaged")
        self._desk.store.raw(lambda conn: copy_to(conn, target)).result()
        self._copy_slots(target)
        act = Act("backup", "database", detail=detail(bytes=target.stat().st_size))
        self._desk.store.write(lambda uow: uow.note(act), self._desk.actor).result()
        _thin_out(folder, keep)
        return target

    def _copy_slots(self, target: Path) -> None:
        try:
            shutil.copyfile(self._desk.keys.slots.path, slots_of(target))
        except OSError as error:
            raise KnownError("backup_failed", why=type(error).__name__) from error

    def copies(self, folder: Path) -> Sequence[Path]:
        """The copies in a folder, newest first."""
        return sorted(folder.glob(_COPY), reverse=True)

    def last_copy_on(self, folder: Path) -> date | None:
        """The day of the newest copy."""
        found = self.copies(folder)
        return date.fromisoformat(found[0].name[7:15]) if found else None


def slots_of(copy: Path) -> Path:
    """Where the key slots of a copy lie."""
    return copy.with_suffix(".keyslots.json")


def _sound(conn: Any) -> bool:
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return not conn.execute("PRAGMA cipher_integrity_check").fetchall() and conn.execute("PRAGMA quick_check").fetchone()[0] == "ok"


def _thin_out(folder: Path, keep: int) -> None:
    for old in sorted(folder.glob(_COPY), reverse=True)[max(1, keep) :]:
        try:
            old.unlink()
            slots_of(old).unlink(missing_ok=True)
        except OSError:
            log.warning("an old copy could not be deleted")
