"""Numbers the samples of a stream whose frames carry a time: finds gaps, and the rate the device really has."""

from __future__ import annotations

TOLERANCE = 0.05  # a frame may be so much earlier or later than its samples make it
LEAST_MISSING = 3  # fewer samples than that are jitter of the stamp
SETTLED_S = 10.0  # the stamps of so long a stretch give a rate
BELIEVABLE = 0.02  # a crystal is no worse; beyond it the nominal rate stands
CLOCK_SLIP_S = 5.0  # the device's and the host's time may differ by that in one step, else the device's clock was set


class SampleClock:
    """nominal: samples per second by the maker. first: running index of the first sample."""

    def __init__(self, nominal: float, first: int) -> None:
        self.nominal = nominal
        self.next = first
        self._last: tuple[float, float] | None = None  # device and host second of the last frame
        self._samples = 0
        self._seconds = 0.0

    @property
    def hz(self) -> float:
        """The rate as measured, once there is enough of it; else the nominal one."""
        if self._seconds < SETTLED_S:
            return self.nominal
        measured = self._samples / self._seconds
        believable = abs(measured / self.nominal - 1) <= BELIEVABLE
        return round(measured, 2) if believable else self.nominal

    def place(self, device_s: float, count: int, host_s: float) -> int:
        """The running index of the first of `count` samples; device_s: the same sample of each frame, in seconds."""
        if self._last is not None:
            self.next += self._missing(device_s - self._last[0], count, host_s - self._last[1])
        self._last = (device_s, host_s)
        first, self.next = self.next, self.next + count
        return first

    def _missing(self, device_step: float, count: int, host_step: float) -> int:
        if device_step <= 0 or abs(device_step - host_step) > CLOCK_SLIP_S:
            device_step = max(host_step, 0.0)  # its clock was set meanwhile: only the host's time is left
        missing = round(device_step * self.hz) - count
        if missing > max(LEAST_MISSING, TOLERANCE * count):
            return missing
        self._samples += count
        self._seconds += device_step
        return 0
