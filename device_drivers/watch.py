"""One known device as the hub watches it: what is wanted of it, and when it may be connected again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

from device_drivers.capture import Tape
from device_drivers.errors import DeviceError, Reason
from device_drivers.manifest import Advert, Driver, Opening
from device_drivers.readings import EcgBlock, KnownDevice
from device_drivers.runner import Runner
from device_drivers.transports.heard import HeardLink

FAILURE_SECONDS = (2.0, 4.0, 8.0, 16.0, 30.0, 60.0)
EMPTY_SECONDS = (2.0, 5.0, 10.0, 20.0, 40.0, 60.0)  # a device that advertises although it has nothing new
SILENCE_SECONDS = 3.0  # an advert after such a silence means: switched on, or something new


@dataclass(slots=True)
class Watch:
    """A known device, its driver and its running session if there is one. Times are the loop's, in seconds."""

    known: KnownDevice
    driver: Driver
    runner: Runner | None = None
    task: asyncio.Task[None] | None = None
    wished: bool = False  # a stream is wanted; an on-demand device is connected for that and for what it has stored
    memory: asyncio.Future[int] | None = None  # somebody waits for the recordings stored on it
    reads_memory: bool = False  # this session is for that
    heard_at: float | None = None
    not_before: float = 0.0
    failures: int = 0
    empties: int = 0
    gave: tuple[int, tuple[bytes, bytes]] = (0, (b"", b""))  # of the last session with readings: how many, its first and last
    closing: bool = False
    heard_link: HeardLink | None = None
    bonded: bool = False  # in this run of the program
    bond_lost: bool = False
    tape: Tape | None = None  # runs while a person records the device
    stream_end: tuple[int, float, float] | None = field(default=None)  # next sample, its time, samples per second

    def heard(self, now: float) -> None:
        """An advert came in."""
        if self.heard_at is None or now - self.heard_at > SILENCE_SECONDS:
            self.not_before = min(self.not_before, now)
            self.empties = 0
        self.heard_at = now

    def learn_model(self, advertised: str) -> None:
        """Where nobody chose a model, the name on the air tells it."""
        model = self.driver.manifest.model_of(advertised)
        if not self.known.model and model is not None:
            self.known = replace(self.known, model=model.name)

    def may_connect(self, now: float) -> bool:
        """True when a session should begin."""
        wanted = self._is_wanted or not self.driver.manifest.on_demand
        return wanted and self.task is None and not self.closing and now >= self.not_before

    def has_news(self, advert: Advert) -> bool:
        """Whether a session is worth the device's battery."""
        ask = self.driver.has_news
        return self._is_wanted or ask is None or ask(advert, self.known)

    @property
    def _is_wanted(self) -> bool:
        return self.wished or self.memory is not None

    def ended(self, now: float, failed: Reason | None) -> float:
        """A session is over; the seconds to leave the device alone."""
        runner, self.runner = self.runner, None
        self.heard_at = now  # a connected device does not advertise: that was no silence
        if runner is None:
            return 0.0
        self.known = replace(self.known, last_sequence=runner.latest_sequence, key=runner.key)
        self._remember_stream(runner.block, now)
        if self.reads_memory:
            self.settle_memory(failed, runner.recordings)
        pause = self._pause(failed, self._has_given_news(runner))
        self.not_before = now + pause
        return pause

    def _has_given_news(self, runner: Runner) -> bool:
        """Whether the session brought anything: some devices tell their whole memory to whoever comes, for as long as they advertise."""
        gave = runner.readings, runner.ends
        if not runner.readings or gave == self.gave:
            return False
        self.gave = gave
        return True

    def _pause(self, failed: Reason | None, news: bool) -> float:
        if failed is not None:
            return self.pause_after_failure()
        self.failures = 0
        if news or self.driver.manifest.on_demand:
            self.empties = 0
            return 0.0
        self.empties += 1
        return EMPTY_SECONDS[min(self.empties, len(EMPTY_SECONDS)) - 1]

    def settle_memory(self, failed: Reason | None, count: int = 0) -> None:
        """Whoever waits for the stored recordings hears how many were fetched, or why none."""
        waiting, self.memory, self.reads_memory = self.memory, None, False
        if waiting is None or waiting.done():
            return
        if failed is None:
            waiting.set_result(count)
        else:
            waiting.set_exception(DeviceError(failed, device=self.known.device))

    def failed(self, now: float) -> float:
        """No session could begin; the seconds to wait."""
        pause = self.pause_after_failure()
        self.not_before = now + pause
        return pause

    def pause_after_failure(self) -> float:
        """Seconds to wait after one more failure."""
        self.failures += 1
        return FAILURE_SECONDS[min(self.failures, len(FAILURE_SECONDS)) - 1]

    def _remember_stream(self, block: EcgBlock | None, now: float) -> None:
        if block is not None:
            self.stream_end = (block.first + len(block.samples), now, block.hz)

    def opening(self, now: float, token: int) -> Opening:
        """For the next session: a stream that broke off goes on where it would be by now, the gap stays visible."""
        if self.memory is not None:
            self.reads_memory = True
            return Opening(token, recordings=True)
        if self.stream_end is None or not self.wished:
            return Opening(token)
        following, at, hz = self.stream_end
        return Opening(token, following + round((now - at) * hz))
