"""Inside the hub's loop: which known device is connected when, and the wishes people have for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from device_drivers import plugs, registry
from device_drivers.air import Air
from device_drivers.capture import Tape
from device_drivers.errors import DeviceError, Reason
from device_drivers.gaps import Numbers
from device_drivers.manifest import Advert, Transport
from device_drivers.passkeys import Passkeys
from device_drivers.protocols.machine import Cancel, Start
from device_drivers.readings import DeviceNews, DeviceState, Found, KnownDevice, Patient
from device_drivers.runner import Journal, News, Runner
from device_drivers.transports import pipe
from device_drivers.transports.ble import BleLink, unpair
from device_drivers.transports.heard import HeardLink
from device_drivers.transports.link import Link
from device_drivers.watch import Watch
from device_drivers.wires import Wires

if TYPE_CHECKING:
    from bleak.backends.device import BLEDevice

log = logging.getLogger(__name__)

MOST_BLE = 8  # what common adapters hold at once
MOST_WIRED = {Transport.SERIAL: 4, Transport.HID: 4, Transport.USB: 4, Transport.TCP: 4}
FIND_SECONDS = 20.0  # how long a wanted stream may look for its device before the person is told
TOKEN_STEP = 1000  # a session may number so many records of its own
GRACE_SECONDS = 1.0  # for a session to end by itself before it is cancelled


class Connections:
    """All watches. Every method runs in the hub's loop."""

    def __init__(
        self, journal: Journal, news: News, clock: Callable[[], datetime], zone: tzinfo, has_room: Callable[[], bool] = lambda: True
    ) -> None:
        self._journal = journal
        self._news = news
        self._clock = clock
        self._zone = zone
        self._has_room = has_room
        self._watches: dict[str, Watch] = {}
        self._found: dict[str, Found] | None = None
        self._token = 0
        self.air = Air(self._on_advert, self._on_radio_down, self._on_radio_up)
        self.passkeys = Passkeys(news)
        self._wires = Wires(self._session, self._tell)

    # --- known devices -------------------------------------------------------------------------------------------------
    async def add(self, known: KnownDevice) -> None:
        """Takes a device on. DeviceError: unknown driver, too many serial ports."""
        if known.device in self._watches:
            await self._end(self._watches.pop(known.device))
        driver = registry.driver(known.driver)
        self._need_room(known, driver.manifest.transport)
        if driver.taken_on is not None:
            driver.taken_on(known.device)
        watch = self._watches[known.device] = Watch(known, driver)
        self._tell(watch, DeviceState.IDLE)
        self._serve_wire(watch)
        self._listen_if_needed()

    def _need_room(self, known: KnownDevice, transport: Transport) -> None:
        limit = MOST_WIRED.get(transport)
        if limit is None or pipe.is_pipe(known.address):
            return
        if sum(1 for watch in self._of(transport) if not pipe.is_pipe(watch.known.address)) >= limit:
            raise DeviceError(Reason.TOO_MANY, limit=limit)

    def _serve_wire(self, watch: Watch) -> None:
        if not _is_on_air(watch):
            watch.task = asyncio.create_task(self._wires.serve(watch), name=watch.known.device)

    async def forget(self, device: str) -> None:
        """Lets go of a device, ending its session. A bond the device no longer has is forgotten: it could not pair anew."""
        watch = self._watches.pop(device, None)
        if watch is None:
            return
        await self._end(watch)
        if watch.bond_lost:
            await unpair(watch.known.address, self.air.backend)
        self._listen_if_needed()

    async def scan(self, seconds: float) -> list[Found]:
        """Every device heard within so many seconds, the nearest first. DeviceError where the radio does not work."""
        found = self._found = {}
        await self._note_plugged_in()
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
        await self.passkeys.close()

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
        if watch.runner is None:
            self._tell(watch, DeviceState.IDLE)
        elif not watch.reads_memory:
            watch.runner.feed(Cancel())
        self._listen_if_needed()

    async def fetch_recordings(self, device: str) -> int:
        """Fetches what is stored on a device; a live stream makes room and goes on afterwards. How many came, known ones left out.

        DeviceError: unknown, keeps none, busy with it already, not found, and whatever ends a session. Asked again it goes on.
        """
        watch = self._watch(device)
        if not watch.driver.manifest.keeps_recordings:
            raise DeviceError(Reason.NOT_SUPPORTED, device=device)
        if watch.memory is not None:
            raise DeviceError(Reason.BUSY, device=device)
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[int] = loop.create_future()
        watch.memory = waiting
        watch.not_before = 0.0
        if watch.runner is not None:
            watch.runner.feed(Cancel())
        else:
            self._tell(watch, DeviceState.SCANNING)
        self._listen_if_needed()
        loop.call_later(FIND_SECONDS, self._give_up_memory, watch, waiting)
        return await waiting

    def _give_up_memory(self, watch: Watch, waiting: asyncio.Future[int]) -> None:
        if watch.memory is waiting and not watch.reads_memory:
            self._tell(watch, DeviceState.FAILED, Reason.NOT_FOUND)
            watch.settle_memory(Reason.NOT_FOUND)

    async def record(self, device: str, path: Path, version: str) -> None:
        """Records the device's sessions from the next one on; one at a cable begins a new one now. OSError: no such file."""
        watch = self._watch(device)
        await self.stop_recording(device)
        watch.tape = Tape(path, watch.known, watch.driver, version)
        if watch.runner is not None and watch.driver.manifest.transport is not Transport.BLE:
            watch.runner.close()

    async def stop_recording(self, device: str) -> None:
        """Ends a recording; nothing where none runs."""
        watch = self._watch(device)
        tape, watch.tape = watch.tape, None
        if tape is not None:
            tape.close()

    async def answer_passkey(self, device: str, digits: str) -> None:
        """The digits on a device's label, "" = given up. DeviceError(PASSKEY_REFUSED): no digits, or too late."""
        self.passkeys.answer(device, digits)

    def _watch(self, device: str) -> Watch:
        if device not in self._watches:
            raise DeviceError(Reason.UNKNOWN_DEVICE, device=device)
        return self._watches[device]

    # --- the radio -----------------------------------------------------------------------------------------------------
    def _listen_if_needed(self) -> None:
        self.air.want(bool(self._on_air()))

    def _on_air(self) -> list[Watch]:
        return [watch for watch in self._watches.values() if _is_on_air(watch)]

    def _of(self, transport: Transport) -> list[Watch]:
        return [watch for watch in self._watches.values() if watch.driver.manifest.transport is transport]

    def _on_advert(self, advert: Advert, target: BLEDevice) -> None:
        device = f"ble:{advert.address}"
        self._note_found(device, advert)
        watch = self._watches.get(device)
        if watch is None:
            return
        watch.learn_model(advert.name)
        if watch.driver.manifest.heard_only:
            self._hear(watch, advert)
            return
        now = asyncio.get_running_loop().time()
        watch.heard(now)
        if not watch.has_news(advert):
            return
        busy = sum(1 for other in self._on_air() if other.task is not None)
        if watch.may_connect(now) and busy < MOST_BLE:
            watch.task = asyncio.create_task(self._serve_radio(watch, target), name=device)

    def _note_found(self, device: str, advert: Advert) -> None:
        if self._found is None:
            return
        manifest = registry.match(advert)
        model = manifest.model_of(advert.name) if manifest else None
        found = Found(device, advert.name, advert.rssi, manifest.id if manifest else None, model.name if model else "")
        if self._found.get(device) != found:
            self._found[device] = found
            self._news(found)

    async def _note_plugged_in(self) -> None:
        for found in await asyncio.to_thread(plugs.plugged_in, registry.manifests()):
            if self._found is not None:
                self._found[found.device] = found
            self._news(found)

    def _on_radio_down(self, reason: Reason) -> None:
        for watch in self._on_air():
            if watch.runner is None:
                self._tell(watch, DeviceState.FAILED, reason)

    def _on_radio_up(self) -> None:
        for watch in self._on_air():
            if watch.runner is None:
                self._tell(watch, DeviceState.SCANNING if watch.wished else DeviceState.IDLE)

    def _tell_not_found(self, watch: Watch) -> None:
        if watch.wished and watch.runner is None and self._watches.get(watch.known.device) is watch:
            self._tell(watch, DeviceState.FAILED, Reason.NOT_FOUND)

    # --- sessions ------------------------------------------------------------------------------------------------------
    async def _serve_radio(self, watch: Watch, target: BLEDevice) -> None:
        device, can_ask = watch.known.device, await self.passkeys.ready(self.air.agent)

        def refusal() -> Reason:
            if self.passkeys.was_asked(device):
                return Reason.PASSKEY_REFUSED
            return Reason.PAIRING_REFUSED if can_ask else Reason.NO_AGENT

        link = BleLink(
            target,
            pair=watch.driver.manifest.pair,
            backend=self.air.backend,
            quiet_air=self.air.quiet,
            bonded=watch.bonded or watch.known.bonded,
            refusal=refusal,
        )
        await self._session(watch, link)
        watch.bonded = link.bonded
        watch.task = None
        if watch.wished and not watch.closing:
            self._tell(watch, DeviceState.SCANNING)

    def _hear(self, watch: Watch, advert: Advert) -> None:
        """A device that is only heard: its adverts of one time make one session."""
        if watch.task is None and not watch.closing:
            link = watch.heard_link = HeardLink(lambda: watch.runner.close() if watch.runner is not None else None)
            watch.task = asyncio.create_task(self._serve_heard(watch, link), name=watch.known.device)
        if watch.heard_link is not None:
            watch.heard_link.hear(advert)

    async def _serve_heard(self, watch: Watch, link: Link) -> None:
        await self._session(watch, link)
        watch.task = watch.heard_link = None
        if not watch.closing:
            self._tell(watch, DeviceState.IDLE)

    async def _session(self, watch: Watch, link: Link) -> float:
        loop = asyncio.get_running_loop()
        if not self._has_room():
            await link.close()
            self._tell(watch, DeviceState.FAILED, Reason.JOURNAL)
            watch.settle_memory(Reason.JOURNAL)
            return watch.failed(loop.time())
        opening = watch.opening(loop.time(), self._next_token())
        if watch.tape is not None:
            watch.tape.session(loop.time(), watch.known, opening)
        runner = watch.runner = Runner(
            watch.known,
            watch.driver.machine(watch.known, opening),
            link,
            journal=self._journal,
            news=self._news,
            clock=self._clock,
            zone=self._zone,
            tape=watch.tape,
            numbers=Numbers(watch.known.last_sequence) if watch.driver.manifest.numbered else None,
        )
        failed: Reason | None = Reason.BUG
        try:
            failed = await runner.run()
        except Exception:
            log.exception("a driver failed: %s", watch.known.driver)
            self._tell(watch, DeviceState.FAILED, Reason.BUG)
        finally:
            watch.bond_lost = watch.bond_lost or failed is Reason.BOND_ELSEWHERE
            pause = watch.ended(loop.time(), failed)
        return pause

    def _next_token(self) -> int:
        """Milliseconds since 1970, always a good deal more than the last one: a clock may stand still or be set back."""
        self._token = max(int(self._clock().timestamp() * 1000), self._token + TOKEN_STEP)
        return self._token

    async def _end(self, watch: Watch) -> None:
        watch.closing = True
        watch.wished = False
        await self._end_session(watch)
        watch.settle_memory(Reason.CANCELLED)
        if watch.tape is not None:
            watch.tape.close()

    async def _end_session(self, watch: Watch) -> None:
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


def _is_on_air(watch: Watch) -> bool:
    return watch.driver.manifest.transport is Transport.BLE and not pipe.is_pipe(watch.known.address)
