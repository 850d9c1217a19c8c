"""A virtual Contour on USB: tells everything it has when it is plugged in, and can be told the time."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from device_drivers.protocols import contour_usb as contour
from device_drivers.protocols.contour_usb import ACK, ENQ, EOT, NAK, ContourFrame, ContourResult
from device_drivers.protocols.date_time import DeviceTime
from device_drivers.virtual.cable_meter import HI, LO, Drop, MeterCore, ReportMeter
from device_drivers.virtual.device_clock import DeviceClock

SENDER = "Bayer7390^01.24\\01.04\\09.02.20^7390-2336773^7403-"
_MEALS = {"": "", "preprandial": "B", "postprandial": "A"}
_MARKS = {HI: ">", LO: "<"}


class ContourCore(MeterCore):
    """Records oldest first, numbered from 1 in every transfer.

    lost_acknowledgements: so many are not heard, the frame comes again. clock_locked: a pump sets its clock.
    """

    driver = "contour-usb"
    capacity = 2000
    seconds = False

    def __init__(self, clock: DeviceClock, model: str = "Contour USB", sender: str = SENDER) -> None:
        super().__init__(clock, model)
        self.sender = sender
        self.lost_acknowledgements = 0
        self.clock_locked = False
        self.entered = 0  # so many insulin entries follow the results
        self._frames: list[bytes] = []
        self._at: int | None = None
        self._remote = False
        self._written = b""

    def plugged(self) -> list[bytes]:
        """Asks to be heard."""
        self._at, self._remote = None, False
        return contour.pack_reports(bytes((ENQ,)))

    def hear(self, data: bytes) -> list[bytes]:
        """Answers one report."""
        said = contour.unpack_report(data)
        answer = self._remote_answer(said) if self._remote else self._answer(said[0] if said else 0)
        return contour.pack_reports(answer) if answer else []

    # --- transfer ------------------------------------------------------------------------------------------------------
    def _answer(self, code: int) -> bytes:
        if code == EOT:
            self._at = None
            return bytes((ENQ,))
        if code == NAK and self._at is None:
            self._remote = True
            return bytes((EOT,))
        if code == NAK:
            return self._frames[self._at or 0]
        return self._acknowledged() if code == ACK else b""

    def _acknowledged(self) -> bytes:
        if self._at is None:
            self._frames, self._at = self._all(), 0
            return self._frames[0]
        if self.lost_acknowledgements:
            self.lost_acknowledgements -= 1
            return self._frames[self._at]
        self._at += 1
        if self._at < len(self._frames):
            return self._frames[self._at]
        self._at = None
        return bytes((EOT,))

    def _all(self) -> list[bytes]:
        results = [contour.encode_result(_result(number, drop)) for number, drop in enumerate(self.memory, 1)]
        entered = [f"R|{len(results) + number}|^^^Insulin|{number}|1^||||||202603041200" for number in range(1, self.entered + 1)]
        header = contour.encode_header(self.sender, DeviceTime.of(self.clock.now()), len(results))
        texts = [header, "P|1", *results, *entered, "L|1||N"]
        frames = [ContourFrame(number % 8, text, text.startswith("L")) for number, text in enumerate(texts, 1)]
        return [contour.encode_frame(frame) for frame in frames]

    # --- remote mode ---------------------------------------------------------------------------------------------------
    def _remote_answer(self, said: bytes) -> bytes:
        if said == bytes((EOT,)):
            self._remote = False
            return b""
        if said in (bytes((ENQ,)), b"W|", b"D|", b"T|"):
            self._written = said
            return bytes((ACK,))
        if self.clock_locked:
            return bytes((NAK,))
        self._set(said.decode("ascii").rstrip("|\r"))
        return bytes((ACK,))

    def _set(self, digits: str) -> None:
        now = self.clock.now()
        if self._written == b"D|":
            day = datetime.strptime(digits, "%y%m%d")  # noqa: DTZ007 - a meter's clock has no zone
            self.clock.set(now.replace(year=day.year, month=day.month, day=day.day))
        else:
            self.clock.set(now.replace(hour=int(digits[:2]), minute=int(digits[2:]), second=0))


def _result(number: int, drop: Drop) -> ContourResult:
    value = drop.value if isinstance(drop.value, int) else 600 if drop.value == HI else 20
    marks = [_MARKS.get(str(drop.value), ""), "C" if drop.control else "", _MEALS[drop.meal]]
    return ContourResult(number, "Glucose", Decimal(value), "mg/dL", "P", "/".join(filter(None, marks)), DeviceTime.of(drop.taken))


async def make(_: object, number: int, clock: DeviceClock) -> ReportMeter:
    """A Contour Next plugged into memory."""
    return ReportMeter(ContourCore(clock, "Contour Next", SENDER.replace("7390", "7350")), f"Contour Next {number}")
