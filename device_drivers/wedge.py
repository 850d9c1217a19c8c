"""A barcode scanner that types like a keyboard, told from a person by its speed; pure, the keys come from the window.

Every character key is held back for at most 30 ms. Where the next one comes within that time, and so on to a CR, it was a
scanner; else the held keys are handed on as typed, in order, and nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from device_drivers.protocols import barcode
from device_drivers.protocols.refusal import Refused
from device_drivers.readings import Scan

GAP_SECONDS = 0.030  # between two characters; the fastest typists need 50 ms
SHORTEST = 4  # two keys rolled over each other are no code
LONGEST = 4096
DEVICE = "wedge:keyboard"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do about a key or a pause. typed: hand these characters on, as if just typed. held: not this key itself."""

    typed: str = ""
    held: bool = False
    scan: Scan | None = None


class WedgeFilter:
    """One window's keys. `at` and `now` are seconds on a clock that never goes back; `gap`: the longest between two keys of a burst."""

    def __init__(self, gap: float = GAP_SECONDS) -> None:
        self._gap = gap
        self._held = ""
        self._last = 0.0

    @property
    def due(self) -> float | None:
        """When `tick` is wanted; None = nothing is held."""
        return self._last + self._gap if self._held else None

    def key(self, character: str, at: float) -> Verdict:
        """A key with its character; '\\r' or '\\n' is Enter. Where it is not held, it goes its way after `typed`."""
        slow = self._take() if self._held and at - self._last > self._gap else ""
        if character in ("\r", "\n"):
            return self._ended(slow)
        self._held += character
        self._last = at
        if len(self._held) > LONGEST:
            return Verdict(slow + self._take(), held=True)
        return Verdict(slow, held=True)

    def other(self) -> Verdict:
        """A key without character (an arrow, a shortcut): what is held goes before it."""
        return Verdict(self._take())

    def tick(self, now: float) -> Verdict:
        """Time has passed: what is held and was not continued is handed on."""
        due = self.due
        return Verdict(self._take()) if due is not None and now >= due else Verdict()

    def _ended(self, slow: str) -> Verdict:
        burst = self._take()
        if len(burst) < SHORTEST:
            return Verdict(slow + burst)
        try:
            code = barcode.read(burst)
        except Refused:
            return Verdict(slow + burst)
        return Verdict(slow, held=True, scan=Scan(DEVICE, code.text, "gs1" if code.gs1 else code.symbology))

    def _take(self) -> str:
        held, self._held = self._held, ""
        return held
