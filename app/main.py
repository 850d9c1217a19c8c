"""Composition root: the open clinic, its devices and its upstream, wired together below any screen."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.clock import Clock, SystemClock, iso
from app.errors import KnownError
from app.events import Topic
from app.hub_room import HubSwitch
from app.paths import DataFolder
from app.rules.formulary import PackError
from app.rules.pack import Pack, load_pack
from app.services.clinic import Clinic
from app.services.desk import Desk
from app.services.doorway import program_version
from app.services.nightly import Nightly
from app.services.signin import SignIn
from app.settings import Settings
from app.store import sync_state
from app.uplink import SeatLine
from app.upstream import PASS_SECONDS as PASS_SECONDS
from app.upstream import STOP_SECONDS, UPSTREAM, Upstream
from app.upstream import report_json as report_json
from app.wishes import BACK_UP, RECORD_DEVICE, STOP_RECORDING, SYNC_NOW
from device_drivers.errors import DeviceError
from device_drivers.hub import DeviceHub
from device_drivers.manifest import Manifest
from device_drivers.readings import Bonded, Card, DeviceNews, EcgBlock, Found, KnownDevice, PasskeyWanted, Patient, Recording, Scan
from device_drivers.registry import manifests
from device_drivers.runner import Told
from device_drivers.wedge import WedgeFilter
from sync import credentials
from sync.courier.hand import seat_hand

log = logging.getLogger(__name__)

TICK_SECONDS = 1.0
QUIET_SECONDS = 60.0
"""How long changing to another server waits for the bundle on its way to the one before."""

ROOM_BYTES = 64 * 1024 * 1024
"""Free on the disk before a device is connected: it forgets what it was told is kept."""


class Workstation:
    """One data folder in use. :meth:`opened` is called once, with the desk of the first person who signs in.

    The store outlives a change of user; devices and sync go on under a locked screen.
    """

    def __init__(self, folder: DataFolder, clock: Clock | None = None) -> None:
        self.folder, self.clock = folder, clock or SystemClock()
        self.signin = SignIn(folder, self.clock)
        self.found: Topic[Found] = Topic("found devices")
        self.presented: Topic[Card | Scan] = Topic("cards and scans")
        self.passkeys: Topic[PasskeyWanted] = Topic("passkeys wanted")
        self.wedge = WedgeFilter()
        self.manifests: Sequence[Manifest] = manifests()
        self.clinic: Clinic | None = None
        self.devices: Radio | None = None
        self.upstreams: list[Upstream] = []
        self._hub = HubSwitch(folder, self.clock)
        self._ticker: Ticker | None = None
        self._wanted = ("", True)

    def opened(self, desk: Desk) -> Clinic:
        """Make the services, mend what a crash left, and set devices and sync going."""
        if self.clinic is not None:
            return self.clinic
        clinic = self.clinic = Clinic.over(desk, _pack(), self.folder.site_file, manifests())
        clinic.couriers.hand = seat_hand(desk.store, self.clock)
        clinic.uplinks.line = SeatLine(desk, clinic.preferences, self._quiet, self._begin_anew)
        clinic.ecg.recover()
        clinic.inbox.recover()
        topics = Topics(self.found, self.presented, self.passkeys)
        self.devices = Radio(clinic, topics, self.clock, lambda: _has_room(self.folder.root))
        self._ticker = Ticker(clinic)
        now = clinic.preferences.now()
        if not now.text("upstream_url"):
            self._follow_unnamed(clinic)
        self._wanted = ("", now.flag("sync_on"))
        self._settings(now)
        clinic.preferences.changed.subscribe(self._settings)
        return clinic

    def use_upstream(self, peer: str, kind: str, url: str) -> None:
        """Send to and read from a FHIR server from now on: one at a time, another one takes its place."""
        clinic = self._open()
        clinic.desk.store.write(lambda uow: credentials.use(uow, peer, kind, url), clinic.desk.actor).result()
        self._leave_upstreams()
        self._follow(clinic, peer)

    def _settings(self, now: Settings) -> None:
        """Follow address and switch as chosen. An address that is none is told on the upload page and keeps nobody from working."""
        self._hub.follow(self._open(), now)
        url, on = now.text("upstream_url"), now.flag("sync_on")
        (before, was_on), self._wanted = self._wanted, (url, on)
        if on != was_on:
            for upstream in self.upstreams:
                upstream.network(on)
        if url == before:
            return
        self._begin_anew()

    def _quiet(self) -> None:
        """No pass runs until the next upstream is followed. KnownError ``pass_late`` where one does not end; it goes on then."""
        for upstream in self.upstreams:
            upstream.network(False)
            if not upstream.worker.wait_idle(QUIET_SECONDS):
                upstream.network(self._wanted[1])
                raise KnownError("pass_late", seconds=round(QUIET_SECONDS))

    def _begin_anew(self) -> None:
        """Follow the upstream of now, with the credentials of now."""
        url = self._wanted[0]
        self._leave_upstreams()
        if not url:
            self._follow_unnamed(self._open())
        if url:
            try:
                self.use_upstream(UPSTREAM, "cloud", url)
            except KnownError as error:
                log.warning("the upload address cannot be used: %s", error.code)
                self._open().sync.reported(UPSTREAM, {"error": error.code, "facts": dict(error.facts)}, ok=False)

    def grant(self, wish: str, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a command wishes of the open workstation. KnownError ``wish_unknown``, ``store_closed``, ``no_upstream``."""
        if wish == SYNC_NOW:
            return self.pass_now()
        if wish == BACK_UP:
            folder = facts.get("folder")
            return {"file": str(self._open().keeping.backup(Path(folder) if folder else None))}
        if wish in {RECORD_DEVICE, STOP_RECORDING}:
            return self._record(str(facts.get("device", "")), str(facts.get("file", "")) if wish == RECORD_DEVICE else None)
        raise KnownError("wish_unknown", wish=wish)

    def _record(self, device: str, file: str | None) -> Mapping[str, Any]:
        """Record a device from now on, or no longer. KnownError ``recording_failed``; said = the device's reason or the system's."""
        self._open()
        if self.devices is None:
            raise KnownError("store_closed")
        try:
            self.devices.record(device, Path(file) if file is not None else None).result(STOP_SECONDS)
        except (DeviceError, OSError, TooLate) as error:
            said = str(error.reason) if isinstance(error, DeviceError) else type(error).__name__
            raise KnownError("recording_failed", said=said) from error
        return {}

    def pass_now(self, seconds: float = PASS_SECONDS) -> Mapping[str, object]:
        """The report of a pass that began after this call. KnownError ``no_upstream``, ``network_off``, ``pass_late``."""
        self._open()
        if not self.upstreams:
            raise KnownError("no_upstream")
        return self.upstreams[0].pass_now(seconds)

    def close(self) -> None:
        """End devices first (a running pump gets its abort), then sync, then the store. Safe to call twice."""
        if self._ticker is not None:
            self._ticker.stop()
        if self.clinic is not None:
            self.clinic.ecg.cancel()
        if self.devices is not None:
            self.devices.close()
        self._leave_upstreams()
        self._hub.close()
        if self.clinic is not None:
            self.clinic.sync.close()
            self.signin.sign_out(self.clinic.desk)
        self.clinic = self.devices = self._ticker = None

    def _open(self) -> Clinic:
        if self.clinic is None:
            raise KnownError("store_closed")
        return self.clinic

    def _follow_unnamed(self, clinic: Clinic) -> None:
        """An upstream that no setting names: the practice clinic's hub."""
        for peer in clinic.desk.store.read(sync_state.upstreams):
            if peer.id != UPSTREAM:
                self._follow(clinic, peer.id)

    def _follow(self, clinic: Clinic, peer: str) -> None:
        upstream = Upstream(clinic, peer, self.clock)
        self.upstreams.append(upstream)
        clinic.sync.poke = upstream.worker.poke
        clinic.sync.network = upstream.network
        clinic.lookups.hand = upstream.lookup
        if not clinic.preferences.now().flag("sync_on"):
            upstream.network(False)
        upstream.start()

    def _leave_upstreams(self) -> None:
        for upstream in self.upstreams:
            upstream.close()
        self.upstreams.clear()
        if self.clinic is not None:
            self.clinic.sync.poke = self.clinic.sync.network = None
            self.clinic.lookups.hand = None


@dataclass(frozen=True, slots=True)
class Topics:
    """What the hub tells that is no service's own. Cards and scans are kept nowhere."""

    found: Topic[Found]
    presented: Topic[Card | Scan]
    passkeys: Topic[PasskeyWanted]


class Radio:
    """The device hub with the clinic's devices on it."""

    def __init__(self, clinic: Clinic, topics: Topics, clock: Clock, has_room: Callable[[], bool]) -> None:
        self._clinic, self._topics = clinic, topics
        self._allowed = frozenset(clinic.preferences.now().items("allowed_drivers"))
        self.hub = DeviceHub(clinic.inbox.journal, self._news, clock=clock.now, has_room=has_room)
        self.hub.start()
        for known in clinic.devices.known_for_hub():
            self.add(known)

    def add(self, known: KnownDevice) -> Future[None]:
        """Connect to a device whenever it has something to say."""
        return self.hub.add(known)

    def forget(self, hub_id: str) -> Future[None]:
        """Let go of a device."""
        return self.hub.forget(hub_id)

    def scan(self, seconds: float) -> Future[list[Found]]:
        """Everything heard within so many seconds; each is told at once on the workstation's topic ``found``."""
        return self.hub.scan(seconds)

    def measure(self, hub_id: str, patient: Patient = Patient.ADULT) -> Future[None]:
        """Start a measurement from here, where the device allows it."""
        return self.hub.measure(hub_id, patient)

    def start_ecg(self, hub_id: str) -> Future[None]:
        """Want a device's live signal."""
        return self.hub.start_ecg(hub_id)

    def stop_ecg(self, hub_id: str) -> Future[None]:
        """No longer want it."""
        return self.hub.stop_ecg(hub_id)

    def fetch_recordings(self, hub_id: str) -> Future[int]:
        """Read what a device has stored; settled when it was read, with how many recordings came."""
        return self.hub.fetch_recordings(hub_id)

    def answer_passkey(self, hub_id: str, digits: str) -> Future[None]:
        """The digits on a device's label, '' = the person gives up."""
        return self.hub.answer_passkey(hub_id, digits)

    def record(self, hub_id: str, file: Path | None) -> Future[None]:
        """Write what a device and its driver say to each other into a file, names taken out; None = no longer."""
        return self.hub.stop_recording(hub_id) if file is None else self.hub.record(hub_id, file, program_version())

    def close(self) -> None:
        """End every session."""
        self.hub.stop(STOP_SECONDS)

    def _news(self, news: Told) -> None:
        """What no service of the clinic asked for yet is let go: the hub must never stumble over its listener."""
        match news:
            case DeviceNews():
                self._clinic.devices.heard(news)
            case Bonded():
                self._clinic.devices.bonded(news)
            case EcgBlock():
                self._clinic.ecg.heard(news)
            case Recording():
                self._clinic.ecg_stored.heard(news)
                self._clinic.devices.arrived(news.device, iso(self._clinic.desk.clock.now()), news.sequence)
            case Found():
                self._topics.found.publish(self._as_allowed(news))
            case Card() | Scan():
                self._topics.presented.publish(news)
            case PasskeyWanted():
                self._topics.passkeys.publish(news)

    def _as_allowed(self, found: Found) -> Found:
        """A device whose driver the county does not allow is a stranger's."""
        return replace(found, driver=None) if self._allowed and found.driver not in self._allowed else found


@dataclass
class Ticker:
    """Once a second: what runs out, runs out."""

    clinic: Clinic

    def __post_init__(self) -> None:
        self._nightly = Nightly(
            self.clinic.desk,
            [
                self.clinic.sync.compare_soon,
                self.clinic.late_facts.check_all,
                self.clinic.indicators.tell_closed_month,
                self.clinic.county_files.follow,
            ],
        )
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it."""
        self._stop.set()
        self._thread.join(STOP_SECONDS)
        self._nightly.close()

    def _run(self) -> None:
        while not self._stop.wait(TICK_SECONDS):
            try:
                self.clinic.arming.expire()
                self._nightly.tick()
            except Exception:
                log.exception("a tick failed")


def _has_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free >= ROOM_BYTES
    except OSError:  # a stick that was pulled out
        return False


def _pack() -> Pack | None:
    """The rule pack; without it the workstation opens all the same and every check says that it did not run (H17)."""
    try:
        return load_pack()
    except PackError:
        log.exception("the rule pack could not be read")
        return None
