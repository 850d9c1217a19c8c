"""Which records of a device never came: holes in the numbers it gives them."""

from __future__ import annotations

from device_drivers.readings import Reading


class Numbers:
    """The numbers of one session. last: the highest kept before, None = this device was never read."""

    def __init__(self, last: int | None) -> None:
        self._last = last
        self._came: dict[int | None, set[int]] = {}  # by the device's user slot: some number each slot by itself
        self._refused = 0

    def note(self, readings: tuple[Reading, ...]) -> None:
        """Readings came."""
        for reading in readings:
            if reading.sequence is not None:
                self._came.setdefault(reading.user_slot, set()).add(reading.sequence)

    def note_refused(self) -> None:
        """A frame came that no value was taken from: it may have been a record with a number."""
        self._refused += 1

    def missing(self) -> int:
        """How many records never came, at least. A device that counts from 1 again (a new battery) misses nothing."""
        return max(0, sum(self._holes(numbers) for numbers in self._came.values()) - self._refused)

    def _holes(self, numbers: set[int]) -> int:
        new = {number for number in numbers if self._last is None or number > self._last}
        if not new:
            return 0
        one_list = self._last is not None and len(self._came) == 1
        first = self._last + 1 if self._last is not None and one_list else min(new)
        return max(new) - first + 1 - len(new)
