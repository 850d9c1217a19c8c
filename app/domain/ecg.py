"""ECG recordings: native device steps, never rescaled."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EcgRecording:
    """One recording. ``hz`` samples/s per lead, ``nv_per_lsb`` nanovolt per step, ``seconds`` whole seconds kept."""

    id: str
    person: str
    encounter: str | None
    device: str
    started_at: str
    leads: tuple[str, ...]
    hz: int
    nv_per_lsb: int
    seconds: int
    status: str  # recording, final, entered-in-error
    quality: str = ""
    heart_rate: int | None = None
    sha256: str = ""
