"""Inside the hub's loop: which known device is connected when, and the wishes people have for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from device_drivers import registry
from device_drivers.air import Air
from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Advert, Transport
from device_drivers.protocols.machine import Cancel, Start
from device_drivers.readings import DeviceNews, DeviceState, EcgBlock, Found, KnownDevice, Patient
from device_drivers.runner import Journal, Runner
from device_drivers.transports.ble import BleLink
from device_drivers.transports.link import Link
from device_drivers.transports.serial_port import SerialLink
from device_drivers.watch import Watch

if TYPE_CHECKING:
    from bleak.backends.device import BLEDevice

log = logging.getLogger(__name__)

MOST_BLE = 8  # what common adapters hold at once
MOST_SERIAL = 4
FIND_SECONDS = 20.0  # how long a wanted stream may look for its device before the person is told
TOKEN_STEP = 1000  # a session may number so many records of its own
GRACE_SECONDS = 1.0  # for a session to end by itself before it is cancelled

News = Callable[[DeviceNews | EcgBlock | Found], None]


class Connections:
    """All watches. Every method runs in the hub's loop."""

    def __init__(self, journal: Journal, news: News, clock: Callable[[], datetime], zone: tzinfo) -> None:
        self._journal = journal
        self._news = news
        self._clock = clock
        self._zone = zone
        self._watches: dict[str, Watch] = {}
        self._found: dict[str, Found] | None = None
        self._token = 0
        self.air = Air(self._on_advert, self._on_radio_down, self._on_radio_up)

    # --- known devices -------------------------------------------------------------------------------------------------
    async def add(self, known: KnownDevice) -> None:
        """Takes a device on. DeviceError: unknown driver, too many serial ports."""
        if known.device in self._watches:
            await self.forget(known.device)
        driver = registry.driver(known.driver)
        serial = driver.manifest.transport is Transport.SERIAL
        if serial and len(self._of(Transport.SERIAL)) >= MOST_SERIAL:
            raise DeviceError(Reason.TOO_MANY, limit=MOST_SERIAL)
        watch = self._watches[known.device] = Watch(known, driver)
        self._tell(watch, DeviceState.IDLE)
        if serial:
            watch.task = asyncio.create_task(self._serve_port(watch), name=known.device)
        self._listen_if_needed()

    async def forget(self, device: str) -> None:
        """Lets go of a device, ending its session."""
        watch = self._watches.pop(device, None)
        if watch is not None:
            await self._end(watch)
            self._listen_if_needed()

    async def scan(self, seconds: float) -> list[Found]:
        """Every device heard within so many seconds, the nearest first. DeviceError where the radio does not work."""
        found = self._found = {}
        try:
            await self.air.collect(seconds)
        finally:
            self._found = None
        return sorted(found.values(), key=lambda one: -(one.rssi if one.rssi is not None else -128))

    async def close(self) -> None:
        """Ends every session, pumps with their abort first."""
        watches = list(self._watches.values())
        self._watches.clear()
        await asyncio.gather(self.air.close(), *(self._end(watch) for watch in watches))

    # --- wishes --------------------------------------------------------------------------------------------------------
    async def measure(self, device: str, patient: Patient) -> None:
        """Starts a measurement now. DeviceError: unknown device, cannot be started for such a patient, not connected."""
        watch = self._watch(device)
        if patient not in watch.driver.manifest.patients:
            raise DeviceError(Reason.NOT_SUPPORTED, device=device)
        if watch.runner is None or not watch.runner.connected:
            raise DeviceError(Reason.NOT_FOUND, device=device)
        watch.runner.feed(Start(patient))

    async def cancel(self, device: str) -> None:
        """Stops a running measurement; a device that is not connected has none."""
        watch = self._watch(device)
        if watch.runner is not None:
            watch.runner.feed(Cancel())

    async def start_ecg(self, device: str) -> None:
        """Wants the device's stream until stop_ecg; news and blocks say what comes of it."""
        watch = self._watch(device)
        if not watch.driver.manifest.on_demand:
            raise DeviceError(Reason.NOT_SUPPORTED, device=device)
        if watch.wished:
            return
        watch.wished, watch.stream_end, watch.not_before = True, None, 0.0
        self._tell(watch, DeviceState.SCANNING)
        self._listen_if_needed()
        asyncio.get_running_loop().call_later(FIND_SECONDS, self._tell_not_found, watch)

    async def stop_ecg(self, device: str) -> None:
        """The stream is no longer wanted."""
        watch = self._watch(device)
        watch.wished = False
        if watch.runner is not None:
            watch.runner.feed(Cancel())
        else:
            self._tell(watch, DeviceState.IDLE)
        self._listen_if_needed()

    def _watch(self, device: str) -> Watch:
        if device not in self._watches:
            raise DeviceError(Reason.UNKNOWN_DEVICE, device=device)
        return self._watches[device]

    # --- the radio -----------------------------------------------------------------------------------------------------
    def _listen_if_needed(self) -> None:
        self.air.want(bool(self._of(Transport.BLE)))

    def _of(self, transport: Transport) -> list[Watch]:
        return [watch for watch in self._watches.values() if watch.driver.manifest.transport is transport]

    def _on_advert(self, advert: Advert, target: BLEDevice) -> None:
        device = f"ble:{advert.address}"
        self._note_found(device, advert)
        watch = self._watches.get(device)
        if watch is None:
            return
        now = asyncio.get_running_loop().time()
        watch.heard(now)
        busy = sum(1 for other in self._of(Transport.BLE) if other.task is not None)
        if watch.may_connect(now) and busy < MOST_BLE:
            watch.task = asyncio.create_task(self._serve_radio(watch, target), name=device)

    def _note_found(self, device: str, advert: Advert) -> None:
        if self._found is None:
            return
        manifest = registry.match(advert)
        found = Found(device, advert.name, advert.rssi, manifest.id if manifest else None)
        if self._found.get(device) != found:
            self._found[device] = found
            self._news(found)

    def _on_radio_down(self, reason: Reason) -> None:
        for watch in self._of(Transport.BLE):
            if watch.runner is None:
                self._tell(watch, DeviceState.FAILED, reason)

    def _on_radio_up(self) -> None:
        for watch in self._of(Transport.BLE):
            if watch.runner is None:
                self._tell(watch, DeviceState.SCANNING if watch.wished else DeviceState.IDLE)

    def _tell_not_found(self, watch: Watch) -> None:
        if watch.wished and watch.runner is None and self._watches.get(watch.known.device) is watch:
            self._tell(watch, DeviceState.FAILED, Reason.NOT_FOUND)

    # --- sessions ------------------------------------------------------------------------------------------------------
    async def _serve_radio(self, watch: Watch, target: BLEDevice) -> None:
        manifest = watch.driver.manifest
        link = BleLink(target, pair=manifest.pair, backend=self.air.backend, quiet_air=self.air.quiet)
        await self._session(watch, link)
        watch.task = None
        if watch.wished and not watch.closing:
            self._tell(watch, DeviceState.SCANNING)

    async def _serve_port(self, watch: Watch) -> None:
        while not watch.closing:
            link = SerialLink(watch.known.address, watch.known.baud or watch.driver.manifest.baud)
            pause = await self._session(watch, link)
            if not watch.closing:
                await asyncio.sleep(pause)

    async def _session(self, watch: Watch, link: Link) -> float:
        loop = asyncio.get_running_loop()
        machine = watch.driver.machine(watch.known, watch.opening(loop.time(), self._next_token()))
        runner = watch.runner = Runner(
            watch.known, machine, link, journal=self._journal, news=self._news, clock=self._clock, zone=self._zone
        )
        failed: Reason | None = Reason.BUG
        try:
            failed = await runner.run()
        except Exception:
            log.exception("a driver failed: %s", watch.known.driver)
            self._tell(watch, DeviceState.FAILED, Reason.BUG)
        finally:
            pause = watch.ended(loop.time(), failed)
        return pause

    def _next_token(self) -> int:
        """Milliseconds since 1970, always a good deal more than the last one: a clock may stand still or be set back."""
        self._token = max(int(self._clock().timestamp() * 1000), self._token + TOKEN_STEP)
        return self._token

    async def _end(self, watch: Watch) -> None:
        watch.closing = True
        watch.wished = False
        task = watch.task
        if task is None:
            return
        if watch.runner is not None:
            watch.runner.close()
        else:
            task.cancel()
        done, _ = await asyncio.wait({task}, timeout=GRACE_SECONDS)
        if not done:
            task.cancel()
            await asyncio.wait({task}, timeout=2 * GRACE_SECONDS)

    def _tell(self, watch: Watch, state: DeviceState, reason: Reason | None = None) -> None:
        self._news(
            DeviceNews(
                device=watch.known.device,
                state=state,
                reason=reason,
                battery=None,
                seen_at=self._clock(),
                clock_offset_s=None,
                live_pressure=None,
            )
        )
