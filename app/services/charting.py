"""The chart: everything known of one human in one read, and what the doctor adds to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from app.clock import local_day
from app.domain.clinical import Allergy, Answer, Condition, Fact, FactKind
from app.domain.ecg import EcgRecording
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.ids import as_written, new_id, tidy
from app.domain.measurement import Measurement, MeasurementKind
from app.domain.outside_medicine import OutsideMedicine
from app.domain.person import Person
from app.domain.prescription import Prescription
from app.errors import KnownError
from app.services.desk import Desk
from app.services.diagnoses import DiagnosisRow, find_diagnoses
from app.services.measuring import person_of
from app.store import clinical, devices, ecg, encounters, measurements, outside_medicines, people, prescriptions
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

TREND_DAYS = 366
LONGEST_NOTE = 20_000
_LONGEST_NAME, _LONGEST_SOURCE, _LONGEST_CODE = 200, 60, 40

SERIES = (
    MeasurementKind.BLOOD_PRESSURE_SUMMARY,
    MeasurementKind.BLOOD_PRESSURE,
    MeasurementKind.GLUCOSE,
    MeasurementKind.WEIGHT,
    MeasurementKind.HEIGHT,
    MeasurementKind.WAIST,
    MeasurementKind.TEMPERATURE,
    MeasurementKind.SPO2,
    MeasurementKind.EGFR,
    MeasurementKind.LABORATORY,
)


@dataclass(frozen=True, slots=True)
class Chart:
    """One human. ``series`` oldest first, 12 months; the other lists newest first. ``facts`` holds the newest answers.

    ``analysers``: what the devices of laboratory results are called, by their id. ``home``: what the resident measured at home, oldest first;
    it is in no series. ``outside``: what is taken that no sheet of ours says.
    """

    person: Person
    linked: frozenset[str]
    as_of: date
    series: Mapping[MeasurementKind, tuple[Measurement, ...]]
    conditions: tuple[Condition, ...]
    allergies: tuple[Allergy, ...]
    facts: Mapping[FactKind, Fact] = field(default_factory=dict)
    encounters: tuple[Encounter, ...] = ()
    prescriptions: tuple[Prescription, ...] = ()
    recordings: tuple[EcgRecording, ...] = ()
    analysers: Mapping[str, str] = field(default_factory=dict)
    home: tuple[Measurement, ...] = ()
    outside: tuple[OutsideMedicine, ...] = ()

    @property
    def active_conditions(self) -> tuple[Condition, ...]:
        """Problems that still stand."""
        return tuple(one for one in self.conditions if one.clinical_status == "active" and one.verification != "entered-in-error")

    @property
    def active_allergies(self) -> tuple[Allergy, ...]:
        """Allergies that still stand."""
        return tuple(one for one in self.allergies if one.clinical_status == "active" and one.verification != "entered-in-error")


class Charting:
    """Reads and fills charts. Everything written raises NotAllowed without ``chart.write``."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def chart(self, person: str) -> Chart:
        """Everything, and a row in the audit trail that it was looked at. Raises KnownError ``person_unknown``."""
        self._desk.allow("chart.read")
        today = local_day(self._desk.clock.now())
        found = self._desk.store.read(lambda conn: _read_chart(conn, person, today))
        if found is None:
            raise KnownError("person_unknown")
        self._desk.looked(person)
        return found

    def find_diagnosis(self, text: str, limit: int = 12) -> list[DiagnosisRow]:
        """Diagnoses by code, name or pinyin initials."""
        return find_diagnoses(text, limit)

    def add_condition(self, person: str, encounter: str | None, row: DiagnosisRow, onset: date | None = None) -> Condition:
        """A new problem; with a visit it is also a diagnosis of that visit. The same active code is not written twice.

        Raises KnownError ``person_unknown``, ``visit_unknown``, ``visit_closed`` or ``visit_of_another``.
        """

        def work(uow: UnitOfWork) -> Condition:
            person_of(uow.conn, person)
            if encounter is not None and _open_visit(uow.conn, encounter).person not in people.linked(uow.conn, person):
                raise KnownError("visit_of_another")
            return diagnose(uow, person, encounter, row, onset)

        return self._desk.write("chart.write", work)

    def resolve_condition(self, condition: str) -> Condition:
        """The problem is over; the record stays."""
        return self._change_condition(condition, "resolved", lambda one: replace(one, clinical_status="resolved"))

    def reopen_condition(self, condition: str) -> Condition:
        """Undo of :meth:`resolve_condition`."""
        return self._change_condition(condition, "reopened", lambda one: replace(one, clinical_status="active"))

    def retract_condition(self, condition: str, reason: str) -> Condition:
        """It was written in error; a reason is needed, and the record stays. Raises KnownError ``reason_needed``."""
        if not tidy(reason):
            raise KnownError("reason_needed")
        return self._change_condition(condition, reason, lambda one: replace(one, verification="entered-in-error"))

    def add_allergy(self, person: str, text: str, token: str = "", reaction: str = "", severity: str = "", source: str = "") -> Allergy:
        """An allergy as told. Raises KnownError ``allergy_empty``."""
        actor = self._desk.allow("chart.write")
        words = tidy(text)
        if not words:
            raise KnownError("allergy_empty")
        how, said = as_written(reaction)[:_LONGEST_NAME], as_written(source)[:_LONGEST_SOURCE]
        made = Allergy(new_id(), person, words[:_LONGEST_NAME], _code(token), how, _code(severity), said)

        def work(uow: UnitOfWork) -> Allergy:
            person_of(uow.conn, person)
            stored = clinical.add_allergy(uow, made, actor.practitioner or None)
            clinical.answer(uow, _fact(person, FactKind.ALLERGY, Answer.YES, uow.at, source), actor.practitioner or None)
            return stored

        return self._desk.store.write(work, actor).result()

    def retract_allergy(self, allergy: str, reason: str) -> Allergy:
        """It was written in error; a reason is needed, and the record stays. Raises KnownError ``reason_needed``."""
        actor = self._desk.allow("chart.write")
        if not tidy(reason):
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> Allergy:
            found = clinical.allergy(uow.conn, allergy)
            if found is None:
                raise KnownError("record_unknown")
            changed = replace(found, verification="entered-in-error")
            clinical.change_allergy(uow, changed, tidy(reason))
            if not _has_allergies(uow.conn, found.person):  # neither yes nor no is known any more: it is to be asked again
                clinical.answer(uow, _fact(found.person, FactKind.ALLERGY, Answer.NOT_ASKED, uow.at, ""), actor.practitioner or None)
            return changed

        return self._desk.store.write(work, actor).result()

    def answer(self, person: str, kind: FactKind, answer: Answer, source: str) -> Fact:
        """An answer with date and source; earlier ones stay. Raises KnownError ``allergies_listed`` for a no while allergies stand."""
        actor = self._desk.allow("chart.write")

        def work(uow: UnitOfWork) -> Fact:
            person_of(uow.conn, person)
            if kind is FactKind.ALLERGY and answer is Answer.NO and _has_allergies(uow.conn, person):
                raise KnownError("allergies_listed")
            made = _fact(person, kind, answer, uow.at, source)
            return clinical.answer(uow, made, actor.practitioner or None)

        return self._desk.store.write(work, actor).result()

    def note(self, encounter: str, text: str) -> Encounter:
        """Write the visit's note. Raises KnownError ``visit_closed`` for a finished visit, ``note_too_long``."""
        actor = self._desk.allow("chart.write")
        if len(text) > LONGEST_NOTE:
            raise KnownError("note_too_long", limit=LONGEST_NOTE)

        def work(uow: UnitOfWork) -> Encounter:
            found = _open_visit(uow.conn, encounter)
            changed = replace(found, note=text.encode("utf-8", "replace").decode("utf-8"))
            encounters.change(uow, changed)
            return changed

        return self._desk.store.write(work, actor).result()

    def _change_condition(self, condition: str, reason: str, change: Callable[[Condition], Condition]) -> Condition:
        actor = self._desk.allow("chart.write")

        def work(uow: UnitOfWork) -> Condition:
            found = clinical.condition(uow.conn, condition)
            if found is None:
                raise KnownError("record_unknown")
            changed = change(found)
            clinical.change_condition(uow, changed, reason)
            return changed

        return self._desk.store.write(work, actor).result()


def diagnose(uow: UnitOfWork, person: str, encounter: str | None, row: DiagnosisRow, onset: date | None = None) -> Condition:
    """A problem within a transaction; one that stands already is not written twice, and is a diagnosis of the visit all the same."""
    onset_text = onset.isoformat() if onset else None
    icd10, cn_code = _code(row.icd10), _code(row.cn_code)
    made = Condition(new_id(encounter), person, encounter, icd10, as_written(row.display)[:_LONGEST_NAME], cn_code, onset=onset_text)
    stored = _same(clinical.conditions(uow.conn, people.linked(uow.conn, person)), made)
    stored = stored or clinical.add_condition(uow, made, uow.actor.practitioner or None)
    if encounter is not None:
        encounters.add_diagnosis(uow, encounter, stored.id)
    return stored


_CLOSED = frozenset({EncounterStatus.FINISHED, EncounterStatus.CANCELLED, EncounterStatus.ENTERED_IN_ERROR})


def _open_visit(conn: Reading, encounter: str) -> Encounter:
    found = encounters.get(conn, encounter)
    if found is None:
        raise KnownError("visit_unknown")
    if found.status in _CLOSED:
        raise KnownError("visit_closed")
    return found


def _read_chart(conn: Reading, person: str, today: date) -> Chart | None:
    found = people.get(conn, person)
    if found is None:
        return None
    linked = people.linked(conn, person)
    since = (today - timedelta(days=TREND_DAYS)).isoformat()
    facts = {kind: clinical.fact(conn, linked, kind) for kind in FactKind}
    series = {kind: tuple(measurements.series(conn, linked, kind, since)) for kind in SERIES}
    return Chart(
        found,
        linked,
        today,
        series,
        tuple(reversed(clinical.conditions(conn, linked))),
        tuple(reversed(clinical.allergies(conn, linked))),
        {kind: fact for kind, fact in facts.items() if fact is not None},
        tuple(encounters.of_person(conn, linked)),
        tuple(prescriptions.of_person(conn, linked)),
        tuple(ecg.of_person(conn, linked)),
        _analysers(conn, series[MeasurementKind.LABORATORY]),
        tuple(measurements.home(conn, linked, since)),
        tuple(one for one in outside_medicines.of_people(conn, linked) if one.is_taken),
    )


def _analysers(conn: Reading, results: Collection[Measurement]) -> dict[str, str]:
    found = {key: devices.get(conn, key) for key in {one.device for one in results if one.device}}
    return {key: " ".join(part for part in (one.name, one.sticker) if part) for key, one in found.items() if one is not None}


def _same(known: Collection[Condition], made: Condition) -> Condition | None:
    standing = (one for one in known if one.clinical_status == "active" and one.verification != "entered-in-error")
    return next((one for one in standing if (one.icd10, one.cn_code) == (made.icd10, made.cn_code)), None)


def _has_allergies(conn: Reading, person: str) -> bool:
    known = clinical.allergies(conn, people.linked(conn, person))
    return any(one.clinical_status == "active" and one.verification != "entered-in-error" for one in known)


def _code(text: str) -> str:
    return as_written(text)[:_LONGEST_CODE]


def _fact(person: str, kind: FactKind, answer: Answer, at: str, source: str) -> Fact:
    return Fact(new_id(), person, kind, answer, at, as_written(source)[:_LONGEST_SOURCE])
