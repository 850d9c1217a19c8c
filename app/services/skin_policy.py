"""Times, limits and test solutions of skin tests, as data (skin_tests.toml); how long a result stands is of refill_policy.toml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.rules.shipped import shipped_toml


@dataclass(frozen=True, slots=True)
class Solution:
    """Of the products whose ATC code begins with ``atc``; ``concentration`` '' = nothing is proposed. Advisory, with its source."""

    atc: str
    concentration: str
    minutes: int
    least_minutes: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class SkinPolicy:
    """Hours, minutes and millimetres as skin_tests.toml says them; ``rescue``: ATC code of adrenaline."""

    solutions: tuple[Solution, ...]
    observe_minutes: int
    first_dose_hours: int
    shown_hours: int
    stands_hours: int
    never_negative_mm: int
    most_mm: int
    rescue: str

    def solution(self, atc: str) -> Solution:
        """What a product of that code is tested with; the last one has no code of its own."""
        return next(one for one in self.solutions if atc.startswith(one.atc))


@cache
def skin_policy() -> SkinPolicy:
    """The shipped policy."""
    told = shipped_toml("skin_tests.toml")
    timing, reading = told["timing"], told["reading"]
    solutions = (
        Solution(
            one.get("atc", ""),
            one["concentration"],
            int(one.get("minutes", timing["wait_minutes"])),
            int(one.get("least_minutes", timing["least_minutes"])),
            one.get("source", ""),
        )
        for one in (*told["solution"], told["other"])
    )
    return SkinPolicy(
        solutions=tuple(solutions),
        observe_minutes=int(timing["observe_minutes"]),
        first_dose_hours=int(timing["first_dose_hours"]),
        shown_hours=int(timing["shown_hours"]),
        stands_hours=int(shipped_toml("refill_policy.toml")["skin_test"]["stands_hours"]),
        never_negative_mm=int(reading["never_negative_mm"]),
        most_mm=int(reading["most_mm"]),
        rescue=told["rescue"]["atc"],
    )
