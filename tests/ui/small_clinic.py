"""A small practice clinic on disk, and a workstation over it whose radio only remembers what it was asked for."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

from app.clock import Clock
from app.events import Topic
from app.paths import DataFolder
from app.services.clinic import Clinic
from app.services.desk import Desk
from app.services.signin import SignIn
from device_drivers.manifest import Manifest
from device_drivers.readings import Card, Found, KnownDevice, PasskeyWanted, Scan
from device_drivers.registry import manifests
from tests.shipped_pack import shipped_pack
from ui.station import Wedge

MORNING = datetime(2026, 3, 5, 0, 40, tzinfo=UTC)  # 08:40 in the clinic
RESIDENTS = 12


class QuietRadio:
    """Takes every wish; ``asked`` keeps them."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def scan(self, seconds: float) -> Future[list[Found]]:
        return self._done("scan", "", [])

    def add(self, known: KnownDevice) -> Future[None]:
        return self._done("add", known.device, None)

    def forget(self, hub_id: str) -> Future[None]:
        return self._done("forget", hub_id, None)

    def start_ecg(self, hub_id: str) -> Future[None]:
        return self._done("start_ecg", hub_id, None)

    def stop_ecg(self, hub_id: str) -> Future[None]:
        return self._done("stop_ecg", hub_id, None)

    def fetch_recordings(self, hub_id: str) -> Future[int]:
        return self._done("fetch_recordings", hub_id, 0)

    def answer_passkey(self, hub_id: str, digits: str) -> Future[None]:
        return self._done("passkey " + digits, hub_id, None)

    def _done(self, what: str, about: str, result: Any) -> Future[Any]:
        self.asked.append((what, about))
        done: Future[Any] = Future()
        done.set_result(result)
        return done


class SmallStation:
    """What app.main.Workstation is to the desktop, without devices in the air."""

    def __init__(self, folder: DataFolder, clock: Clock) -> None:
        self.folder, self.clock = folder, clock
        self.signin = SignIn(folder, clock)
        self.manifests: tuple[Manifest, ...] = manifests()
        self.clinic: Clinic | None = None
        self.devices: QuietRadio | None = None
        self.found: Topic[Found] = Topic("found devices")
        self.presented: Topic[Card | Scan] = Topic("cards and scans")
        self.passkeys: Topic[PasskeyWanted] = Topic("passkeys wanted")
        self.wedge: Wedge | None = None  # tests type faster than any scanner
        self.closed = 0

    def opened(self, desk: Desk) -> Clinic:
        """The services over the desk."""
        self.clinic = Clinic.over(desk, shipped_pack(), self.folder.site_file, self.manifests)
        self.devices = QuietRadio()
        return self.clinic

    def close(self) -> None:
        """Once is enough, twice does no harm."""
        self.closed += 1
        if self.clinic is not None:
            self.clinic.sync.close()
            self.signin.sign_out(self.clinic.desk)
        self.clinic = None
