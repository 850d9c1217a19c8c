"""急救 F12: what was done at what moment, stamped by one key without any field; completed with name and diagnosis within 24 hours.

A sheet is a file beside the database and holds acts and times only, no resident: it can be written when nobody is signed in.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from app.clock import Clock, instant, iso, local
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import new_id
from app.errors import KnownError
from app.services.charting import LONGEST_NOTE, diagnose
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.measuring import Sitting, Typed, person_of
from app.services.paper_sheets import enter_typed
from app.store import encounters
from app.store.audit import Act
from app.store.unit_of_work import UnitOfWork, detail
from app.texts import text

log = logging.getLogger(__name__)

ACTS = ("called", "cpr", "adrenaline", "nitroglycerin", "oxygen", "shock", "drug", "away")
"""What one key stamps; words under ``emergency_act``."""
FOLDER = "emergency"
COMPLETE_WITHIN = timedelta(hours=24)
WRITE = "chart.write"


@dataclass(frozen=True, slots=True)
class Stamp:
    """An act and its instant, store text."""

    act: str
    at: str


@dataclass(frozen=True, slots=True)
class EmergencySheet:
    """``opened_at``: the moment F12 was pressed."""

    id: str
    opened_at: str
    stamps: tuple[Stamp, ...] = ()

    def is_late(self, now: datetime) -> bool:
        """A day is over and it is not completed."""
        return now - instant(self.opened_at) > COMPLETE_WITHIN


class EmergencySheets:
    """Those of one data folder. Without a desk they are begun and stamped, not completed."""

    def __init__(self, folder: Path, clock: Clock, desk: Desk | None = None) -> None:
        self._folder, self._clock, self._open = folder / FOLDER, clock, desk

    @classmethod
    def of(cls, desk: Desk) -> EmergencySheets:
        """Beside the desk's database."""
        return cls(desk.store.path.parent, desk.clock, desk)

    def begin(self) -> EmergencySheet:
        """A new sheet; on the disk once it has its first stamp. Never fails: nothing may stand in the way."""
        return EmergencySheet(new_id(), iso(self._clock.now()))

    def stamp(self, sheet: EmergencySheet, act: str) -> EmergencySheet:
        """Write an act with this moment; durable on return. A disk that refuses is logged, the sheet on the screen goes on."""
        if act not in ACTS:
            raise ValueError(act)
        made = replace(sheet, stamps=(*sheet.stamps, Stamp(act, iso(self._clock.now()))))
        try:
            self._write(made)
        except OSError:
            log.exception("an emergency sheet could not be written")
        return made

    def waiting(self) -> list[EmergencySheet]:
        """Those nobody has completed yet, the oldest first."""
        found = (self._read(file) for file in sorted(self._folder.glob("*.json")))
        return sorted((one for one in found if one is not None), key=lambda one: one.opened_at)

    def complete(
        self,
        key: str,
        person: str,
        note: str = "",
        diagnoses: Sequence[DiagnosisRow] = (),
        typed: Sequence[Typed] = (),
        sure: bool = False,
    ) -> Encounter:
        """The visit it was: urgent, over, with its acts in the note. KnownError ``emergency_gone``, ``person_unknown``, ``paper_value``."""
        sheet = next((one for one in self.waiting() if one.id == key), None)
        if sheet is None:
            raise KnownError("emergency_gone")

        def work(uow: UnitOfWork) -> Encounter:
            visit = _visit(uow, self._desk.seat, sheet, person_of(uow.conn, person).id, note)
            encounters.add(uow, visit)
            if visit.practitioner:
                encounters.add_participant(uow, visit.id, visit.practitioner)
            sitting = Sitting(uow.conn, visit, instant(sheet.opened_at))
            enter_typed(uow, sitting, typed, sure)
            sitting.close(uow)
            for row in diagnoses:
                diagnose(uow, visit.person, visit.id, row)
            return visit

        made = self._desk.write(WRITE, work)
        self._forget(key)
        return made

    def discard(self, key: str, reason: str) -> None:
        """It was none (an exercise, a wrong key); the trail keeps that there was one. KnownError ``reason_needed``, ``emergency_gone``."""
        sheet = next((one for one in self.waiting() if one.id == key), None)
        if sheet is None:
            raise KnownError("emergency_gone")
        if not reason.strip():
            raise KnownError("reason_needed")
        about = detail(at=sheet.opened_at, acts=" ".join(one.act for one in sheet.stamps))
        act = Act("discard", "emergency", key, reason=reason.strip()[:200], detail=about)
        self._desk.write(WRITE, lambda uow: uow.note(act))
        self._forget(key)

    # --- inside --------------------------------------------------------------------------------------------------------
    @property
    def _desk(self) -> Desk:
        if self._open is None:
            raise KnownError("store_closed")
        return self._open

    def _write(self, sheet: EmergencySheet) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{sheet.id}.json"
        fresh = target.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(asdict(sheet), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(target)

    def _read(self, file: Path) -> EmergencySheet | None:
        """None for a file that is none of ours."""
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            instant(told["opened_at"])
            return EmergencySheet(file.stem, told["opened_at"], tuple(Stamp(str(one["act"]), str(one["at"])) for one in told["stamps"]))
        except (OSError, ValueError, KeyError, TypeError):
            log.info("a file among the emergency sheets could not be read")
            return None

    def _forget(self, key: str) -> None:
        (self._folder / f"{key}.json").unlink(missing_ok=True)


def stamp_words(sheet: EmergencySheet) -> str:
    """09:21 已呼叫120；09:23 肾上腺素 0.5 mg 肌注."""
    told = (f"{local(instant(one.at)):%H:%M} {text(f'emergency_act.{one.act}') if one.act in ACTS else one.act}" for one in sheet.stamps)
    return "；".join(told)


def _visit(uow: UnitOfWork, seat: str, sheet: EmergencySheet, person: str, note: str) -> Encounter:
    words = text("emergency_note.line", {"at": f"{local(instant(sheet.opened_at)):%m-%d %H:%M}", "acts": stamp_words(sheet)})
    return Encounter(
        new_id(),
        person,
        EncounterStatus.FINISHED,
        VisitKind.CLINIC,
        sheet.opened_at,
        started_at=sheet.opened_at,
        finished_at=max([sheet.opened_at, *(one.at for one in sheet.stamps)]),
        practitioner=uow.actor.practitioner or None,
        seat=seat,
        urgent=True,
        note="\n".join(part for part in (words, note.strip()) if part)[:LONGEST_NOTE],
        entered_at=uow.at,
    )
