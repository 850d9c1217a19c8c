"""A trip into a village: who is expected, in which order, with which seats."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Trip:
    """Planned once; another plan is another trip. ``day`` ISO, ``at`` store text.

    ``people``: their place in it, from 1, is the number of their slip; ``free``: so many slips without a name follow, for who comes unasked.
    """

    id: str
    day: str
    village: str
    seats: tuple[str, ...]
    people: tuple[str, ...]
    free: int
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class SeatReturn:
    """What a seat had to say when it was reckoned up: so many readings belong to nobody there. Written once; a seat's newest one counts."""

    id: str
    trip: str
    seat: str
    unclaimed: int
    by: str
    at: str


class SlipEnd(StrEnum):
    """What became of a slip."""

    MEASURED = "measured"  # a visit of that day has a value
    REFUSED = "refused"
    AWAY = "away"  # did not come, or left before anything was measured
    OPEN = "open"  # nobody said


TripRecord = Trip | SeatReturn
"""What is written of a trip."""
