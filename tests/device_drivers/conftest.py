"""A hub on a virtual radio, a journal that remembers, and waiting without sleeping."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from device_drivers import watch
from device_drivers.drivers import blood_pressure_cuff
from device_drivers.hub import CHINA, DeviceHub
from device_drivers.protocols import glucose_session
from device_drivers.readings import DeviceNews, DeviceState, EcgBlock, Found, Frame, KnownDevice, Reading
from device_drivers.runner import Told
from device_drivers.virtual.brain import Brain
from device_drivers.virtual.cable_cuff import CableCuff, CuffCore, ReportCuff
from device_drivers.virtual.cable_meter import MeterCore, SerialMeter
from device_drivers.virtual.cuff import VirtualCuff
from device_drivers.virtual.device_clock import DeviceClock
from device_drivers.virtual.gatt_device import GattDevice
from device_drivers.virtual.instrument import BenchDevice, Instrument
from device_drivers.virtual.meter import VirtualMeter
from device_drivers.virtual.patch import VirtualPatch
from device_drivers.virtual.radio import VirtualRadio
from device_drivers.virtual.serial_peers import SerialPeer, SunTechPeer, TmPeer
from device_drivers.virtual.talking_peer import TalkingPeer
from tests.device_drivers.hurry import hurried_loop
from tests.device_drivers.in_loop import PATIENCE as PATIENCE

PeerT = TypeVar("PeerT", bound=SerialPeer)
T = TypeVar("T")
LOOK_SECONDS = 0.02


class Desk:
    """What the clinic sees of the hub: its journal and its news, with a condition to wait on."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.news: list[DeviceNews] = []
        self.blocks: list[EcgBlock] = []
        self.found: list[Found] = []
        self.others: list[Told] = []  # bonds, cards, scans, recordings, wishes for a passkey
        self.refuse: Exception | None = None
        self.hold: threading.Event | None = None
        self.entered = threading.Event()
        self.threads: set[str] = set()
        self._changed = threading.Condition()

    def journal(self, frame: Frame) -> None:
        self.threads.add(threading.current_thread().name)
        self.entered.set()
        if self.hold is not None:
            self.hold.wait(PATIENCE)
        if self.refuse is not None:
            raise self.refuse
        with self._changed:
            self.frames.append(frame)
            self._changed.notify_all()

    def tell(self, news: Told) -> None:
        with self._changed:
            if isinstance(news, DeviceNews):
                self.news.append(news)
            elif isinstance(news, EcgBlock):
                self.blocks.append(news)
            elif isinstance(news, Found):
                self.found.append(news)
            else:
                self.others.append(news)
            self._changed.notify_all()

    def wait(self, what: Callable[[], object]) -> None:
        """Until `what()` is true; fails with what there is instead. It may be true of a device, which tells the desk nothing."""
        late = time.monotonic() + PATIENCE
        with self._changed:
            while not self._changed.wait_for(lambda: bool(what()), LOOK_SECONDS):
                if time.monotonic() > late:
                    pytest.fail(f"waited in vain; news: {[(n.state.value, n.reason) for n in self.news]}, frames: {self.frames}")

    def wait_readings(self, count: int) -> list[Reading]:
        self.wait(lambda: len(self.readings) >= count)
        return self.readings

    def wait_state(self, state: DeviceState, after: int = 0) -> DeviceNews:
        """The first news of that state behind the first `after` ones."""
        self.wait(lambda: any(news.state is state for news in self.news[after:]))
        return next(news for news in self.news[after:] if news.state is state)

    @property
    def readings(self) -> list[Reading]:
        return [reading for frame in self.frames for reading in frame.readings]

    @property
    def refusals(self) -> list[str]:
        return [frame.refused for frame in self.frames if frame.refused is not None]

    @property
    def states(self) -> list[DeviceState]:
        return [news.state for news in self.news]


def _off_the_minute() -> Callable[[], datetime]:
    """A clock of today that begins at second 20: what happens at second 0 looks like the work of a cuff that keeps minutes only."""
    ahead = datetime.now(UTC).replace(second=20, microsecond=0) - datetime.now(UTC)
    return lambda: datetime.now(UTC) + ahead


class Room:
    """A hub, its desk and a virtual radio."""

    def __init__(self, make_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop) -> None:
        self.desk = Desk()
        self.peers: list[SerialPeer] = []
        self.free = True  # the disk
        self.hub = DeviceHub(self.desk.journal, self.desk.tell, clock=_off_the_minute(), has_room=lambda: self.free, make_loop=make_loop)
        self.hub.start()
        self.radio = self.run(self._make_radio())
        self.hub.install_backend(self.radio.backend()).result(PATIENCE)

    async def _make_radio(self) -> VirtualRadio:
        radio = VirtualRadio()
        await radio.start()
        return radio

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """In the hub's loop, where all virtual devices live."""
        return self.hub.submit(work).result(PATIENCE)

    def clock(self) -> DeviceClock:
        return DeviceClock(self.hub.clock, CHINA)

    def cuff(self, number: int = 2, *, bonded: bool = True, name: str = "A&D_UA-651BLE_V") -> VirtualCuff:
        async def make() -> VirtualCuff:
            cuff = VirtualCuff(self.radio, f"C1:00:00:00:00:{number:02X}", name, self.clock(), bonded=bonded)
            await cuff.power_on()
            return cuff

        return self.run(make())

    def meter(self, number: int = 0x20, *, bonded: bool = True, name: str = "meter+00000001") -> VirtualMeter:
        async def make() -> VirtualMeter:
            meter = VirtualMeter(self.radio, f"C1:00:00:00:00:{number:02X}", name, self.clock(), bonded=bonded)
            await meter.power_on()
            return meter

        return self.run(make())

    def patch(self, number: int = 0x30, *, name: str = "ER1 0001", rate: float = 72.0, profile: str = "") -> VirtualPatch:
        async def make() -> VirtualPatch:
            address = f"C1:00:00:00:00:{number:02X}"
            patch = VirtualPatch(self.radio, address, name, rate=rate, profile=profile, clock=self.clock())
            await patch.power_on()
            return patch

        return self.run(make())

    def suntech(self) -> SunTechPeer:
        return self._listening(SunTechPeer(self.clock()))

    def cabinet(self, *, auto_send: bool = True) -> TmPeer:
        return self._listening(TmPeer(self.clock(), auto_send=auto_send))

    def gatt(self, brain: Brain, name: str, number: int = 0x60) -> GattDevice:
        async def make() -> GattDevice:
            device = GattDevice(self.radio, f"C1:00:00:00:00:{number:02X}", name, brain)
            await device.power_on()
            return device

        return self.run(make())

    def on_cable(self, brain: Brain) -> TalkingPeer:
        return self._listening(TalkingPeer(brain))

    def bench(self, instrument: Instrument) -> BenchDevice:
        return self._listening(BenchDevice(instrument, instrument.model))

    def do(self, button: Callable[..., T], *args: Any, **more: Any) -> T:
        """Presses a virtual device's button, in the loop it lives in."""

        async def press() -> T:
            return button(*args, **more)

        return self.run(press())

    def cable_meter(self, core: MeterCore) -> SerialMeter:
        return self._listening(SerialMeter(core, core.model))

    def cable_cuff(self, core: CuffCore) -> CableCuff:
        """A cuff or kiosk on a serial line."""
        return self._listening(CableCuff(core, core.model))

    def report_cuff(self, core: CuffCore) -> ReportCuff:
        """A cuff on USB."""

        async def plug() -> ReportCuff:
            return ReportCuff(core, f"{core.driver}-{id(core)}")

        return self.run(plug())

    def _listening(self, peer: PeerT) -> PeerT:
        self.run(peer.listen())
        self.peers.append(peer)
        return peer

    def close(self) -> None:
        if self.peers:
            self.run(self._close_peers())
        self.hub.stop()

    async def _close_peers(self) -> None:
        for peer in self.peers:
            await peer.close()

    def know(self, device: str, driver: str, name: str = "device", last_sequence: int | None = None) -> KnownDevice:
        known = KnownDevice(device, driver, name, device.partition(":")[2], last_sequence)
        self.hub.add(known).result(PATIENCE)
        return known


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Room]:
    """Pauses that only spare real devices are short here; every pause that decides something keeps its length.

    With the mark `hurried` the loop's time runs fast while it waits; not for a line whose pauses of tenths of a second decide.
    """
    monkeypatch.setattr(glucose_session, "SETTLE_SECONDS", 0.02)
    monkeypatch.setattr(blood_pressure_cuff, "since_taken_on", blood_pressure_cuff.Since())
    monkeypatch.setattr(watch, "FAILURE_SECONDS", (0.1, 0.2))
    monkeypatch.setattr(watch, "EMPTY_SECONDS", (0.2, 0.5))
    made = Room(hurried_loop if request.node.get_closest_marker("hurried") else asyncio.new_event_loop)
    yield made
    made.close()


Elsewhere = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Runs a device in a loop of its own, so that it outlives the hub and hears its last words."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="elsewhere")
    thread.start()
    yield lambda work: asyncio.run_coroutine_threadsafe(work, loop).result(PATIENCE)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(PATIENCE)
    loop.close()
