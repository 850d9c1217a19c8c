"""A virtual SD CodeFree: knocks when it is switched on, gives its records one by one."""

from __future__ import annotations

from device_drivers.protocols import sd_codefree as codefree
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.protocols.sd_codefree import CodeFreeFrame, CodeFreeRecord
from device_drivers.virtual.cable_meter import HI, Drop, MeterCore, SerialMeter
from device_drivers.virtual.device_clock import DeviceClock


class CodeFreeCore(MeterCore):
    """Newest first; behind the last record it hangs up."""

    driver = "sd-codefree"
    seconds = False

    def __init__(self, clock: DeviceClock, model: str = "SD CodeFree") -> None:
        super().__init__(clock, model)
        self.heard: list[bytes] = []
        self._stream = codefree.stream()
        self._next = 0
        self._linked = False

    def plugged(self) -> list[bytes]:
        """Switched on with the cable in."""
        self._stream = codefree.stream()
        self._linked = False
        return [b"\0" + codefree.encode_frame(CodeFreeFrame(codefree.CHALLENGE))]

    def hear(self, data: bytes) -> list[bytes]:
        """Answers every whole frame."""
        frames = [frame for frame in self._stream.feed(data) if not isinstance(frame, Refusal)]
        return [codefree.encode_frame(CodeFreeFrame(answer)) for frame in frames for answer in self._obey(frame.message)]

    def _obey(self, message: bytes) -> list[bytes]:
        self.heard.append(message)
        if message == codefree.RESPONSE:
            self._next, self._linked = 0, True
            return [codefree.encode_count(len(self.memory))]
        if message != codefree.FETCH or not self._linked:
            return []
        self._next += 1
        if self._next > len(self.memory):
            self._linked = False
            return [codefree.BYE]
        return [codefree.encode_record(_record(self.memory[-self._next]))]


def _record(drop: Drop) -> CodeFreeRecord:
    value = drop.value if isinstance(drop.value, int) else 601 if drop.value == HI else 9
    return CodeFreeRecord(DeviceTime.of(drop.taken), value, drop.meal)


async def make(_: object, number: int, clock: DeviceClock) -> SerialMeter:
    """A CodeFree that listens on loopback."""
    meter = SerialMeter(CodeFreeCore(clock), f"SD CodeFree {number}")
    await meter.listen()
    return meter
