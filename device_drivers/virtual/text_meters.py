"""Virtual glucose meters that speak in lines: OneTouch Ultra2, FreeStyle Optium, BGStar, GlucoMen Areo."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from device_drivers.protocols import bgstar, freestyle_optium, glucomen_areo, onetouch_ultra2
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.virtual.cable_meter import HI, LO, Drop, MeterCore, SerialMeter
from device_drivers.virtual.device_clock import DeviceClock

SERIAL_NUMBER = "XCMA123-B4567"


class LineCore(MeterCore):
    """Takes whole command lines; what follows the last end waits. commands: what hosts said."""

    end = b"\r"

    def __init__(self, clock: DeviceClock, model: str) -> None:
        super().__init__(clock, model)
        self.commands: list[str] = []
        self._heard = b""

    def plugged(self) -> list[bytes]:
        """A new host begins a new line."""
        self._heard = b""
        return []

    def hear(self, data: bytes) -> list[bytes]:
        """Answers every whole command."""
        *whole, self._heard = (self._heard + data).split(self.end)
        said = [line.strip(b"\x11\r\n").decode("ascii", "replace") for line in whole]
        self.commands += [line for line in said if line]
        return [answer for line in said if line for answer in self.obey(line)]

    def obey(self, command: str) -> list[bytes]:
        """The answer to one command."""
        return []


class Ultra2Core(LineCore):
    """OneTouch Ultra2; sends its memory newest first."""

    driver = "onetouch-ultra2"

    def __init__(self, clock: DeviceClock, model: str = "OneTouch Ultra2") -> None:
        super().__init__(clock, model)

    def obey(self, command: str) -> list[bytes]:
        """DMF, DMT, DMP."""
        if command == "DMF":
            return [onetouch_ultra2.encode_line(onetouch_ultra2.encode_clock("F", self.clock.now()))]
        if command.startswith("DMT"):
            self.clock.set(datetime.strptime(command[3:], "%m/%d/%y %H:%M:%S"))  # noqa: DTZ007 - a meter's clock has no zone
            return [onetouch_ultra2.encode_line(onetouch_ultra2.encode_clock("T", self.clock.now()))]
        return self._dump() if command == "DMP" else []

    def _dump(self) -> list[bytes]:
        lines = [onetouch_ultra2.encode_header(len(self.memory)), *(self._result(drop) for drop in reversed(self.memory))]
        return [onetouch_ultra2.encode_line(line) for line in lines]

    def _result(self, drop: Drop) -> str:
        value = f"{drop.value:03}" if isinstance(drop.value, int) else {HI: "HIGH", LO: " LOW"}[drop.value]
        return onetouch_ultra2.encode_result(drop.taken, value, control=drop.control, meal=drop.meal)


class OptiumCore(LineCore):
    """FreeStyle Optium. ignores_first: so many commands are answered with an empty line."""

    driver = "freestyle-optium"
    capacity = 450
    seconds = False
    end = b"\r\n"

    def __init__(self, clock: DeviceClock, model: str = "FreeStyle Optium") -> None:
        super().__init__(clock, model)
        self.ignores_first = 0

    def obey(self, command: str) -> list[bytes]:
        """$colq, $xmem, $tim."""
        if self.ignores_first:
            self.ignores_first -= 1
            return [b"\r\n"]
        if command == "$colq":
            return self._info()
        if command == "$xmem":
            lines = [self._result(drop) for drop in reversed(self.memory)]
            whole = freestyle_optium.encode_memory(SERIAL_NUMBER, "2.25", DeviceTime.of(self.clock.now()), lines)
            return [line for line in re.split(rb"(?<=\r\n)", whole) if line]
        if command.startswith("$tim,"):
            self.clock.set(datetime.strptime(command, "$tim,%m,%d,%y,%H,%M"))  # noqa: DTZ007 - a meter's clock has no zone
            return [b"CMD OK\r\n"]
        return [b"CMD Fail!\r\n"]

    def _info(self) -> list[bytes]:
        clock = freestyle_optium.encode_clock_line(DeviceTime.of(self.clock.now()))
        head = [f"S/N:\t{SERIAL_NUMBER}".encode("ascii"), b"Ver:\t2.25\tMMOL", clock, b"Market:\t0\t1", b"CMD OK"]
        return [line + b"\r\n" for line in head]

    def _result(self, drop: Drop) -> bytes:
        value = f"{drop.value:03}" if isinstance(drop.value, int) else drop.value
        return freestyle_optium.encode_result_line(value, DeviceTime.of(drop.taken), ketone=drop.ketone, control=drop.control)


class BgStarCore(LineCore):
    """BGStar. failed: places of measurements that failed."""

    driver = "bgstar"
    capacity = 1865

    def __init__(self, clock: DeviceClock, model: str = "BGStar") -> None:
        super().__init__(clock, model)
        self.failed: set[int] = set()

    def obey(self, command: str) -> list[bytes]:
        """hello and get."""
        answers: dict[str, Callable[[], str]] = {
            "hello": lambda: "200 hello BGST-AR\r\n",
            "get datetime": lambda: f"200 {bgstar.encode_time(DeviceTime.of(self.clock.now()))}\r\n",
            "get gluunit": lambda: "200 gluunit mg/dL\r\n",
            "get glucount": lambda: f"200 glucount {len(self.memory)}\r\n",
        }
        if command.startswith("get glurec "):
            return [self._record(int(command.split()[-1])).encode("ascii")]
        return [answers[command]().encode("ascii")] if command in answers else [b"400 bad request\r\n"]

    def _record(self, index: int) -> str:
        if index in self.failed:
            return "200 glurec 0 0 E3 0\r\n"
        drop = self.memory[-1 - index]
        return bgstar.encode_record(int(drop.value), drop.meal, DeviceTime.of(drop.taken))


class AreoCore(MeterCore):
    """GlucoMen Areo; shows mmol/L with one decimal. requests: the bytes hosts sent."""

    driver = "glucomen-areo"
    capacity = 730
    seconds = False

    def __init__(self, clock: DeviceClock, model: str = "GlucoMen Areo") -> None:
        super().__init__(clock, model)
        self.requests = b""

    def hear(self, data: bytes) -> list[bytes]:
        """One byte is a command."""
        self.requests += data
        return [answer for byte in data for answer in self._obey(byte)]

    def _obey(self, byte: int) -> list[bytes]:
        if byte == glucomen_areo.READ_INFO[0]:
            return [glucomen_areo.encode_block([b"0,0,0, AREO0001, 1.00"])]
        if byte == glucomen_areo.READ_MEMORY[0]:
            return [glucomen_areo.encode_block([self._result(drop) for drop in reversed(self.memory)])]
        return []

    def _result(self, drop: Drop) -> bytes:
        value = f"{drop.value / 18:.1f}" if isinstance(drop.value, int) else drop.value
        return glucomen_areo.encode_result("Ket" if drop.ketone else "Glu", value, "mmol/L", drop.meal, DeviceTime.of(drop.taken))


async def make(_: object, number: int, clock: DeviceClock) -> SerialMeter:
    """A OneTouch Ultra2 that listens on loopback."""
    meter = SerialMeter(Ultra2Core(clock), f"OneTouch Ultra2 {number}")
    await meter.listen()
    return meter
