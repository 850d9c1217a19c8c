"""What a month of prescribing looks like from the pharmacist's side: the round trip by doctor, and what was prescribed in spite of a rule."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoundTrip:
    """One doctor's sheets that were signed in a month; ``practitioner`` '' = all doctors together. Every number but the minutes counts sheets.

    ``reviewed``: a pharmacist gave a verdict; ``doubted``: sent back at least once; ``corrected``: signed anew by the doctor after that.
    ``minutes``: the median from signing to the first verdict, None where there was none.
    """

    practitioner: str
    name: str
    signed: int
    reviewed: int
    doubted: int
    corrected: int
    refused: int
    minutes: float | None


@dataclass(frozen=True, slots=True)
class Overridden:
    """How often a doctor prescribed in spite of one rule for one coded reason; ``count`` counts findings, a sheet may have several."""

    practitioner: str
    name: str
    code: str
    reason: str
    count: int
