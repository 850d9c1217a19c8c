"""Virtual LifeScan meters: UltraEasy with its link layer, VerioIQ without."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.lifescan_binary import (
    LifeScanFrame,
    Link,
    UltraEasy,
    VerioIQ,
    encode_frame,
    moment_after,
    seconds_since,
    stream,
)
from device_drivers.virtual.cable_meter import HI, Drop, MeterCore, SerialMeter
from device_drivers.virtual.device_clock import DeviceClock

_MEALS = {"": 0, "preprandial": 1, "postprandial": 2}


def _stored(drop: Drop) -> int:
    """HI and LO are kept as numbers beyond the range."""
    return drop.value if isinstance(drop.value, int) else 601 if drop.value == HI else 19


class VerioIQCore(MeterCore):
    """Question and answer with link byte 0."""

    driver = "lifescan-verio-iq"
    capacity = 750
    dialect: type[UltraEasy] | type[VerioIQ] = VerioIQ

    def __init__(self, clock: DeviceClock, model: str = "OneTouch VerioIQ") -> None:
        super().__init__(clock, model)
        self.questions: list[bytes] = []
        self._stream = stream()

    def plugged(self) -> list[bytes]:
        """A new host begins with a new frame."""
        self._stream = stream()
        return []

    def hear(self, data: bytes) -> list[bytes]:
        """Answers every whole frame."""
        frames = [frame for frame in self._stream.feed(data) if not isinstance(frame, Refusal)]
        return [encode_frame(answer) for frame in frames for answer in self.framed(frame)]

    def framed(self, frame: LifeScanFrame) -> list[LifeScanFrame]:
        """The answer to one frame."""
        return [LifeScanFrame(0, self.payload(frame.payload))]

    def payload(self, question: bytes) -> bytes:
        """The answer to one question."""
        self.questions.append(question)
        prefix, dialect = question[:1], self.dialect
        if question == dialect.READ_CLOCK:
            return prefix + b"\x06" + seconds_since(dialect.EPOCH, self.clock.now())
        if question[1:3] == b"\x20\x01":
            self.clock.set(moment_after(dialect.EPOCH, question[3:]))
            return self.clock_set(prefix, question)
        if question == dialect.COUNT:
            return self.counted(prefix)
        if question[:2] == dialect.record(0)[:2]:
            return self.recorded(prefix, int.from_bytes(question[2:4], "little"))
        return prefix + b"\x09"

    def clock_set(self, prefix: bytes, question: bytes) -> bytes:
        """The answer to a set clock."""
        return prefix + b"\x06"

    def counted(self, prefix: bytes) -> bytes:
        """The number of records."""
        return prefix + b"\x06" + len(self.memory).to_bytes(2, "little")

    def recorded(self, prefix: bytes, index: int) -> bytes:
        """A record, the newest has number 0."""
        if index >= len(self.memory):
            return prefix + b"\x09"
        drop = self.memory[-1 - index]
        flags = bytes((drop.control, _MEALS[drop.meal], 0, 0))
        return prefix + b"\x06" + seconds_since(self.dialect.EPOCH, drop.taken) + _stored(drop).to_bytes(2, "little") + flags


class UltraEasyCore(VerioIQCore):
    """Numbers its frames, acknowledges, and repeats what was not acknowledged.

    lost_acknowledgements: so many of the host's are not heard; the answer is repeated then.
    """

    driver = "lifescan-ultraeasy"
    capacity = 500
    dialect = UltraEasy

    def __init__(self, clock: DeviceClock, model: str = "OneTouch UltraEasy") -> None:
        super().__init__(clock, model)
        self.lost_acknowledgements = 0
        self._sent = 0
        self._expected = 0
        self._unacknowledged: LifeScanFrame | None = None

    def framed(self, frame: LifeScanFrame) -> list[LifeScanFrame]:
        """The answers to one frame."""
        if frame.has(Link.DISCONNECT):
            self._sent = self._expected = 0
            self._unacknowledged = None
            return [LifeScanFrame(Link.DISCONNECT | Link.ACKNOWLEDGE)]
        if frame.has(Link.ACKNOWLEDGE):
            return self._acknowledged()
        if frame.has(Link.SEQUENCE) == bool(self._expected) and self._unacknowledged is None:
            self._expected ^= 1
            self._unacknowledged = LifeScanFrame(self._numbers(), self.payload(frame.payload))
        repeat = [self._unacknowledged] if self._unacknowledged else []
        return [LifeScanFrame(self._numbers() | Link.ACKNOWLEDGE), *repeat]

    def _acknowledged(self) -> list[LifeScanFrame]:
        if self._unacknowledged is None:
            return []
        if self.lost_acknowledgements:
            self.lost_acknowledgements -= 1
            return [self._unacknowledged]
        self._unacknowledged = None
        self._sent ^= 1
        return []

    def _numbers(self) -> int:
        return self._sent | self._expected << 1

    def clock_set(self, prefix: bytes, question: bytes) -> bytes:
        """This meter repeats the time."""
        return prefix + b"\x06" + question[3:]

    def counted(self, prefix: bytes) -> bytes:
        """The number of records."""
        return prefix + b"\x0f" + len(self.memory).to_bytes(2, "little")

    def recorded(self, prefix: bytes, index: int) -> bytes:
        """A record, the newest has number 0."""
        if index >= len(self.memory):
            return prefix + b"\x0f" + len(self.memory).to_bytes(2, "little")
        drop = self.memory[-1 - index]
        return prefix + b"\x06" + seconds_since(self.dialect.EPOCH, drop.taken) + _stored(drop).to_bytes(4, "little")


CORES: dict[str, Callable[[DeviceClock, str], MeterCore]] = {
    UltraEasyCore.driver: UltraEasyCore,
    VerioIQCore.driver: VerioIQCore,
}


async def make(_: object, number: int, clock: DeviceClock) -> SerialMeter:
    """An UltraEasy that listens on loopback."""
    meter = SerialMeter(UltraEasyCore(clock), f"OneTouch UltraEasy {number}")
    await meter.listen()
    return meter
