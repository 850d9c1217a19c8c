"""The live signal made ready for the pen: leads side by side, gaps kept, filtered for the eye."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from app.rules.ecg_filter import Smoother, Step
from device_drivers.readings import EcgBlock

LONGEST_GAP_S = 10
OFF_S = 0.5


class LiveSignal:
    """Blocks of several leads come one by one; rows go out as soon as every lead has its sample."""

    def __init__(self) -> None:
        self._begin("", 0, 0)

    def _begin(self, device: str, hz: int, nv_per_lsb: int) -> None:
        self.device, self.hz, self.nv_per_lsb = device, hz, nv_per_lsb
        self.leads: tuple[str, ...] = ()
        self._queues: dict[str, list[Step]] = {}
        self._smoothers: dict[str, Smoother] = {}
        self._ends: dict[str, int] = {}
        self._starts: dict[str, int] = {}  # index of the first sample that waits
        self._off: dict[str, int] = {}

    def take(self, block: EcgBlock) -> bool:
        """Add a block; True where the signal is another than before (device, lead, rate), so that paper must be renewed."""
        hz = round(block.hz)
        renewed = (block.device, hz, block.nv_per_lsb) != (self.device, self.hz, self.nv_per_lsb)
        if renewed:
            self._begin(block.device, hz, block.nv_per_lsb)
        if block.lead not in self._queues:
            self._add_lead(block.lead)
            renewed = True
        samples = [*self._gap(block), *block.samples]
        self._ends[block.lead] = block.first + len(block.samples)
        if not self._queues[block.lead]:
            self._starts[block.lead] = self._ends[block.lead] - len(samples)
        self._queues[block.lead] += self._smoothers[block.lead].run(samples)
        self._count_off(block.lead, samples)
        return renewed

    def rows(self) -> list[list[Step]]:
        """Per lead what can be drawn now, all of one length and of one moment."""
        if self._queues and all(self._queues.values()):
            self._align()
        count = min((len(queue) for queue in self._queues.values()), default=0)
        out = [list(islice(queue, count)) for queue in self._queues.values()]
        for lead, queue in self._queues.items():
            del queue[:count]
            self._starts[lead] += count
        return out

    @property
    def off(self) -> tuple[str, ...]:
        """Leads without contact for half a second or longer."""
        return tuple(lead for lead, count in self._off.items() if count >= OFF_S * self.hz)

    def _add_lead(self, lead: str) -> None:
        self.leads = (*self.leads, lead)
        self._queues[lead] = []
        self._smoothers[lead] = Smoother(self.hz)
        self._off[lead] = self._starts[lead] = 0

    def _align(self) -> None:
        """A lead that came in later begins later: what the others had before is not drawn beside it."""
        start = max(self._starts.values())
        for lead, queue in self._queues.items():
            early = min(start - self._starts[lead], len(queue))
            del queue[:early]
            self._starts[lead] += early

    def _gap(self, block: EcgBlock) -> list[None]:
        missing = block.first - self._ends.get(block.lead, block.first)
        return [None] * max(0, min(missing, LONGEST_GAP_S * self.hz))

    def _count_off(self, lead: str, samples: Sequence[int | None]) -> None:
        silent = next((n for n, sample in enumerate(reversed(samples)) if sample is not None), len(samples))
        self._off[lead] = self._off[lead] + silent if silent == len(samples) else silent
