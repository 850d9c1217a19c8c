"""Measuring: a visit is opened, values come from devices or are typed, and the visit goes to the doctor's queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.clock import iso, local_day
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.identification import recognised
from app.domain.ids import new_id
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus
from app.errors import KnownError
from app.rules.pressure import PressureStatus
from app.rules.pressure_round import PressureProgress, progress
from app.services.arming import SAVED, end_visit
from app.services.desk import Desk
from app.services.judgement import timed_pressures
from app.services.measuring import ARMS, CONTEXTS, Entered, Sitting, Typed, person_of
from app.store import encounters, inbox, measurements, people
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

ADULT = 18
QUALITY_REASONS = ("cuff_small", "sleeve", "talking", "walked", "fibrillation", "fistula_arm")
"""What spoils a pressure although the number looks right (safety.md §2); words under ``quality``."""


@dataclass(frozen=True, slots=True)
class IntakeState:
    """A visit at the measuring table. ``missing``: kinds still wanted, and ``glucose_context`` where nobody said when it was.

    ``corrected``: measurements of this visit that were taken back.
    """

    encounter: Encounter
    measurements: tuple[Measurement, ...]
    pressure: PressureProgress
    missing: tuple[str, ...]
    corrected: tuple[Measurement, ...] = ()

    @property
    def done(self) -> bool:
        """Whether nothing is missing; saving is allowed either way."""
        return not self.missing


class Intake:
    """The measuring table's use cases."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open_visit(self, person: str, identified_by: str = "", proxy: bool = False, evidence: str = "") -> Encounter:
        """Today's open visit of a resident, or a new one. ``proxy``: somebody else fetches medicine, the patient is not here (H23).

        ``identified_by`` '' = nobody has recognised the person yet. KnownError ``person_unknown``, ``identity_needed``,
        ``visit_of_dead`` after the day of death: a namesake was meant, or the record is wrong.
        """
        now = self._desk.clock.now()

        def work(uow: UnitOfWork) -> Encounter:
            known = person_of(uow.conn, person)
            if identified_by and not recognised(known, identified_by, evidence):
                raise KnownError("identity_needed")
            died = people.died(uow.conn, people.linked(uow.conn, person))
            if died is not None and local_day(now) > died:
                raise KnownError("visit_of_dead", day=died.isoformat())
            for visit in encounters.open_of(uow.conn, person, local_day(now)):
                if visit.proxy == proxy and visit.kind is not VisitKind.REMOTE:
                    return _recognised_now(uow, visit, identified_by)
            made = Encounter(
                new_id(),
                person,
                EncounterStatus.ARRIVED,
                VisitKind.CLINIC,
                iso(now),
                seat=self._desk.seat,
                proxy=proxy,
                identified_by=identified_by,
            )
            encounters.add(uow, made)
            return made

        return self._desk.write("intake.measure", work)

    def enter(
        self,
        encounter: str,
        kind: MeasurementKind | str,
        text: str,
        context: str = "",
        arm: str = "",
        confirmed: Sequence[str] = (),
        again: str = "",
    ) -> Entered:
        """Store a typed value. Frightening numbers ask first (``findings`` with action confirm; call again with their codes).

        Action again: call with what was typed a second time, the first out of sight.

        KnownError ``field_number``, ``field_unit``, ``field_unit_unclear``, ``visit_closed``, ``proxy_visit``.
        """
        typed = Typed(MeasurementKind(kind), text, context, arm, tuple(confirmed), again)

        def work(uow: UnitOfWork) -> Entered:
            sitting = Sitting(uow.conn, _visit(uow.conn, encounter), self._desk.clock.now())
            entered = sitting.enter(uow, typed)
            sitting.close(uow)
            return entered

        return self._desk.write("intake.measure", work)

    def save(self, encounter: str, typed: Sequence[Typed] = ()) -> Encounter:
        """Hand the visit to the doctor's queue: typed values not stored yet, the round's result, status, disarming, all or nothing.

        A round that is not complete goes along as it is; the doctor sees that the second reading is due.
        KnownError ``value_unconfirmed`` where a typed value still asks, and those of :meth:`enter`.
        """

        def work(uow: UnitOfWork) -> Encounter:
            sitting = Sitting(uow.conn, _visit(uow.conn, encounter, measured=bool(typed)), self._desk.clock.now())
            for one in typed:
                if sitting.enter(uow, one).measurement is None:
                    raise KnownError("value_unconfirmed", kind=one.kind.value)
            sitting.triage(uow.at)
            visit = sitting.close(uow)
            if uow.actor.practitioner:
                encounters.add_participant(uow, encounter, uow.actor.practitioner)
            end_visit(uow, encounter, SAVED)
            return visit

        return self._desk.write("intake.measure", work)

    def state(self, encounter: str) -> IntakeState:
        """How far the visit is. KnownError ``visit_closed`` for an unknown one."""
        return self._desk.read("queue.read", lambda conn: self._state(conn, encounter))

    def set_arm(self, measurement: str, arm: str) -> Measurement:
        """Say at which arm it was taken: left, right or ''. KnownError ``measurement_gone``."""
        if arm not in {"", *ARMS}:
            raise ValueError(arm)
        return self._complete(measurement, "arm", lambda one: replace(one, arm=arm))

    def set_context(self, measurement: str, context: str) -> Measurement:
        """Say when a glucose was taken: fasting, postprandial, random. KnownError ``measurement_gone``."""
        if context not in CONTEXTS:
            raise ValueError(context)
        return self._complete(measurement, "context", lambda one: replace(one, context=context))

    def add_quality(self, measurement: str, reason: str) -> Measurement:
        """Say what spoils the reading, one of QUALITY_REASONS; fibrillation asks for three readings. KnownError ``measurement_gone``."""
        if reason not in QUALITY_REASONS:
            raise ValueError(reason)
        added = (reason, "irregular_pulse") if reason == "fibrillation" else (reason,)
        return self._complete(
            measurement, "quality", lambda one: replace(one, flags=(*one.flags, *(f for f in added if f not in one.flags)))
        )

    def mark_error(self, measurement: str, reason: str) -> None:
        """The measurement is not this resident's, or wrong: it counts no more; a device's reading waits for its right owner again.

        Everybody who saw it is told; a sheet signed meanwhile becomes a call to make.

        KnownError ``reason_needed``, ``measurement_gone``.
        """
        if not reason.strip():
            raise KnownError("reason_needed")

        def work(uow: UnitOfWork) -> None:
            one = _final(uow.conn, measurement)
            if one.reading_key is not None:
                inbox.leave(uow, one.reading_key, "taken_back")
            measurements.tell_taken_back(uow, one, reason.strip())
            sitting = self._sitting(uow, one)
            if sitting is None:
                measurements.mark_error(uow, one.id, reason.strip())
            else:
                sitting.take_back(uow, one, reason.strip())
                sitting.close(uow)

        self._desk.write("intake.measure", work)

    # --- inside --------------------------------------------------------------------------------------------------------
    def _sitting(self, uow: UnitOfWork, one: Measurement) -> Sitting | None:
        """The visit a measurement belongs to; history from elsewhere has none."""
        visit = None if one.encounter is None else encounters.get(uow.conn, one.encounter)
        return None if visit is None else Sitting(uow.conn, visit, self._desk.clock.now())

    def _state(self, conn: Reading, encounter: str) -> IntakeState:
        visit = encounters.get(conn, encounter)
        if visit is None:
            raise KnownError("visit_closed", status="")
        now = self._desk.clock.now()
        sitting = Sitting(conn, visit, now)
        standing = tuple(sitting.standing)
        taken_back = tuple(one for one in sitting.found if one.status is not MeasurementStatus.FINAL)
        pressure = progress(timed_pressures(standing), now)
        child = sitting.subject.age_years is not None and sitting.subject.age_years < ADULT
        return IntakeState(visit, standing, pressure, () if visit.proxy else _missing(standing, pressure, child), taken_back)

    def _complete(self, measurement: str, reason: str, changed: Callable[[Measurement], Measurement]) -> Measurement:
        def work(uow: UnitOfWork) -> Measurement:
            one = changed(_final(uow.conn, measurement))
            sitting = self._sitting(uow, one)
            if sitting is None:
                measurements.change(uow, one, reason)
                return one
            one = sitting.complete(uow, one, reason)
            sitting.close(uow)
            return one

        return self._desk.write("intake.measure", work)


def _visit(conn: Reading, key: str, measured: bool = True) -> Encounter:
    visit = encounters.get(conn, key)
    if visit is None or visit.status not in encounters.OPEN:
        raise KnownError("visit_closed", status=visit.status.value if visit else "")
    if measured and visit.proxy:
        raise KnownError("proxy_visit")
    return visit


def _final(conn: Reading, key: str) -> Measurement:
    one = measurements.get(conn, key)
    if one is None or one.status is not MeasurementStatus.FINAL or one.kind is MeasurementKind.BLOOD_PRESSURE_SUMMARY:
        raise KnownError("measurement_gone")
    return one


def _recognised_now(uow: UnitOfWork, visit: Encounter, identified_by: str) -> Encounter:
    if not identified_by or visit.identified_by:
        return visit
    visit = replace(visit, identified_by=identified_by)
    encounters.change(uow, visit)
    return visit


def _missing(standing: Sequence[Measurement], pressure: PressureProgress, child: bool) -> tuple[str, ...]:
    """What the table still waits for: two pressures of an adult, temperature of a child, a weight of both; never a default context."""
    kinds = {one.kind for one in standing}
    wanted = (MeasurementKind.WEIGHT, MeasurementKind.TEMPERATURE) if child else (MeasurementKind.BLOOD_PRESSURE, MeasurementKind.WEIGHT)
    missing = [kind.value for kind in wanted if kind not in kinds]
    begun = MeasurementKind.BLOOD_PRESSURE in kinds
    if begun and pressure.status is not PressureStatus.OK:
        missing.insert(0, MeasurementKind.BLOOD_PRESSURE.value)
    if any(one.kind is MeasurementKind.GLUCOSE and not one.context for one in standing):
        missing.append("glucose_context")
    return tuple(missing)
