"""A virtual Accu-Chek behind a serial cable: echoes every byte, wants every packet acknowledged."""

from __future__ import annotations

import re
from datetime import datetime

from device_drivers.protocols import accu_chek_serial as accu_chek
from device_drivers.protocols.accu_chek_serial import ACK, CR, NAK, AccuChekPacket, AccuChekResult
from device_drivers.protocols.byte_stream import Refusal
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.virtual.cable_meter import HI, MeterCore, SerialMeter
from device_drivers.virtual.device_clock import DeviceClock


class AccuChekSerialCore(MeterCore):
    """Number 1 is the newest result. flagged: places (from the newest, 0) of results with a flag. commands: what hosts said."""

    driver = "accu-chek-serial"
    seconds = False

    def __init__(self, clock: DeviceClock, model: str = "Accu-Chek Performa Nano") -> None:
        super().__init__(clock, model)
        self.flagged: set[int] = set()
        self.commands: list[bytes] = []
        self._command = b""
        self._packets: list[bytes] = []
        self._setting = b""
        self._verdict_due = False
        self._given = accu_chek.stream()

    def plugged(self) -> list[bytes]:
        """A new host begins a new command."""
        self._command, self._packets, self._setting, self._verdict_due = b"", [], b"", False
        return []

    def hear(self, data: bytes) -> list[bytes]:
        """Answers byte by byte."""
        if self._setting:
            return [answer for found in self._given.feed(data) for answer in self._given_packet(found)]
        return [answer for byte in data for answer in self._byte(byte)]

    def _byte(self, byte: int) -> list[bytes]:
        if byte == ACK:
            return self._acknowledged()
        if byte != CR:
            self._command += bytes((byte,))
            return [bytes((byte,))]
        command, self._command = self._command, b""
        self.commands.append(command)
        return self._obey(command)

    def _acknowledged(self) -> list[bytes]:
        if self._verdict_due:
            self._verdict_due = False
            return [bytes((ACK,))]
        if not self._packets:
            return []
        self._packets = self._packets[1:]
        return self._packets[:1] or [bytes((ACK,))]

    def _obey(self, command: bytes) -> list[bytes]:
        if command in (b"\x0c\t1", b"\x0c\t2"):
            self._setting, self._given = command, accu_chek.stream()
            return [bytes((ACK,))]
        data = self._data(command)
        if data is None:
            return [bytes((NAK,))]
        self._packets = [accu_chek.encode_packet(one, last=at == len(data) - 1) for at, one in enumerate(data)]
        return [bytes((ACK,)), *self._packets[:1]]

    def _data(self, command: bytes) -> list[bytes] | None:
        now = self.clock.now()
        settings = {accu_chek.DATE: f"\t{now:%y%m%d}\t", accu_chek.TIME: f"\t{now:%H%M%S}\t", accu_chek.STATUS: "\t00\t"}
        if command in settings:
            return [settings[command].encode("ascii")]
        if command == accu_chek.COUNT:
            return [f"\t{len(self.memory):03}\t".encode("ascii")]
        asked = re.fullmatch(rb"a\t(\d+)\t(\d+)", command)
        return [self._result(place) for place in range(int(asked[1]) - 1, min(int(asked[2]), len(self.memory)))] if asked else None

    def _result(self, place: int) -> bytes:
        drop = self.memory[-1 - place]
        value = drop.value if isinstance(drop.value, int) else 601 if drop.value == HI else 9
        return accu_chek.encode_result(AccuChekResult(value, DeviceTime.of(drop.taken), int(place in self.flagged)))

    def _given_packet(self, found: AccuChekPacket | int | Refusal) -> list[bytes]:
        if not isinstance(found, AccuChekPacket):
            return []
        digits, now = found.data.decode("ascii"), self.clock.now()
        if self._setting.endswith(b"1"):
            day = datetime.strptime(digits, "%y%m%d")  # noqa: DTZ007 - a meter's clock has no zone
            self.clock.set(now.replace(year=day.year, month=day.month, day=day.day))
        else:
            self.clock.set(now.replace(hour=int(digits[:2]), minute=int(digits[2:4]), second=int(digits[4:])))
        self._setting, self._verdict_due = b"", True
        return [bytes((ACK,))]


async def make(_: object, number: int, clock: DeviceClock) -> SerialMeter:
    """A Performa Nano that listens on loopback."""
    meter = SerialMeter(AccuChekSerialCore(clock), f"Accu-Chek Performa Nano {number}")
    await meter.listen()
    return meter
