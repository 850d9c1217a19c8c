"""What the measuring page needs of the services, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.encounter import Encounter
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.person import Person, ResidentRow
from app.services.arming import Armed
from app.services.devices import DeviceCard
from app.services.inbox import Unclaimed
from app.services.intake import IntakeState
from app.services.measuring import Entered, Typed
from app.services.queue import QueueRow
from app.services.residents import Banner


class People(Protocol):
    """Residents: found, recognised, shown."""

    def search(self, text: str, limit: int = 20) -> list[ResidentRow]: ...

    def by_number(self, text: str) -> Person | None: ...

    def second_identifier(self, person: str, kind: str, text: str) -> bool: ...

    def banner(self, person: str) -> Banner: ...

    def whole_number(self, person: str) -> str: ...


class Today(Protocol):
    """Today's visits."""

    def today(self, finished: bool = False) -> list[QueueRow]: ...


class Cuffs(Protocol):
    """The devices of this workstation."""

    def known(self) -> list[DeviceCard]: ...


class Arms(Protocol):
    """Who is armed on what."""

    def arm(self, device: str, person: str, encounter: str, identified_by: str, evidence: str = "") -> Armed: ...

    def disarm(self, key: str, why: str = "by_hand") -> None: ...

    def armed(self, seat: str | None = None) -> list[Armed]: ...


class Table(Protocol):
    """The measuring table."""

    def open_visit(self, person: str, identified_by: str = "", proxy: bool = False, evidence: str = "") -> Encounter: ...

    def enter(
        self,
        encounter: str,
        kind: MeasurementKind | str,
        text: str,
        context: str = "",
        arm: str = "",
        confirmed: Sequence[str] = (),
        again: str = "",
    ) -> Entered: ...

    def save(self, encounter: str, typed: Sequence[Typed] = ()) -> Encounter: ...

    def state(self, encounter: str) -> IntakeState: ...

    def set_arm(self, measurement: str, arm: str) -> Measurement: ...

    def set_context(self, measurement: str, context: str) -> Measurement: ...

    def add_quality(self, measurement: str, reason: str) -> Measurement: ...

    def mark_error(self, measurement: str, reason: str) -> None: ...


class Drawer(Protocol):
    """Readings nobody has."""

    def unclaimed(self) -> list[Unclaimed]: ...

    def claim_all(self, keys: Sequence[str], person: str, encounter: str, identified_by: str, evidence: str = "") -> list[Measurement]: ...

    def set_all_aside(self, keys: Sequence[str], reason: str) -> None: ...


class Before(Protocol):
    """What was measured at earlier visits."""

    def of(self, person: str, but_encounter: str = "") -> Mapping[MeasurementKind, Measurement]: ...


@dataclass(frozen=True, slots=True)
class Doors:
    """All of them."""

    people: People
    queue: Today
    devices: Cuffs
    arming: Arms
    intake: Table
    inbox: Drawer
    before: Before
