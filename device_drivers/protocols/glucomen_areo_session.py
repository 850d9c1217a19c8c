"""A session with a GlucoMen Areo: who it is, then its whole memory in one block. Its clock cannot be read, so it is never set:
nobody could tell afterwards by which clock a result was taken."""

from __future__ import annotations

from collections.abc import Callable

from device_drivers.protocols import glucomen_areo as areo
from device_drivers.protocols.glucomen_areo import AreoBlock
from device_drivers.protocols.machine import Actions, Refuse, Result
from device_drivers.protocols.meter_session import MeterSession
from device_drivers.protocols.refusal import Quarantine, Refused
from device_drivers.protocols.taped_stream import TapedStream
from device_drivers.readings import Reading

NAMES = {"Glu": "glucose", "Ket": "ketone"}
MEMORY_SECONDS = 40.0  # a full memory at 9600 baud


class AreoSession(MeterSession[AreoBlock]):
    """One cable with one meter."""

    def __init__(self, device: str, driver: str) -> None:
        super().__init__(device, driver)
        self._hears: Callable[[AreoBlock], Actions] = self._greeted

    def new_stream(self) -> TapedStream[AreoBlock]:
        """The decoder of what the meter sends."""
        return TapedStream(areo.stream(), lambda block: len(block.raw))

    def greeting(self) -> bytes:
        """Asks for serial number and version."""
        self._hears = self._greeted
        return areo.READ_INFO

    def framed_in(self, frame: AreoBlock, raw: bytes) -> Actions:
        """One block."""
        return self._hears(frame) if self.asking else []

    def _greeted(self, block: AreoBlock) -> Actions:
        if len(block.lines) != 1 or block.lines[0].count(b",") != 4:
            raise Refused("unknown")
        return self.welcome(self._read_memory)

    def _read_memory(self) -> Actions:
        self._hears = self._memory
        return self.ask(areo.READ_MEMORY, seconds=MEMORY_SECONDS)

    def _memory(self, block: AreoBlock) -> Actions:
        readings: list[Reading] = []
        refusals: Actions = []
        for line in block.lines:
            try:
                readings.append(self._reading(line))
            except (Refused, Quarantine) as error:
                refusals.append(Refuse(self.channel, line, error.reason))
        return [Result(self.channel, block.raw, tuple(readings)), *refusals, *self.drained()]

    def _reading(self, line: bytes) -> Reading:
        result = areo.decode_result(line)
        if result.kind not in NAMES:
            raise Refused("unknown")
        return self.reading(result.value, result.taken, line, name=NAMES[result.kind], meal=result.meal)
