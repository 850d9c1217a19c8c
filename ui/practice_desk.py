"""The practice clinic for the gallery: a real encrypted store in a temporary folder, made-up residents, a clock that stands still."""

from __future__ import annotations

import atexit
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.clock import SetClock
from app.paths import DataFolder
from app.services.accounts import Accounts
from app.services.arming import Arming
from app.services.desk import Desk
from app.services.devices import Devices
from app.services.inbox import Inbox
from app.services.intake import Intake
from app.services.keeping import Keeping
from app.services.practice import seed
from app.services.practice_clinic import NURSE, PASSWORD, PHARMACIST, open_clinic
from app.services.previous import PreviousValues
from app.services.queue import Queue
from app.services.residents import Residents
from device_drivers.manifest import Manifest, Transport
from device_drivers.readings import Kind

__all__ = ["MORNING", "PASSWORD", "PracticeDesk", "measures", "open_practice"]

MORNING = datetime(2026, 3, 5, 0, 40, tzinfo=UTC)  # 08:40 in the clinic


def measures(driver: str, kind: Kind) -> Manifest:
    """A manifest that says what a driver measures, as far as a device card needs to know."""
    return Manifest(driver, (kind,), Transport.BLE, ())


@dataclass
class PracticeDesk:
    """Services over one open store, the doctor signed in. ``people``: ids of the residents, in the order they were made."""

    desk: Desk
    clock: SetClock
    folder: DataFolder
    people: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.residents, self.queue, self.intake = Residents(self.desk), Queue(self.desk), Intake(self.desk)
        self.arming, self.devices = Arming(self.desk), Devices(self.desk)
        self.inbox = Inbox(self.desk, self.arming, self.devices)
        self.before, self.accounts, self.keeping = PreviousValues(self.desk), Accounts(self.desk), Keeping(self.desk)


def open_practice(residents: int = 16) -> PracticeDesk:
    """A clinic of its own with doctor, nurse and pharmacist; it is gone when the program ends."""
    kept = tempfile.TemporaryDirectory(prefix="practice-")
    folder, clock = DataFolder(Path(kept.name)).make(), SetClock(MORNING)
    desk = open_clinic(folder, clock, (NURSE, PHARMACIST))
    atexit.register(_end, desk, kept)
    practice = PracticeDesk(desk, clock, folder)
    practice.people = seed(desk, residents)
    return practice


def _end(desk: Desk, kept: tempfile.TemporaryDirectory[str]) -> None:
    desk.store.close()
    kept.cleanup()
