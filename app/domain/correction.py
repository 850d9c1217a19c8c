"""A value that was taken back, and who must hear of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Correction:
    """One note to one person, or one call to make.

    ``account``: who saw the value, None = a call-back that anybody may make; then ``prescription`` is the sheet that was signed
    while the value stood. ``outcome``: seen, or of a call unchanged, stopped, replaced, unreachable; '' while open.
    """

    id: str
    person: str
    type: str  # measurement, ecg_recording
    ref: str
    encounter: str | None
    account: str | None
    prescription: str | None
    reason: str
    made_at: str
    closed_at: str | None = None
    closed_by: str = ""
    outcome: str = ""
    note: str = ""
