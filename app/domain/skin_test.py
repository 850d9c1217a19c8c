"""皮试: an intradermal test of a drug, who read it and what they saw, the first dose after it, and what was observed (safety.md §1, H50)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.clock import instant


class ArmSite(StrEnum):
    """Where it was injected."""

    LEFT = "left"
    RIGHT = "right"


class WithoutAdrenaline(StrEnum):
    """Said in so many words where none lies on the shelf that may still be given."""

    ELSEWHERE = "elsewhere"  # in the emergency box, its last day looked at
    NONE = "none"


class SkinResult(StrEnum):
    """Read once; of two who read one test, whoever saw a reaction is believed."""

    NEGATIVE = "negative"
    POSITIVE = "positive"


class SkinAct(StrEnum):
    """What else is written about a test."""

    TAKEN_BACK = "taken_back"  # the test with its reading: another person, another batch, a slip of the key
    DOSED = "dosed"
    WELL = "well"  # after the time of observation
    REACTED = "reacted"


ENDS_WATCH = frozenset({SkinAct.WELL, SkinAct.REACTED})


@dataclass(frozen=True, slots=True)
class SkinTest:
    """Written once as it is injected. ``drug``: a formulary id, ``name`` as the label has it; ``batch`` of the drug that is tested.

    ``minutes`` until it is read. ``adrenaline``: what lay ready, with batch and last day; '' = nothing did, then ``without`` says what was
    confirmed (:class:`WithoutAdrenaline`).
    """

    id: str
    person: str
    encounter: str | None
    drug: str
    name: str
    batch: str
    concentration: str
    site: ArmSite
    minutes: int
    by: str
    at: str
    adrenaline: str = ""
    without: str = ""

    @property
    def due(self) -> datetime:
        """When it is read."""
        return instant(self.at) + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class SkinReading:
    """``diameter`` in mm as digits, '' = not measured; ``flush`` 红晕, ``pseudopodia`` 伪足."""

    id: str
    person: str
    test: str
    result: SkinResult
    by: str
    at: str
    diameter: str = ""
    flush: bool = False
    pseudopodia: bool = False


@dataclass(frozen=True, slots=True)
class SkinStep:
    """``batch`` of the dose; ``minutes`` that are observed after it; ``note``: a reason, or the reaction."""

    id: str
    person: str
    test: str
    act: SkinAct
    by: str
    at: str
    batch: str = ""
    minutes: int = 0
    note: str = ""


SkinRecord = SkinTest | SkinReading | SkinStep


@dataclass(frozen=True, slots=True)
class SkinCase:
    """A test with all that is written about it, the oldest first."""

    test: SkinTest
    readings: tuple[SkinReading, ...] = ()
    steps: tuple[SkinStep, ...] = ()

    @property
    def taken_back(self) -> SkinStep | None:
        """It counts no more."""
        return self._first({SkinAct.TAKEN_BACK})

    @property
    def reading(self) -> SkinReading | None:
        """The one that counts: a reaction that somebody saw, else the first."""
        seen = (one for one in self.readings if one.result is SkinResult.POSITIVE)
        return next(seen, next(iter(self.readings), None))

    @property
    def result(self) -> SkinResult | None:
        """None while nobody has read it, and once it was taken back."""
        found = None if self.taken_back else self.reading
        return None if found is None else found.result

    @property
    def reaction(self) -> SkinStep | None:
        """What came of the dose although the test was negative."""
        return self._first({SkinAct.REACTED})

    @property
    def reacted(self) -> bool:
        """To the test or to the dose: the drug is not given again."""
        return self.result is SkinResult.POSITIVE or self.reaction is not None

    @property
    def waits(self) -> bool:
        """Somebody has to read it."""
        return self.taken_back is None and self.reading is None

    @property
    def dose(self) -> SkinStep | None:
        """The first dose after it."""
        return self._first({SkinAct.DOSED})

    @property
    def watched_until(self) -> datetime | None:
        """The end of the observation that is going on; what was injected is observed though its test was taken back."""
        dose = self.dose
        return None if dose is None or self._first(ENDS_WATCH) else instant(dose.at) + timedelta(minutes=dose.minutes)

    def stands(self, now: datetime, hours: int) -> bool:
        """Whether a negative result, so many hours old at most, lets the same drug of the same batch be given."""
        read = self.reading
        return read is not None and self.result is SkinResult.NEGATIVE and now - instant(read.at) <= timedelta(hours=hours)

    def _first(self, acts: Iterable[SkinAct]) -> SkinStep | None:
        return next((one for one in self.steps if one.act in acts), None)
