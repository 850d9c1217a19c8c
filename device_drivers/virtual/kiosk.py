"""Virtual kiosks that write a text line per result: Omron HBP, Terumo, G-Tech; and cuffs whose lines nobody can read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from device_drivers.protocols import visomat
from device_drivers.protocols.checksums import sum8
from device_drivers.virtual.cable_cuff import CableCuff, CuffCore, Pressed, ReportCuff
from device_drivers.virtual.device_clock import DeviceClock, Taken

NOBODY = "9" * 20  # patient id of a kiosk where nobody was entered


def _format5(pressed: Pressed) -> bytes:
    pressures = f"{pressed.systolic:03},{pressed.mean:03},{pressed.diastolic:03},{pressed.pulse:03}"
    return f"bp,{NOBODY},{pressed.taken:%Y/%m/%d,%H:%M},{pressures},0\r\n".encode()


def _format5_9030(pressed: Pressed) -> bytes:
    return (
        f"1,HBP-9030,0000,{pressed.taken:%Y/%m/%d,%H:%M},0,0,{pressed.systolic:03},{pressed.diastolic:03},{pressed.pulse:03},0\r\n".encode()
    )


def _terumo(pressed: Pressed) -> bytes:
    pressures = f"{pressed.systolic:03},{pressed.mean:03},{pressed.diastolic:03},{pressed.pulse:03}"
    framed = f"\x02R1,000000000,{pressed.taken:%y%m%d,%H%M%S},{pressures},0000,0000,00000,000\x03".encode()
    return framed + bytes((sum8(framed),))


def _hbp_1300(pressed: Pressed) -> bytes:
    numbers = (pressed.systolic, pressed.diastolic, pressed.pulse)
    return b"\x01\x00" + b"".join(number.to_bytes(2, "big") for number in numbers) + bytes(2)


LINES: dict[str, tuple[str, Callable[[Pressed], bytes]]] = {
    "format5": ("omron-hbp", _format5),
    "format5-9030": ("omron-hbp", _format5_9030),
    "r1": ("terumo", _terumo),
    "hbp-1300": ("omron-hbp1300", _hbp_1300),
}


class KioskCore(CuffCore):
    """A cuff kiosk. line: a key of LINES. It keeps nothing but its last line."""

    def __init__(self, clock: DeviceClock, model: str, line: str) -> None:
        super().__init__(clock, model)
        self.driver, self._write = LINES[line]
        self.seconds = line == "r1"
        self.mean = line != "format5-9030"
        self._unsaid: list[bytes] = []
        self.last = b""

    def file(self, pressed: Pressed) -> Taken:
        """Measured: the line leaves at once."""
        taken = super().file(pressed)
        self.last = self._write(pressed)
        self._unsaid.append(self.last)
        return taken

    def spoken(self) -> list[bytes]:
        """The lines of what was measured since."""
        said, self._unsaid = self._unsaid, []
        return said

    def hear(self, _: bytes) -> list[bytes]:
        """A kiosk listens to nobody."""
        return []


class HeightWeightCore(KioskCore):
    """A column that weighs and measures height. A press takes kg, cm and BMI instead of pressures, in tenths."""

    def __init__(self, clock: DeviceClock, model: str, *, sheet: bool) -> None:
        super().__init__(clock, model, "format5")
        self.driver = "gtech-height-weight"
        self._sheet = sheet

    def press(self, systolic: int, diastolic: int, pulse: int, *, slot: int | None = None) -> Taken:
        """A person of 160 cm and a weight that follows from what the others would press."""
        return self.weigh(Decimal(systolic) / 2, Decimal(160))

    def weigh(self, weight: Decimal, height: Decimal) -> Taken:
        """kg and cm."""
        bmi = (weight / (height / 100) ** 2).quantize(Decimal("0.1"))
        values = (
            ("height", height.quantize(Decimal("0.1")), "cm"),
            ("weight", weight.quantize(Decimal("0.01")), "kg"),
            ("bmi", bmi, "kg/m2"),
        )
        taken = Taken(self.id, self.clock.world(), self.clock.now(), values)
        self.taken.append(taken)
        tall, heavy, _ = (value for _, value, _ in values)
        line = _sheet(tall, heavy, bmi) if self._sheet else f"\x02{tall},{heavy},0,0,{bmi}\x03"
        self.last = line.encode("latin-1")
        self._unsaid.append(self.last)
        return taken


def _sheet(height: Decimal, weight: Decimal, bmi: Decimal) -> str:
    head = f"\0\r\nGENDER   ---- FEMALE\r\nWEIGHT   ---- {weight} kg\r\nSTANDARD ---- 56.00 kg\r\nHEIGHT   ---- {height} cm\r\n"
    return head + f"B  M  I  ----  {bmi}   \r\nFATNESS  ---- 110.0 % \r\nMARKS    ---- NORMAL\r\n\x1bT\0"


class VisomatCore(CuffCore):
    """Answers the one question it knows with a frame whose date is anybody's guess."""

    driver = "visomat-jpi"

    def hear(self, data: bytes) -> list[bytes]:
        """R00: what it holds, cut into short reports."""
        if data != visomat.REQUEST or not self.memory:
            return []
        pressed = self.memory[-1]
        text = f"M100{pressed.taken:%y%m%d%H%M}1{pressed.systolic:03}{pressed.diastolic:03}{pressed.pulse:03}"
        frame = b"\x02" + text.encode() + b"\x03"
        return [frame[at : at + 8] for at in range(0, len(frame), 8)]


async def make(_: object, number: int, clock: DeviceClock) -> CableCuff:
    """An HBP-9020."""
    return await _listening(KioskCore(clock, "Omron HBP-9020", "format5"), f"HBP-9020 {number}")


async def make_terumo(_: object, number: int, clock: DeviceClock) -> CableCuff:
    """An ES-P2020."""
    return await _listening(KioskCore(clock, "Terumo ES-P2020", "r1"), f"ES-P2020 {number}")


async def make_height_weight(_: object, number: int, clock: DeviceClock) -> CableCuff:
    """A GL-310."""
    return await _listening(HeightWeightCore(clock, "G-Tech GL-310", sheet=False), f"GL-310 {number}")


async def make_visomat(_: object, number: int, clock: DeviceClock) -> ReportCuff:
    """A Visomat cuff."""
    return ReportCuff(VisomatCore(clock, "Visomat comfort 20/40"), f"visomat-{number}")


async def _listening(core: CuffCore, name: str) -> CableCuff:
    cuff = CableCuff(core, name)
    await cuff.listen()
    return cuff
