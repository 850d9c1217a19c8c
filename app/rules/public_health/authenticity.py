"""Are numbers measured or made up: pure checks over what was written (真实性核查)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.units import rounded
from app.rules.public_health.counting import limits

ROUND = frozenset("05")


@dataclass(frozen=True, slots=True)
class Digits:
    """Last digits of pressures. ``share`` of 0 and 5 in per cent to 0.1; ``chi_square`` against ten even digits, 9 degrees of freedom."""

    readings: int
    counts: tuple[int, ...]
    share: Decimal | None
    chi_square: Decimal | None

    @property
    def enough(self) -> bool:
        """Fewer readings say nothing."""
        return bool(self.readings >= limits()["authenticity"]["digit_readings"])

    @property
    def odd(self) -> bool:
        """Even digits come out so less than once in a hundred times, and it is 0 and 5 that there are too many of."""
        if not self.enough or self.chi_square is None or self.share is None:
            return False
        return bool(self.chi_square > limits()["authenticity"]["digit_significant"] and self.share > 20)


def digits(numbers: Iterable[str]) -> Digits:
    """Of numbers as written; what does not end in a digit is left out."""
    counts = Counter(one[-1] for one in numbers if one[-1:].isascii() and one[-1:].isdecimal())
    told = tuple(counts.get(digit, 0) for digit in "0123456789")
    whole = sum(told)
    if not whole:
        return Digits(0, told, None, None)
    expected = Decimal(whole) / 10
    chi = sum(((one - expected) ** 2 / expected for one in told), Decimal())
    return Digits(whole, told, rounded(Decimal(told[0] + told[5]) * 100 / whole, 1), rounded(chi, 2))


@dataclass(frozen=True, slots=True)
class Repeated:
    """One pressure so many visits in a row."""

    person: str
    systolic: str
    diastolic: str
    visits: int
    first_day: str
    last_day: str


def repeated(by_person: Mapping[str, Sequence[tuple[str, str, str]]]) -> list[Repeated]:
    """Of each resident's follow-ups (day, systolic, diastolic) by day, the longest run of one pressure that is too long; the longest first."""
    least = limits()["authenticity"]["same_pressure_visits"]
    found = [best for person, told in by_person.items() if (best := _longest(person, told)) and best.visits >= least]
    return sorted(found, key=lambda one: (-one.visits, one.person))


def _longest(person: str, told: Sequence[tuple[str, str, str]]) -> Repeated | None:
    best: Repeated | None = None
    begin = 0
    for place, (day, systolic, diastolic) in enumerate(told):
        if (systolic, diastolic) != told[begin][1:]:
            begin = place
        if best is None or place - begin + 1 > best.visits:
            best = Repeated(person, systolic, diastolic, place - begin + 1, told[begin][0], day)
    return best


def quantile(numbers: Sequence[float], share: float) -> float | None:
    """The smallest number that ``share`` of all do not exceed; None of nothing."""
    if not numbers:
        return None
    ordered = sorted(numbers)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
