"""What waits to be entered from paper or to be completed after an emergency, and the form that is being filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.clock import CLINIC_ZONE, Clock, instant, local
from app.domain.dates import read_date, read_time
from app.domain.encounter import Encounter
from app.domain.measurement import MeasurementKind
from app.domain.person import ResidentRow
from app.errors import KnownError
from app.services.diagnoses import DiagnosisRow, find_diagnoses
from app.services.emergency_sheets import EmergencySheet
from app.services.measuring import Typed
from app.services.paper_sheets import PaperEntry
from app.store.paper_sheets import PaperSheet
from ui.pages.page_model import PageModel, Rereading


class Papers(Protocol):
    """app.services.paper_sheets.PaperSheets"""

    def waiting(self) -> list[PaperSheet]: ...
    def reserve(self, count: int) -> list[str]: ...
    def pdf(self, numbers: Sequence[str]) -> bytes: ...
    def printed(self, numbers: Sequence[str]) -> None: ...
    def spoil(self, number: str, reason: str) -> None: ...
    def enter(self, entry: PaperEntry) -> Encounter: ...


class Emergencies(Protocol):
    """app.services.emergency_sheets.EmergencySheets"""

    def waiting(self) -> list[EmergencySheet]: ...
    def complete(
        self,
        key: str,
        person: str,
        note: str = "",
        diagnoses: Sequence[DiagnosisRow] = (),
        typed: Sequence[Typed] = (),
        sure: bool = False,
    ) -> Encounter: ...
    def discard(self, key: str, reason: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the list: a number, or an emergency."""

    key: str
    sheet: PaperSheet | None = None
    emergency: EmergencySheet | None = None


@dataclass(frozen=True, slots=True)
class PaperForm:
    """What stands in the fields."""

    number: str = ""
    day: str = ""
    time: str = ""
    values: tuple[tuple[MeasurementKind, str], ...] = ()
    context: str = ""
    note: str = ""


class PaperModel(PageModel):
    """``find``: residents by a few letters. ``saved`` counts what was entered, so that the page empties its fields."""

    def __init__(self, papers: Papers, emergencies: Emergencies, find: Callable[[str], list[ResidentRow]], clock: Clock) -> None:
        super().__init__()
        self._papers, self._emergencies, self._find, self.clock = papers, emergencies, find, clock
        self.rows: tuple[Waiting, ...] | None = None
        self.chosen = ""
        self.resident: ResidentRow | None = None
        self.diagnoses: tuple[DiagnosisRow, ...] = ()
        self.saved = 0
        self._residents: dict[str, ResidentRow] = {}
        self._found: dict[str, DiagnosisRow] = {}
        self._looked_at: object = None
        self._reading = Rereading(self, lambda: self._read, self._show)

    @property
    def row(self) -> Waiting | None:
        """What is chosen; None where a number is typed by hand."""
        return next((one for one in self.rows or () if one.key == self.chosen), None)

    def load(self) -> None:
        """Anew."""
        self._reading.read()

    def choose(self, key: str) -> None:
        """One of the list."""
        if key != self.chosen:
            self.chosen = key
            self.changed()

    # who and what

    def find(self, words: str) -> list[ResidentRow]:
        """Residents a text may mean."""
        found = self._find(words)
        self._residents |= {one.id: one for one in found}
        return found

    def choose_resident(self, key: str) -> None:
        """Whose sheet it is; '' = somebody else."""
        self.resident = self._residents.get(key)
        self.changed()

    def find_diagnosis(self, words: str) -> list[DiagnosisRow]:
        """Diagnoses a text may mean."""
        found = find_diagnoses(words)
        self._found |= {one.icd10 + one.cn_code: one for one in found}
        return found

    def add_diagnosis(self, key: str) -> None:
        """One more; the same once."""
        row = self._found[key]
        if row not in self.diagnoses:
            self.diagnoses = (*self.diagnoses, row)
            self.changed()

    def drop_diagnosis(self, row: DiagnosisRow) -> None:
        """It was none."""
        self.diagnoses = tuple(one for one in self.diagnoses if one != row)
        self.changed()

    # acts

    def reserve(self, count: int, done: Callable[[list[str], bytes], None]) -> None:
        """Numbers and the sheets that carry them."""

        def work() -> tuple[list[str], bytes]:
            numbers = self._papers.reserve(count)
            return numbers, self._papers.pdf(numbers)

        def made(both: tuple[list[str], bytes]) -> None:
            self.load()
            done(*both)

        self.do(work, made)

    def printed(self, numbers: Sequence[str]) -> None:
        """They left the printer."""
        self._papers.printed(numbers)

    def give_up(self, reason: str) -> None:
        """The number is never used, or the emergency was none."""
        row = self.row
        if row is None:
            return
        act = self._emergencies.discard if row.emergency is not None else self._papers.spoil
        self.do(lambda: act(row.key, reason), lambda _: self._settled())

    def save(self, form: PaperForm) -> None:
        """Enter it. An unusual value asks once; the same form saved again is meant."""
        whole = (form, self.resident, self.diagnoses)
        sure, self._looked_at = self._looked_at == whole, whole
        try:
            work = self._work(form, sure)
        except KnownError as error:
            self.fail(error)
            return
        self.do(work, lambda _: self._settled())

    # inside

    def _work(self, form: PaperForm, sure: bool) -> Callable[[], Encounter]:
        if self.resident is None:
            raise KnownError("paper_nobody")
        typed = tuple(
            Typed(kind, words, form.context if kind is MeasurementKind.GLUCOSE else "") for kind, words in form.values if words.strip()
        )
        person, row, diagnoses = self.resident.id, self.row, self.diagnoses
        if row is not None and row.emergency is not None:
            key = row.key
            return lambda: self._emergencies.complete(key, person, form.note, diagnoses, typed, sure)
        entry = PaperEntry(form.number, person, _moment(form), typed, diagnoses, form.note, sure)
        return lambda: self._papers.enter(entry)

    def _settled(self) -> None:
        self.saved += 1
        self.chosen, self.resident, self.diagnoses, self._looked_at = "", None, (), None
        self.load()

    def _read(self) -> tuple[list[EmergencySheet], list[PaperSheet]]:
        return self._emergencies.waiting(), self._papers.waiting()

    def _show(self, found: tuple[list[EmergencySheet], list[PaperSheet]]) -> None:
        emergencies, sheets = found
        self.rows = (
            *(Waiting(one.id, emergency=one) for one in emergencies),
            *(Waiting(one.number, sheet=one) for one in sheets),
        )


def today_of(clock: Clock) -> str:
    """The clinic's day as it is written."""
    return local(clock.now()).date().isoformat()


def began(one: EmergencySheet) -> str:
    """03-05 09:20."""
    return f"{local(instant(one.opened_at)):%m-%d %H:%M}"


def _moment(form: PaperForm) -> datetime:
    """KnownError ``paper_when``."""
    day, at = read_date(form.day), read_time(form.time)
    if day is None or at is None:
        raise KnownError("paper_when")
    return datetime.combine(day, at, CLINIC_ZONE)
