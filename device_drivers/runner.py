"""The one runner for all machines: carries their actions out over a link, journals before anything is confirmed."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, tzinfo

from device_drivers.capture import Tape
from device_drivers.errors import AttributeRefused, DeviceError, NotKept, Reason
from device_drivers.gaps import Numbers
from device_drivers.protocols.machine import (
    Action,
    Actions,
    Block,
    Closing,
    Connected,
    Disconnected,
    Done,
    Event,
    Failed,
    Keep,
    Machine,
    OperationFailed,
    Paired,
    Presented,
    Read,
    ReadDone,
    Recorded,
    Refuse,
    Result,
    State,
    Subscribe,
    Subscribed,
    Wait,
    Write,
    WriteDone,
)
from device_drivers.readings import (
    Bonded,
    Card,
    DeviceNews,
    DeviceState,
    EcgBlock,
    Found,
    Frame,
    KnownDevice,
    PasskeyWanted,
    Reading,
    Recording,
    Scan,
)
from device_drivers.transports.link import Link

Journal = Callable[[Frame], None]
Told = DeviceNews | EcgBlock | Found | Bonded | Card | Scan | Recording | PasskeyWanted
News = Callable[[Told], None]
REPEAT_SECONDS = 1.0  # the same news is not told again within it
CLOSING_SECONDS = 1.5  # for the abort of a pump; stop() as a whole has five


class Runner:
    """One session: one machine, one link.

    journal(frame) returns when the frame is durable and raises when it is not. news(...) must not block.
    clock() is the time in UTC, zone the one device clocks are set to. tape: records the session where one runs.
    numbers: of a device that numbers its records one by one; a hole is told when the session ends well.
    """

    def __init__(
        self,
        known: KnownDevice,
        machine: Machine,
        link: Link,
        *,
        journal: Journal,
        news: News,
        clock: Callable[[], datetime],
        zone: tzinfo,
        tape: Tape | None = None,
        numbers: Numbers | None = None,
    ) -> None:
        self.known = known
        self.readings = 0
        self.recordings = 0  # handed over whole
        self.ends: tuple[bytes, bytes] = (b"", b"")  # bytes of the first and of the last reading
        self.block: EcgBlock | None = None  # the last one of the stream
        self.latest_sequence = known.last_sequence
        self.key = known.key
        self.failed: Reason | None = None
        self.connected = False
        self._machine = machine
        self._link = link
        self._journal = journal
        self._news = news
        self._clock = clock
        self._zone = zone
        self._tape = tape
        self._numbers = numbers
        self._state = DeviceState.IDLE
        self._said: tuple[object, ...] = ()
        self._said_at = 0.0
        self._queue: asyncio.Queue[Action] = asyncio.Queue()
        self._over = False
        self._waits_until = math.inf
        self._deaf = False  # after Closing or Disconnected the link has nothing more to say
        self._battery: int | None = None
        self._offset: float | None = None

    async def run(self) -> Reason | None:
        """Connects and serves the machine to its end; None = ended well, else why not."""
        self._tell(State(DeviceState.CONNECTING))
        try:
            channels = await self._link.open(self._on_link)
            wall = self._clock().astimezone(self._zone).replace(tzinfo=None)
            self.connected = True
            self.feed(Connected(channels, wall))
            while not self._over:
                await self._step()
        except DeviceError as error:
            self._end(error.reason)
        finally:
            await self._close()
        self._tell_gap()
        return self.failed

    def feed(self, event: Event) -> None:
        """Gives the machine an event. NotKept: a frame could not be journalled and must not be confirmed."""
        if self._over or self._deaf:
            return
        self._deaf = isinstance(event, Closing | Disconnected)
        if isinstance(event, Disconnected):
            self._drop_queue()
        now = self._now()
        if self._tape is not None:
            self._tape.event(now, event)
        self._take(self._machine.tick(now))
        self._take(self._machine.receive(event))
        self._wake_if_due_earlier()

    def _on_link(self, event: Event) -> None:
        """What the transport delivers; anything but a known error is a bug of ours and ends the session."""
        try:
            self.feed(event)
        except NotKept:
            raise
        except Exception:
            self._end(Reason.BUG)
            raise

    def close(self) -> None:
        """Asks the session to end: the machine says its last words, then the link goes."""
        self._drop_queue()
        self.feed(Closing())
        self._queue.put_nowait(Done())

    # --- one step ----------------------------------------------------------------------------------------------------
    def _wake_if_due_earlier(self) -> None:
        """An alarm set by an event may ring before the one _step waits for."""
        due = self._machine.due
        if due is not None and due < self._waits_until:
            self._waits_until = due  # woken once, however many events come before it wakes
            self._queue.put_nowait(Wait(0))

    async def _step(self) -> None:
        due = self._machine.due
        self._waits_until = math.inf if due is None else due
        seconds = None if due is None else max(0.0, due - self._now())
        try:
            async with asyncio.timeout(seconds):
                action = await self._queue.get()
        except TimeoutError:
            self._take(self._machine.tick(self._now()))
        else:
            await self._perform(action)

    async def _perform(self, action: Action) -> None:
        match action:
            case Wait(seconds):
                await asyncio.sleep(seconds)
            case Done():
                self._over, self.connected = True, False
            case Failed(reason):
                self._end(reason)
            case Write(channel) | Read(channel) | Subscribe(channel):
                await self._operate(action, channel)

    async def _operate(self, action: Write | Read | Subscribe, channel: str) -> None:
        try:
            answer = await self._ask(action)
        except AttributeRefused as error:
            self.feed(OperationFailed(channel, error.code))
        except DeviceError as error:
            if error.reason is Reason.NOT_SUPPORTED:
                self.feed(OperationFailed(channel, 0))
            elif error.reason is Reason.LOST:
                self.feed(Disconnected())
            else:
                raise
        else:
            if answer is not None:
                self.feed(answer)

    async def _ask(self, action: Write | Read | Subscribe) -> Event | None:
        if self._tape is not None:
            self._tape.sent(self._now(), action)
        match action:
            case Write(channel, data, response):
                await self._link.write(channel, data, response)
                return WriteDone(channel) if response else None
            case Read(channel):
                return ReadDone(channel, await self._link.read(channel))
            case Subscribe(channel):
                await self._link.subscribe(channel)
                return Subscribed(channel)

    # --- actions -----------------------------------------------------------------------------------------------------
    def _take(self, actions: Actions) -> None:
        """Journals and tells at once, in order; queues what needs the link."""
        for action in actions:
            match action:
                case Keep() | Result() | Refuse():
                    self._keep(action)
                case State():
                    self._tell(action)
                case Block(block):
                    self.block = block
                    self._news(block)
                case Recorded(recording=recording):
                    self._keep(action)
                    self._hand_over(recording)
                case Paired(key):
                    self.key = key
                    self._news(Bonded(self.known.device, key))
                case Presented(what):
                    self._news(what)
                case _:
                    self._queue.put_nowait(action)

    def _hand_over(self, recording: Recording) -> None:
        """A whole recording has a place of its own; where that fails it is asked for again another time."""
        try:
            self._news(recording)
        except Exception as error:
            self._end(Reason.JOURNAL)
            raise NotKept(self.known.device) from error
        self.recordings += 1
        if recording.sequence is not None:
            self.latest_sequence = max(recording.sequence, self.latest_sequence or 0)

    def _keep(self, action: Keep | Result | Refuse | Recorded) -> None:
        readings = action.readings if isinstance(action, Result) else ()
        refused = action.reason if isinstance(action, Refuse) else None
        frame = Frame(self.known.device, self.known.driver, action.channel, action.raw, self._clock(), readings, refused)
        try:
            self._journal(frame)
        except Exception as error:
            # whatever the store raised: the frame is not on disk, so the device must keep its record
            self._end(Reason.JOURNAL)
            raise NotKept(self.known.device) from error
        self._count(readings)
        if refused is not None and self._numbers is not None:
            self._numbers.note_refused()

    def _count(self, readings: tuple[Reading, ...]) -> None:
        if readings:
            self.ends = (self.ends[0] if self.readings else readings[0].raw, readings[-1].raw)
        self.readings += len(readings)
        if self._numbers is not None:
            self._numbers.note(readings)
        numbers = [reading.sequence for reading in readings if reading.sequence is not None]
        if numbers:
            # not the maximum of all times: a meter with a new battery may count from 1 again
            self.latest_sequence = max(numbers)

    def _tell(self, state: State) -> None:
        self._state = state.state
        self._battery = state.battery if state.battery is not None else self._battery
        self._offset = state.clock_offset_s if state.clock_offset_s is not None else self._offset
        said, now = (state.state, state.reason, self._battery, self._offset, state.live_pressure), self._now()
        if said == self._said and now - self._said_at < REPEAT_SECONDS:
            return  # a full memory says with each of its records that it is being read
        self._said, self._said_at = said, now
        self._news(
            DeviceNews(
                device=self.known.device,
                state=state.state,
                reason=state.reason,
                battery=self._battery,
                seen_at=self._clock(),
                clock_offset_s=self._offset,
                live_pressure=state.live_pressure,
            )
        )

    def _tell_gap(self) -> None:
        if self.failed is None and self._numbers is not None and self._numbers.missing():
            self._tell(State(self._state, Reason.GAP))

    # --- the end -----------------------------------------------------------------------------------------------------
    def _end(self, reason: Reason) -> None:
        if self.failed is None:
            self.failed = reason
            self._tell(State(DeviceState.FAILED, reason))
        self._over = True
        self.connected = False
        self._queue.put_nowait(Done())  # wakes a waiting _step

    async def _close(self) -> None:
        """Last words first: an inflated cuff must not stay alone."""
        with suppress(DeviceError):
            if not self._deaf:
                self._over = False
                self._drop_queue()
                self.feed(Closing())
        with suppress(DeviceError, TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._say_last_words()
        await self._link.close()

    async def _say_last_words(self) -> None:
        while not self._queue.empty():
            action = self._queue.get_nowait()
            if isinstance(action, Write):
                await self._link.write(action.channel, action.data, action.response)

    def _drop_queue(self) -> None:
        while not self._queue.empty():
            self._queue.get_nowait()

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
