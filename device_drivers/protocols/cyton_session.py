"""A session with an OpenBCI Cyton: streams eight channels while wanted, is told to stop before the line goes."""

from __future__ import annotations

from device_drivers.errors import Reason
from device_drivers.protocols import afe_boards
from device_drivers.protocols.afe_boards import CYTON_GAIN, CYTON_HZ, CYTON_VREF, CytonSample, cyton_stream, units
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.machine import (
    SERIAL,
    Actions,
    Block,
    BytesIn,
    Cancel,
    Closing,
    Connected,
    Disconnected,
    Event,
    Failed,
    Refuse,
    Session,
    Start,
    State,
    Write,
)
from device_drivers.readings import DeviceState, EcgBlock

CHANNEL_NAMES = tuple(f"CH{number}" for number in range(1, afe_boards.CHANNELS + 1))  # the board does not know its electrodes
BLOCK_SECONDS = 0.25
SILENCE_SECONDS = 3.0
NUMBERS = 256


class CytonSession(Session):
    """Ready until somebody starts it. first_sample: running index of its first sample."""

    def __init__(self, device: str, driver: str, first_sample: int) -> None:
        super().__init__(device, driver)
        self._next = first_sample
        self._stream = cyton_stream()
        self._running = False
        self._last: tuple[int, float] | None = None  # number of the last packet and when it came
        self._rows: list[tuple[int, ...]] = []
        self._first = first_sample  # index of the first of the rows

    def receive(self, event: Event) -> Actions:
        """See machine.Machine."""
        match event:
            case Connected():
                # a board that somebody left streaming is stopped first: its banner and its packets must not mix
                return [State(DeviceState.CONNECTED), Write(SERIAL, afe_boards.CYTON_STOP), State(DeviceState.DRAINED)]
            case Start() if not self._running:
                return self._start()
            case BytesIn(data) if self._running:
                return [action for found in self._stream.feed(data) for action in self._heard(found)]
            case Cancel() if self._running:
                return [*self._stop(), State(DeviceState.DRAINED)]
            case Closing():
                return self._stop()
            case Disconnected():
                self.quiet()
                return [*self._told(), Failed(Reason.LOST)]
        return []

    def _start(self) -> Actions:
        self._running, self._last, self._stream = True, None, cyton_stream()
        self._listen()
        return [Write(SERIAL, afe_boards.CYTON_BEGIN), State(DeviceState.MEASURING)]

    def _stop(self) -> Actions:
        self.quiet()
        running, self._running = self._running, False
        return [*self._told(), Write(SERIAL, afe_boards.CYTON_STOP)] if running else []

    def _listen(self) -> None:
        self.alarm("silence", SILENCE_SECONDS, lambda: [Failed(Reason.TIMEOUT)])

    def _heard(self, found: CytonSample | Refusal) -> Actions:
        if isinstance(found, Refusal):
            return [Refuse(SERIAL, found.raw, found.reason)]
        self._listen()
        missing = self._missing(found.number)
        told = self._told() if missing else []
        self._next += missing
        if not self._rows:
            self._first = self._next
        self._rows.append(tuple(units(count, CYTON_VREF, CYTON_GAIN) for count in found.counts))
        self._next += 1
        self._last = (found.number, self.now)
        return [*told, *(self._told() if len(self._rows) >= BLOCK_SECONDS * CYTON_HZ else [])]

    def _missing(self, number: int) -> int:
        """Packets lost before this one; the numbers turn once a second, the clock tells how often."""
        if self._last is None:
            return 0
        last, at = self._last
        skipped = (number - last - 1) % NUMBERS
        turns = round(((self.now - at) * CYTON_HZ - skipped) / NUMBERS)
        return skipped + max(turns, 0) * NUMBERS

    def _told(self) -> Actions:
        rows, self._rows = self._rows, []
        if not rows:
            return []
        step = afe_boards.NANOVOLTS_PER_UNIT
        leads = zip(CHANNEL_NAMES, zip(*rows, strict=True), strict=True)
        return [Block(EcgBlock(self.device, lead, CYTON_HZ, step, self._first, samples)) for lead, samples in leads]
