"""The practice clinic for the gallery: a real encrypted store in a temporary folder, made-up residents, a clock that stands still."""

from __future__ import annotations

import atexit
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from app.clock import SetClock
from app.paths import DataFolder
from app.services.accounts import AccountForm, Accounts
from app.services.arming import Arming
from app.services.desk import Desk
from app.services.devices import Devices
from app.services.inbox import Inbox
from app.services.intake import Intake
from app.services.keeping import Keeping
from app.services.practice import practice_data, seed
from app.services.previous import PreviousValues
from app.services.queue import Queue
from app.services.residents import Residents
from app.services.setup import SetupForm, set_up
from app.services.signin import SignIn
from app.store.keyslots import Kdf
from device_drivers.manifest import Manifest, Transport
from device_drivers.readings import Kind

MORNING = datetime(2026, 3, 5, 0, 40, tzinfo=UTC)  # 08:40 in the clinic
PASSWORD = "lianxi2026"
_QUICK = Kdf(8 * 1024, 1, 1)
_STAFF = ("nurse", "pharmacist")


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
    told, doctor = practice_data()["clinic"], practice_data()["staff"]["doctor"]
    form = SetupForm(
        organization_code=told["code"],
        organization_name=told["name"],
        seat=told["seat"],
        staff_no=doctor["staff_no"],
        name=doctor["name"],
        licence_no=doctor["licence_no"],
        login=doctor["name"],
        password=PASSWORD,
        division=told["division"],
    )
    set_up(folder, form, clock, _QUICK)
    desk = SignIn(folder, clock).sign_in(doctor["name"], PASSWORD)
    atexit.register(_end, desk, kept)
    practice = PracticeDesk(desk, clock, folder)
    for role in _STAFF:
        one = practice_data()["staff"][role]
        practice.accounts.add(AccountForm(one["name"], PASSWORD, one["name"], one["staff_no"], role, title=one["title"]))
    practice.people = seed(desk, residents)
    return practice


def _end(desk: Desk, kept: tempfile.TemporaryDirectory[str]) -> None:
    desk.store.close()
    kept.cleanup()
