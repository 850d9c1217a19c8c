"""Residents from elsewhere: looked up at the upstream when somebody stands here whom nobody here knows, and brought with their record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.clock import local_day
from app.domain.ids import as_written, check_resident_id, mask_id, tidy
from app.domain.person import IdKind, Person, Sex
from app.errors import KnownError
from app.logs import hide_names
from app.services.desk import Desk
from app.store import sync_state
from app.store.audit import Act


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody at the upstream. ``here``: the record is on this computer already."""

    id: str
    name: str
    sex: Sex
    birth: date | None
    village: str
    id_masked: str
    here: bool


class Asks(Protocol):
    """Whoever asks the upstream; given by the composition root."""

    def search(self, number: str, name: str, birth: date | None) -> list[tuple[Person, bool]]: ...

    def bring(self, person: str) -> int: ...


class Lookups:
    """``hand`` None: there is no upstream, or it is switched off."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.hand: Callable[[], Asks] | None = None

    def find(self, number: str = "", name: str = "", birth: date | None = None) -> list[Elsewhere]:
        """Who at the upstream has this ID number, or this name and birthday. That somebody asked is in the audit trail.

        KnownError ``lookup_needs`` (a whole valid number, or name and birthday), ``lookup_offline``, ``lookup_too_many``, those of the link.
        """
        actor = self._desk.allow("residents.write")
        checked = check_resident_id(tidy(number), local_day(self._desk.clock.now())) if tidy(number) else None
        if (checked is None or not checked.valid) and (checked is not None or not as_written(name) or birth is None):
            raise KnownError("lookup_needs")
        asked = (checked.id18 or tidy(number)) if checked is not None else ""
        self._desk.store.write(lambda uow: uow.note(Act("look_up", "person", reason="number" if asked else "name+birth")), actor).result()
        found = self._asks().search(asked, as_written(name), birth)
        hide_names(one.name for one, _ in found)
        return [_shown(one, here) for one, here in found]

    def bring(self, person: str) -> int:
        """Bring a resident here with the record; how many records are new. KnownError ``lookup_offline``, ``lookup_gone``."""
        actor = self._desk.allow("residents.write")
        changed = self._asks().bring(person)
        self._desk.store.write(lambda uow: uow.note(Act("bring", "person", person, person)), actor).result()
        return changed

    def as_of(self, person: str) -> str | None:
        """When a resident from elsewhere was last brought (instant, store text): offline, the record is as it was then."""
        return self._desk.read("residents.read", lambda conn: sync_state.brought_at(conn, person))

    def _asks(self) -> Asks:
        if self.hand is None:
            raise KnownError("lookup_offline")
        return self.hand()


def _shown(one: Person, here: bool) -> Elsewhere:
    village = "".join((one.address.village, one.address.group))
    return Elsewhere(one.id, one.name, one.sex, one.birth, village, mask_id(one.number(IdKind.RESIDENT) or ""), here)
