"""补录: numbered paper sheets for a power cut, and what was written on them entered later with its true time (H42)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.clock import instant, iso, local_day
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.ids import as_written, new_id
from app.domain.person import Person
from app.errors import KnownError
from app.printing.paper_sheet import paper_sheets_pdf
from app.rules.vitals import VitalAction
from app.services.charting import LONGEST_NOTE, diagnose
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow
from app.services.measuring import Sitting, Typed, person_of
from app.store import encounters, paper_sheets
from app.store.audit import Act
from app.store.paper_sheets import PaperSheet
from app.store.unit_of_work import UnitOfWork, detail

RESERVE, ENTER = "intake.measure", "chart.write"
KIND = "paper_sheet"
"""As printers and audit trail call it."""
ON_PAPER = "on_paper"
"""Flag of a measurement that was first written on paper."""
MOST = 100
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """What stands on a sheet. ``at``: when it happened; ``sure``: whoever typed looked again at unusual values."""

    number: str
    person: str
    at: datetime
    typed: tuple[Typed, ...] = ()
    diagnoses: tuple[DiagnosisRow, ...] = ()
    note: str = ""
    sure: bool = False


class PaperSheets:
    """Of this seat."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def waiting(self) -> list[PaperSheet]:
        """Reserved numbers that were neither entered nor given up, in their order."""
        return self._desk.read(RESERVE, paper_sheets.not_entered)

    def reserve(self, count: int) -> list[str]:
        """The next numbers of this seat, for good. KnownError ``paper_count`` for less than one or more than ``MOST``."""
        if not 1 <= count <= MOST:
            raise KnownError("paper_count", most=MOST)
        prefix = f"{self._desk.seat}-"

        def work(uow: UnitOfWork) -> list[str]:
            last = paper_sheets.last_number(uow.conn, prefix)
            first = int(last.removeprefix(prefix)) + 1 if last else 1
            numbers = [f"{prefix}{n:0{_DIGITS}d}" for n in range(first, first + count)]
            paper_sheets.reserve(uow, numbers, self._desk.seat)
            return numbers

        return self._desk.write(RESERVE, work)

    def pdf(self, numbers: Sequence[str]) -> bytes:
        """Blank sheets, one number a page. Raises KnownError ``font_missing``."""
        self._desk.allow(RESERVE)
        return paper_sheets_pdf(self._desk.who.organization.name, numbers)

    def printed(self, numbers: Sequence[str]) -> None:
        """They left the printer."""
        about = detail(first=numbers[0], last=numbers[-1])
        self._desk.write(RESERVE, lambda uow: uow.note(Act("print", KIND, detail=about)))

    def spoil(self, number: str, reason: str) -> None:
        """The sheet is lost, torn or was not needed: its number is never used. KnownError ``reason_needed`` and those of :meth:`enter`."""
        if not reason.strip():
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            one = _usable(uow, number_of(number))
            paper_sheets.write(uow, one.number, reason="spoiled", spoiled=as_written(reason)[:200])

        self._desk.write(RESERVE, work)

    def enter(self, entry: PaperEntry) -> Encounter:
        """The visit of a sheet, over already, with its values and diagnoses; all marked 补录, all or nothing.

        KnownError ``paper_not_reserved``, ``paper_used``, ``paper_spoiled``, ``paper_time`` (in the future, or before the number was
        reserved), ``paper_person`` (not born yet or dead by then), ``paper_empty``, ``paper_value`` where a value asks to be looked at again, and
        those of typed values.
        """
        if not (entry.typed or entry.diagnoses or entry.note.strip()):
            raise KnownError("paper_empty")

        def work(uow: UnitOfWork) -> Encounter:
            sheet = _usable(uow, number_of(entry.number))
            _check_time(sheet, entry.at, self._desk.clock.now())
            _check_person(person_of(uow.conn, entry.person), entry.at)
            visit = self._visit(uow, entry, sheet.number)
            encounters.add(uow, visit)
            if visit.practitioner:
                encounters.add_participant(uow, visit.id, visit.practitioner)
            _write_values(uow, visit, entry)
            for row in entry.diagnoses:
                diagnose(uow, visit.person, visit.id, row)
            told = {"person": visit.person, "encounter": visit.id, "happened_at": visit.opened_at}
            paper_sheets.write(uow, sheet.number, "entered", **told, entered_at=uow.at, entered_by=uow.actor.practitioner)
            return visit

        return self._desk.write(ENTER, work)

    def _visit(self, uow: UnitOfWork, entry: PaperEntry, number: str) -> Encounter:
        at = iso(entry.at)
        return Encounter(
            new_id(),
            entry.person,
            EncounterStatus.FINISHED,
            VisitKind.CLINIC,
            at,
            started_at=at,
            finished_at=at,
            practitioner=uow.actor.practitioner or None,
            seat=self._desk.seat,
            note=entry.note.strip()[:LONGEST_NOTE],
            paper=number,
            entered_at=uow.at,
        )


def number_of(text: str) -> str:
    """As it is printed, from what somebody typed: ``a1 7`` is ``A1-000007``. KnownError ``paper_not_reserved`` where it is no number."""
    found = re.fullmatch(r"\s*([A-Za-z0-9]{2})\s*[-－—]?\s*(\d{1,6})\s*", text)
    if found is None:
        raise KnownError("paper_not_reserved", number=text.strip()[:20])
    return f"{found[1].upper()}-{int(found[2]):0{_DIGITS}d}"


def _usable(uow: UnitOfWork, number: str) -> PaperSheet:
    found = paper_sheets.get(uow.conn, number)
    if found is None:
        raise KnownError("paper_not_reserved", number=number)
    if found.entered_at:
        raise KnownError("paper_used", number=number, day=local_day(instant(found.entered_at)).isoformat())
    if found.spoiled:
        raise KnownError("paper_spoiled", number=number, why=found.spoiled)
    return found


def _check_time(sheet: PaperSheet, at: datetime, now: datetime) -> None:
    if at > now or at < instant(sheet.reserved_at).replace(second=0, microsecond=0):
        raise KnownError("paper_time", day=local_day(instant(sheet.reserved_at)).isoformat())


def _check_person(who: Person, at: datetime) -> None:
    day = local_day(at)
    if (who.birth is not None and day < who.birth) or (who.deceased is not None and day > who.deceased):
        raise KnownError("paper_person")


def _write_values(uow: UnitOfWork, visit: Encounter, entry: PaperEntry) -> None:
    """As if they had been typed then: judged by the age and the values of that day."""
    sitting = Sitting(uow.conn, visit, entry.at, (ON_PAPER,))
    enter_typed(uow, sitting, entry.typed, entry.sure)
    sitting.close(uow)


def enter_typed(uow: UnitOfWork, sitting: Sitting, typed: Sequence[Typed], sure: bool) -> None:
    """Values written down earlier. KnownError ``paper_value`` for one that asks and nobody looked at again, and for an impossible one."""
    for one in typed:
        entered = sitting.enter(uow, one)
        if entered.measurement is None and sure:
            entered = sitting.enter(uow, replace(one, confirmed=tuple(found.code for found in entered.findings), again=one.text))
        if entered.measurement is None:
            impossible = any(found.action is VitalAction.REFUSE for found in entered.findings)
            raise KnownError("paper_value_refused" if impossible else "paper_value", kind=one.kind.value, value=one.text.strip()[:20])
