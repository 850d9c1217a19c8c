"""Visits: a status that never goes back, and the place a resident has in today's queue."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EncounterStatus(StrEnum):
    """FHIR R4 encounter-status, as far as a clinic uses it."""

    ARRIVED = "arrived"
    TRIAGED = "triaged"
    IN_PROGRESS = "in-progress"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    ENTERED_IN_ERROR = "entered-in-error"


_ORDER = {EncounterStatus.ARRIVED: 0, EncounterStatus.TRIAGED: 1, EncounterStatus.IN_PROGRESS: 2, EncounterStatus.FINISHED: 3}
_CLOSED = frozenset({EncounterStatus.FINISHED, EncounterStatus.CANCELLED, EncounterStatus.ENTERED_IN_ERROR})


def may_become(now: EncounterStatus, then: EncounterStatus) -> bool:
    """Whether a visit may go from one status to the other: forward only; a finished one only becomes an error."""
    if now is then:
        return True
    if then is EncounterStatus.ENTERED_IN_ERROR:
        return now is not EncounterStatus.ENTERED_IN_ERROR
    if now in _CLOSED:
        return False
    return then is EncounterStatus.CANCELLED or _ORDER[then] > _ORDER[now]


class VisitKind(StrEnum):
    """v3 ActCode of Encounter.class: clinic, home, and from a distance, which is internet care (互联网复诊) where drugs are prescribed."""

    CLINIC = "AMB"
    HOME = "HH"
    REMOTE = "VR"


@dataclass(frozen=True, slots=True)
class Encounter:
    """One visit. Instants are store text (UTC, ms, Z); ``held`` = suspended by the doctor (挂起)."""

    id: str
    person: str
    status: EncounterStatus
    kind: VisitKind
    opened_at: str
    triaged_at: str | None = None
    started_at: str | None = None
    finished_at: str | None = None
    practitioner: str | None = None
    seat: str = ""
    urgent: bool = False
    held: bool = False
    proxy: bool = False  # 代配药, patient not here: nothing may be measured or armed for this visit (H23)
    identified_by: str = ""
    note: str = ""
    paper: str = ""  # 补录: the number of the sheet it was first written on; then opened_at … finished_at are the true times
    entered_at: str = ""  # when a paper sheet was entered, or an emergency completed
