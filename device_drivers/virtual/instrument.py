"""What the virtual devices of a clinic's laboratory and front desk share: they speak by themselves, on a line or as a caller."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from dataclasses import dataclass
from decimal import Decimal

from device_drivers.virtual.brain import SERIAL, Brain
from device_drivers.virtual.device_clock import DeviceClock, Taken
from device_drivers.virtual.talking_peer import TalkingPeer

NOTICE_SECONDS = 0.1
CALLS = 50


@dataclass(frozen=True, slots=True)
class Assay:
    """One test of a panel. field: its id as the analyser writes it; base and step: plausible values, one after the other."""

    field: str
    base: Decimal
    step: Decimal
    unit: str
    name: str = ""
    reference: str = ""

    def value(self, number: int) -> Decimal:
        """The value of the n-th specimen."""
        return self.base + self.step * (number % 7)


BLOOD_COUNT = (
    Assay("WBC", Decimal("5.5"), Decimal("0.7"), "10*9/L", "WBC", "4.00-10.00"),
    Assay("RBC", Decimal("4.51"), Decimal("0.06"), "10*12/L", "RBC", "3.50-5.50"),
    Assay("HGB", Decimal(135), Decimal(3), "g/L", "HGB", "110-160"),
    Assay("PLT", Decimal(177), Decimal(21), "10*9/L", "PLT", "100-300"),
)
HBA1C = (Assay("HbA1c", Decimal("6.1"), Decimal("0.4"), "%", "HbA1c", "4.0-6.0"),)
CHEMISTRY = (
    Assay("2", Decimal("5.3"), Decimal("0.9"), "mmol/L", "GLU", "3.9-6.1"),
    Assay("5", Decimal(22), Decimal(9), "U/L", "ALT", "0-40"),
    Assay("11", Decimal(71), Decimal(14), "umol/L", "CREA", "53-106"),
)


class Instrument(Brain):
    """A brain that measures specimens. specimen: what the next tube's barcode says. spoil: so many sendings arrive damaged.

    alone: the last host is gone and no other was noticed yet. What begins to speak by itself waits for the next one: said
    now, it would be said once more then.
    """

    driver = ""
    model = ""
    panel: tuple[Assay, ...] = BLOOD_COUNT

    def __init__(self, clock: DeviceClock, model: str = "") -> None:
        super().__init__(clock, model)
        self.model = model or self.model
        self.specimen = "LAB-000101"
        self.spoil = 0
        self.alone = False

    def connected(self) -> None:
        """A host is noticed."""
        super().connected()
        self.alone = False

    def gone(self) -> None:
        """See Brain."""
        super().gone()
        self.alone = True

    @abstractmethod
    def take(self) -> Taken:
        """Measures the next specimen and tells its result when it can."""

    def say(self, data: bytes) -> None:
        """Puts bytes on the line, a flipped one among them where they are to be spoiled."""
        if self.spoil and len(data) > 8:
            self.spoil -= 1
            at = len(data) // 2
            data = data[:at] + bytes((data[at] ^ 0x04,)) + data[at + 1 :]
        self.outbox.append((SERIAL, data))
        self.stirred()

    def next_values(self) -> tuple[tuple[Assay, Decimal], ...]:
        """The panel of the specimen that is in."""
        return tuple((test, test.value(len(self.taken))) for test in self.panel)


class BenchDevice(TalkingPeer):
    """An instrument on a line that the host opens, or one that calls the host. Attributes as the practice clinic wants them."""

    def __init__(self, brain: Instrument, name: str) -> None:
        super().__init__(brain)
        self.instrument = brain
        self.driver, self.model, self.name = brain.driver, brain.model, name

    @property
    def id(self) -> str:
        """As the hub names it, once it listens."""
        return self.brain.id

    @property
    def taken(self) -> list[Taken]:
        """Everything it measured."""
        return self.brain.taken

    async def take(self) -> Taken:
        """A specimen is measured."""
        return self.instrument.take()

    def opened(self) -> None:
        """The instrument notices a host a moment later: what is said while the host still opens its port is lost there."""
        self.brain.gone()
        self.spawn(self._notice())

    async def _notice(self) -> None:
        await asyncio.sleep(NOTICE_SECONDS)
        super().opened()

    async def _put(self, piece: bytes) -> None:
        if self._writer is None or not self._writer.transport.is_closing():  # a host that is gone hears nothing
            await super()._put(piece)

    async def call(self, host: str, port: int) -> None:
        """Opens a connection to a host that listens; tries for some seconds, as analysers do for ever. OSError."""
        for left in reversed(range(CALLS)):
            try:
                reader, writer = await asyncio.open_connection(host, port)
            except OSError:
                if not left:
                    raise
                await asyncio.sleep(NOTICE_SECONDS)
            else:
                self.spawn(self._serve(reader, writer))
                await self.host_here()
                return


async def on_line(instrument: Instrument, name: str) -> BenchDevice:
    """The instrument behind a socket:// line."""
    device = BenchDevice(instrument, name)
    await device.listen()
    return device
