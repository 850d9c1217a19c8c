"""DeviceHub: the only door to devices; one daemon thread with one asyncio loop for the life of the program."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any, TypeVar

from device_drivers.connections import Connections
from device_drivers.errors import NotKept
from device_drivers.readings import Found, KnownDevice, Patient
from device_drivers.runner import Journal, News
from device_drivers.transports.ble import BleBackend

log = logging.getLogger(__name__)
T = TypeVar("T")

CHINA = timezone(timedelta(hours=8), "CST")


class DeviceHub:
    """Finds, connects and serves devices.

    journal(frame): returns when the frame is durable and raises when it is not; called in the hub's thread, inside the
    notification, before the device gets its confirmation. news(...): called in the hub's thread, must not block or raise.
    clock(): time in UTC. zone: the one the devices' clocks are set to. All public methods may be called from any thread;
    the futures carry DeviceError. has_room(): whether the journal could keep a record now; where not, no device is connected:
    the system confirms by itself, and a cuff forgets what was confirmed.
    """

    def __init__(
        self,
        journal: Journal,
        news: News,
        *,
        clock: Callable[[], datetime],
        ble_backend: BleBackend | None = None,
        zone: tzinfo = CHINA,
        has_room: Callable[[], bool] = lambda: True,
        make_loop: Callable[[], asyncio.AbstractEventLoop] = asyncio.new_event_loop,
    ) -> None:
        self._make_loop = make_loop
        self._journal = journal
        self._news = news
        self.clock = clock
        self.zone = zone
        self._has_room = has_room
        self._backend = ble_backend
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._connections: Connections | None = None

    # --- life ----------------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Starts the thread; returns when its loop runs."""
        if self._thread is not None:
            return
        running = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(running,), name="device-hub", daemon=True)
        self._thread.start()
        running.wait()

    def stop(self, timeout: float = 5.0) -> None:
        """Ends all sessions, a running pump with its abort first, and the thread. Safe to call twice."""
        thread, loop, connections = self._thread, self._loop, self._connections
        self._thread = self._connections = None
        if thread is None or loop is None or connections is None:
            return
        try:
            asyncio.run_coroutine_threadsafe(connections.close(), loop).result(timeout * 0.9)
        except TimeoutError:
            log.warning("devices did not end in time")
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout * 0.1 + 0.5)

    def _run(self, running: threading.Event) -> None:
        loop = self._loop = self._make_loop()
        asyncio.set_event_loop(loop)
        loop.set_exception_handler(_report)
        loop.run_until_complete(self._furnish())
        loop.call_soon(running.set)
        try:
            loop.run_forever()
        finally:
            _cancel_rest(loop)
            asyncio.set_event_loop(None)
            loop.close()

    async def _furnish(self) -> None:
        self._connections = Connections(self._journal, self._news, self.clock, self.zone, self._has_room)
        self._connections.air.backend = self._backend

    def submit(self, coro: Coroutine[Any, Any, T]) -> Future[T]:
        """Runs a coroutine in the hub's loop. RuntimeError before start or after stop."""
        if self._loop is None or self._thread is None:
            coro.close()
            raise RuntimeError("the device hub does not run")
        return asyncio.run_coroutine_threadsafe(coro, self._loop)

    def install_backend(self, backend: BleBackend) -> Future[None]:
        """Uses another radio (a virtual one) for every scan and connection from now on."""

        async def install() -> None:
            self._inside.air.use(backend)

        return self.submit(install())

    # --- devices -------------------------------------------------------------------------------------------------------
    def scan(self, seconds: float) -> Future[list[Found]]:
        """Every device heard within so many seconds, the nearest first; each is also news at once."""
        return self.submit(self._inside.scan(seconds))

    def add(self, known: KnownDevice) -> Future[None]:
        """Takes a device on: it is connected whenever it has something to say."""
        return self.submit(self._inside.add(known))

    def forget(self, device: str) -> Future[None]:
        """Lets go of a device."""
        return self.submit(self._inside.forget(device))

    def measure(self, device: str, patient: Patient = Patient.ADULT) -> Future[None]:
        """Starts a measurement on a device that can be started from here."""
        return self.submit(self._inside.measure(device, patient))

    def cancel(self, device: str) -> Future[None]:
        """Stops a running measurement."""
        return self.submit(self._inside.cancel(device))

    def start_ecg(self, device: str) -> Future[None]:
        """Wants the device's live ECG until stop_ecg."""
        return self.submit(self._inside.start_ecg(device))

    def stop_ecg(self, device: str) -> Future[None]:
        """Ends the live ECG."""
        return self.submit(self._inside.stop_ecg(device))

    def fetch_recordings(self, device: str) -> Future[int]:
        """Fetches the recordings stored on a device, each told as news; settled when the device was read, with how many came."""
        return self.submit(self._inside.fetch_recordings(device))

    def answer_passkey(self, device: str, digits: str) -> Future[None]:
        """The six digits on a device's label, after news PasskeyWanted; "" = the person gives up."""
        return self.submit(self._inside.answer_passkey(device, digits))

    def record(self, device: str, path: Path, version: str) -> Future[None]:
        """Writes what a device and its driver say to each other into a file, names and numbers taken out, until
        stop_recording or the size limit. version: of the program, for whoever reads it. OSError."""
        return self.submit(self._inside.record(device, path, version))

    def stop_recording(self, device: str) -> Future[None]:
        """Ends a recording."""
        return self.submit(self._inside.stop_recording(device))

    @property
    def _inside(self) -> Connections:
        if self._connections is None:
            raise RuntimeError("the device hub does not run")
        return self._connections


def _report(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A frame the journal refused was told as news already; raising it only kept the confirmation back."""
    if not isinstance(context.get("exception"), NotKept):
        loop.default_exception_handler(context)


def _cancel_rest(loop: asyncio.AbstractEventLoop) -> None:
    """What is under way may end first: a request to a radio that is cancelled half-way leaves it in disorder."""
    tasks = asyncio.all_tasks(loop)
    if tasks:
        _, tasks = loop.run_until_complete(asyncio.wait(tasks, timeout=0.05))
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.wait(tasks, timeout=0.5))
    loop.run_until_complete(loop.shutdown_asyncgens())
