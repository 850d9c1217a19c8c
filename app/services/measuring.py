"""Measurements in the making: from a device's reading or from what was typed, judged and written into a visit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from app.clock import iso
from app.domain import fields, units
from app.domain.encounter import Encounter, EncounterStatus
from app.domain.ids import derived_id, new_id
from app.domain.measurement import VERIFICATION_EXPIRED, MeasuredValue, Measurement, MeasurementKind, MeasurementStatus, Source, TimeBasis
from app.domain.person import Person
from app.errors import KnownError
from app.rules.acceptance import Moment
from app.rules.pressure_round import PAUSE_SECONDS, WINDOW_SECONDS, rounds
from app.rules.values import in_unit
from app.rules.vitals import VitalAction, VitalFinding, must_be_typed_twice, typed_doubt
from app.services.judgement import JUMPING, Alarm, alarm_in, alarm_of, objections, subject_of, timed_pressures
from app.store import devices, encounters, measurements, people
from app.store.database import Reading as Conn
from app.store.inbox import Received
from app.store.unit_of_work import UnitOfWork

CONTEXTS = ("fasting", "postprandial", "random")
ARMS = ("left", "right")
_READERS: dict[MeasurementKind, tuple[str, Callable[[str], fields.Entry]]] = {
    MeasurementKind.TEMPERATURE: ("temperature", fields.read_temperature),
    MeasurementKind.WEIGHT: ("weight", fields.read_weight),
    MeasurementKind.HEIGHT: ("height", fields.read_height),
    MeasurementKind.WAIST: ("waist", fields.read_waist),
    MeasurementKind.SPO2: ("spo2", lambda text: fields.read_count(text, "%")),
    MeasurementKind.EGFR: ("egfr", fields.read_egfr),
    MeasurementKind.HEART_RATE: ("heart_rate", lambda text: fields.read_count(text, "/min")),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in one field. ``confirmed``: codes of the questions that were answered with yes. ``again``: typed a second time."""

    kind: MeasurementKind
    text: str
    context: str = ""
    arm: str = ""
    confirmed: tuple[str, ...] = ()
    again: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of it: ``measurement`` None where a finding refuses it or asks for confirmation. ``echo``: the value as read."""

    measurement: Measurement | None
    findings: tuple[VitalFinding, ...] = ()
    echo: str = ""


class Sitting:
    """A visit within one transaction: read once, kept up to date while values come in, all written by :meth:`close`."""

    def __init__(self, conn: Conn, visit: Encounter, now: datetime, marks: tuple[str, ...] = ()) -> None:
        """``now``: when it is measured; ``marks``: flags that every value of it gets."""
        self.visit, self._before, self._now, self._every = visit, visit, now, marks
        self._why = ""
        self._unwritten: list[Measurement] = []
        self._newest: dict[MeasurementKind, Measurement] | None = None
        self.person = person_of(conn, visit.person)
        self._linked = people.linked(conn, visit.person)
        self.subject = subject_of(conn, self.person, self._linked, now)
        self.found = measurements.of_encounter(conn, visit.id)

    @property
    def standing(self) -> list[Measurement]:
        """What counts."""
        return [one for one in self.found if one.status is MeasurementStatus.FINAL]

    def enter(self, uow: UnitOfWork, typed: Typed) -> Entered:
        """Take a typed value, unless something about it is still to be asked. FieldError (a KnownError)."""
        made, echo = from_text(self.visit, typed, self._now, uow.actor.practitioner or None)
        findings = objections(made, self.subject, self._last(uow.conn, made.kind))
        asked = _still_asked(made, findings, typed)
        return Entered(None, asked, echo) if asked else Entered(self._take_in(uow.conn, made, findings), (), echo)

    def take(
        self, uow: UnitOfWork, received: Received, moment: Moment | None, taken_by: str | None, of_device: tuple[str, ...] = ()
    ) -> Measurement:
        """Take a device's reading; ``of_device``: flags that say what the device was like. KnownError ``vital_absurd`` where no living person has such a number."""
        made = from_reading(uow.conn, received, self, moment, taken_by)
        made = replace(made, flags=(*made.flags, *of_device))
        findings = objections(made, self.subject, self._last(uow.conn, made.kind))
        refused = next((finding for finding in findings if finding.action is VitalAction.REFUSE), None)
        if refused is not None:
            raise KnownError("vital_absurd", kind=refused.kind)
        return self._take_in(uow.conn, made, findings)

    def complete(self, uow: UnitOfWork, one: Measurement, reason: str) -> Measurement:
        """Write what became known of a measurement later, judged anew."""
        alarm = alarm_in(uow.conn, one, self.subject, self._linked, self.found)
        one = replace(one, critical=alarm.critical)
        measurements.change(uow, one, reason)
        self.found = [one if other.id == one.id else other for other in self.found]
        self._alert(alarm)
        return one

    def take_back(self, uow: UnitOfWork, one: Measurement, reason: str) -> None:
        """Mark a measurement as an error."""
        measurements.mark_error(uow, one.id, reason)
        gone = replace(one, status=MeasurementStatus.ENTERED_IN_ERROR)
        self.found = [gone if other.id == one.id else other for other in self.found]

    def triage(self, at: str) -> None:
        """The visit is the doctor's now."""
        if self.visit.status is EncounterStatus.ARRIVED:
            self.visit = replace(self.visit, status=EncounterStatus.TRIAGED, triaged_at=at)

    def close(self, uow: UnitOfWork) -> Encounter:
        """Write the values and the visit, and the results of its rounds where it is the doctor's already."""
        if self.visit.status is not EncounterStatus.ARRIVED:
            self._settle_summaries(uow)
        measurements.add_all(uow, self._unwritten)
        self._unwritten = []
        if self.visit != self._before:
            encounters.change(uow, self.visit, self._why, self._before)
        return self.visit

    def _last(self, conn: Conn, kind: MeasurementKind) -> Measurement | None:
        if kind not in JUMPING:
            return None
        if self._newest is None:
            self._newest = measurements.newest(conn, self._linked, JUMPING)
        return self._newest.get(kind)

    def _take_in(self, conn: Conn, one: Measurement, findings: Sequence[VitalFinding]) -> Measurement:
        alarm = alarm_in(conn, one, self.subject, self._linked, self.found)
        marks = [*self._every, *_marks(one, findings, self.found)]
        if marks or alarm.critical:
            one = replace(one, flags=(*one.flags, *marks), critical=alarm.critical)
        self._keep(one)
        if self._newest is not None and one.kind in JUMPING:
            self._newest[one.kind] = one
        self._alert(alarm)
        return one

    def _keep(self, one: Measurement) -> None:
        self._unwritten.append(one)
        self.found.append(one)

    def _alert(self, alarm: Alarm) -> None:
        """The doctor sees an alarming visit first; one that is over stays as it is."""
        if alarm.urgent and not self.visit.urgent and self.visit.status in encounters.OPEN:
            self.visit = replace(self.visit, urgent=True)
            self._why = "critical" if alarm.critical else "urgent"

    def _settle_summaries(self, uow: UnitOfWork) -> None:
        """One result per complete round, with the readings it comes from; a result whose round is no more goes with it."""
        complete = {
            tuple(one.readings[index].id for index in one.summary.used): one
            for one in rounds(timed_pressures(self.standing))
            if one.complete
        }
        for one in self.standing:
            if one.kind is MeasurementKind.BLOOD_PRESSURE_SUMMARY and one.derived_from not in complete:
                self.take_back(uow, one, "readings_changed")
        there = {one.derived_from for one in self.standing}
        for used, result in complete.items():
            if used in there:
                continue
            readings = [one for one in self.standing if one.id in used]
            made = _summary(self.visit, readings, result.summary.systolic, result.summary.diastolic, uow.actor.practitioner or None)
            critical = any(one.critical for one in readings) or alarm_of(made, self.subject).critical
            made = replace(made, id=self._free_id(made.id), critical=critical)
            self._keep(made)

    def _free_id(self, wanted: str) -> str:
        """The result of the same readings may come back after an arm was put right; its record of before stays an error."""
        taken = {one.id for one in self.found}
        while wanted in taken:
            wanted = derived_id("pressure-summary", wanted)
        return wanted


def from_reading(conn: Conn, received: Received, sitting: Sitting, moment: Moment | None, taken_by: str | None) -> Measurement:
    """The device's numbers and units as they are, its time as given, the true time beside it.

    A time nobody can trust is kept as the time of arrival, marked ``unknown``.
    """
    reading = received.reading
    known = devices.by_hub_id(conn, reading.device)
    at = received.received_at if moment is None else moment.at
    kind = MeasurementKind(reading.kind.value)
    return Measurement(
        id=new_id(sitting.visit.id),
        person=sitting.visit.person,
        encounter=sitting.visit.id,
        kind=kind,
        values=tuple(
            MeasuredValue(name, q.value, q.unit, q.comparator, q.text, q.label, q.flag, q.reference) for name, q in reading.values
        ),
        measured_at=iso(at),
        time_basis=TimeBasis.UNKNOWN if moment is None else moment.basis,
        source=Source.DEVICE,
        device=None if known is None else known.id,
        device_time=reading.device_time,
        clock_offset_s=reading.clock_offset_s,
        reading_key=received.key,
        arm=_arm_so_far(sitting.found, at) if kind is MeasurementKind.BLOOD_PRESSURE else "",
        # what the device says of a meal is kept as its word; the context itself is for a person to say (H24)
        flags=(*reading.flags, *(f"{name}:{word}" for name, word in reading.context)),
        replaces=received.measurement,
        taken_by=taken_by,
    )


def from_text(visit: Encounter, typed: Typed, now: datetime, taken_by: str | None) -> tuple[Measurement, str]:
    """The typed text in the units of the countryside (H19), and how it was read. FieldError (a KnownError)."""
    if typed.context not in {"", *CONTEXTS} or typed.arm not in {"", *ARMS}:
        raise ValueError(f"context {typed.context!r}, arm {typed.arm!r}")
    values, echo = _values(typed.kind, typed.text)
    made = Measurement(
        id=new_id(visit.id),
        person=visit.person,
        encounter=visit.id,
        kind=typed.kind,
        values=values,
        measured_at=iso(now),
        time_basis=TimeBasis.ARRIVAL,
        source=Source.MANUAL,
        context=typed.context,
        arm=typed.arm,
        taken_by=taken_by,
    )
    return made, echo


def person_of(conn: Conn, key: str) -> Person:
    """The resident. KnownError ``person_unknown``."""
    found = people.get(conn, key)
    if found is None:
        raise KnownError("person_unknown")
    return found


def _still_asked(made: Measurement, findings: Sequence[VitalFinding], typed: Typed) -> tuple[VitalFinding, ...]:
    """What keeps a typed value from being stored. Typed twice alike is confirmed; the impossible is refused however often."""
    refused = tuple(one for one in findings if one.action is VitalAction.REFUSE)
    value = made.values[0]
    number = None if value.comparator else in_unit(value, "mmol/L")
    if refused or not must_be_typed_twice(made.kind, number, value.comparator):
        return refused or tuple(one for one in findings if one.code not in typed.confirmed)
    return () if _reads_alike(made, typed.again) else (typed_doubt(made.kind.value, bool(typed.again.strip())),)


def _reads_alike(made: Measurement, again: str) -> bool:
    try:
        return _values(made.kind, again)[0] == made.values
    except KnownError:
        return False


def _summary(visit: Encounter, used: Sequence[Measurement], high: Decimal | None, low: Decimal | None, by: str | None) -> Measurement:
    return Measurement(
        id=derived_id("pressure-summary", *(one.id for one in used)),
        person=visit.person,
        encounter=visit.id,
        kind=MeasurementKind.BLOOD_PRESSURE_SUMMARY,
        values=(MeasuredValue("systolic", high, "mmHg"), MeasuredValue("diastolic", low, "mmHg")),
        measured_at=used[-1].measured_at,
        time_basis=used[-1].time_basis,
        source=used[-1].source,
        arm=used[-1].arm,
        flags=tuple({flag: None for one in used for flag in one.flags if flag == VERIFICATION_EXPIRED}),
        derived_from=tuple(one.id for one in used),
        taken_by=by,
    )


def _values(kind: MeasurementKind, text: str) -> tuple[tuple[MeasuredValue, ...], str]:
    if kind is MeasurementKind.BLOOD_PRESSURE:
        pressure = fields.read_pressure(text)
        pair = (MeasuredValue("systolic", pressure.systolic, "mmHg"), MeasuredValue("diastolic", pressure.diastolic, "mmHg"))
        return pair, pressure.echo
    if kind is MeasurementKind.GLUCOSE:
        return _glucose(text)
    name, read = _READERS[kind]
    entry = read(text)
    return (MeasuredValue(name, entry.value, entry.unit),), entry.echo


def _glucose(text: str) -> tuple[tuple[MeasuredValue, ...], str]:
    """HI and LO as the meter shows them, else a number in mmol/L or mg/dL."""
    try:
        shown = units.meter_result(text)
    except ValueError:
        entry = fields.read_glucose(text)
        return (MeasuredValue("glucose", entry.value, entry.unit),), entry.echo
    if shown.comparator:
        return (MeasuredValue("glucose", None, "mmol/L", shown.comparator),), units.METER_SHOWS[shown.comparator]
    return (MeasuredValue("glucose", shown.value, "mmol/L"),), f"{shown.value} mmol/L"


def _marks(one: Measurement, findings: Sequence[VitalFinding], before: Sequence[Measurement]) -> list[str]:
    """What a reader of the number must know: it was unusual, or it came too soon after the one before."""
    marks = sorted({finding.code for finding in findings})
    if one.kind is MeasurementKind.BLOOD_PRESSURE:
        pressures = timed_pressures([*before, one])
        at = next(index for index, pressure in enumerate(pressures) if pressure.id == one.id) if pressures else 0
        if at and pressures[at].at - pressures[at - 1].at < timedelta(seconds=PAUSE_SECONDS):
            marks.append("too_soon")
    return marks


def _arm_so_far(found: Sequence[Measurement], at: datetime) -> str:
    """The round goes on at the arm it began with, at whatever seat."""
    pressures = timed_pressures(found)
    if not pressures or not timedelta(0) <= at - pressures[-1].at <= timedelta(seconds=WINDOW_SECONDS):
        return ""
    return pressures[-1].arm
