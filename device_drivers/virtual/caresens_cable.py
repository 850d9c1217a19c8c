"""Virtual CareSens meters, on a serial cable and on one that is a HID device."""

from __future__ import annotations

from datetime import datetime

from device_drivers.protocols import caresens_cable as caresens
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.caresens_cable import CareSensFrame
from device_drivers.protocols.caresens_cable_session import REPORT, REPORT_ROOM
from device_drivers.virtual.cable_meter import HI, LO, Drop, MeterCore, SerialMeter
from device_drivers.virtual.device_clock import DeviceClock

_MEALS = {"": 0, "preprandial": 0, "postprandial": caresens.POST_MEAL, "fasting": caresens.FASTING}


class CareSensCore(MeterCore):
    """Numbers its results from 1, the oldest; sends them without a valid CRC, as real ones do."""

    driver = "caresens-serial"
    capacity = 1000

    def __init__(self, clock: DeviceClock, model: str = "ReliOn Premier BLU") -> None:
        super().__init__(clock, model)
        self.commands: list[bytes] = []
        self._stream = caresens.stream()

    def plugged(self) -> list[bytes]:
        """A new host begins with a new frame."""
        self._stream = caresens.stream()
        return []

    def hear(self, data: bytes) -> list[bytes]:
        """Answers every whole frame."""
        frames = [frame for frame in self._stream.feed(data) if not isinstance(frame, Refusal)]
        return [self._answer(frame) for frame in frames]

    def _answer(self, frame: CareSensFrame) -> bytes:
        self.commands.append(frame.command)
        if frame.command == caresens.RESULTS:
            return self._results(int.from_bytes(frame.data[:2], "big"), frame.data[2])
        return caresens.encode_frame(CareSensFrame(*self._obey(frame)))

    def _obey(self, frame: CareSensFrame) -> tuple[bytes, bytes]:
        if frame.command == caresens.READ_CLOCK:
            return frame.command, caresens.clock_bytes(self.clock.now())
        if frame.command == caresens.COUNT:
            return frame.command, len(self.memory).to_bytes(2, "big")
        if frame.command == caresens.WRITE_CLOCK:
            year, month, day, hour, minute, second = frame.data
            self.clock.set(datetime(2000 + year, month, day, hour, minute, second))  # noqa: DTZ001 - a meter's clock has no zone
            return frame.command, frame.data
        return b"CMND", b""

    def _results(self, first: int, count: int) -> bytes:
        wire = caresens.encode_frame(
            CareSensFrame(caresens.RESULTS, b"".join(_record(drop) for drop in self.memory[first - 1 : first - 1 + count]))
        )
        return wire[:-3] + b"\0\0" + wire[-1:]


class CareSensHidCore(CareSensCore):
    """The same meter behind a CP2110."""

    driver = "caresens-hid"

    def __init__(self, clock: DeviceClock, model: str = "CareSens N Premier") -> None:
        super().__init__(clock, model)

    def hear(self, data: bytes) -> list[bytes]:
        """Answers one report with reports."""
        said = b"".join(super().hear(data[1 : 1 + data[0]]))
        parts = [said[at : at + REPORT_ROOM] for at in range(0, len(said), REPORT_ROOM)]
        return [(bytes((len(part),)) + part).ljust(REPORT, b"\0") for part in parts]


def _record(drop: Drop) -> bytes:
    flags = (caresens.CONTROL if drop.control else 0) | (caresens.KETONE if drop.ketone else 0) | _MEALS[drop.meal]
    flags |= {HI: caresens.HIGH, LO: caresens.LOW}.get(str(drop.value), 0)
    return caresens.encode_result(drop.taken, flags, drop.value if isinstance(drop.value, int) else 0)


async def make(_: object, number: int, clock: DeviceClock) -> SerialMeter:
    """A ReliOn Premier that listens on loopback."""
    meter = SerialMeter(CareSensCore(clock), f"ReliOn Premier {number}")
    await meter.listen()
    return meter
