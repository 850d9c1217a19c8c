"""危急值: who is to be told, by when, and what was done; open until a week after they were told, or closed with a reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.clock import day_bounds, instant, local_day
from app.domain.age import age_text
from app.domain.critical_value import ENDS, CriticalAct, CriticalStep
from app.domain.ids import as_written, new_id
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus
from app.domain.person import Person
from app.errors import KnownError
from app.logs import hide_names
from app.rules.critical_due import Asked, CriticalDue, next_due
from app.rules.vitals import vitals_policy
from app.services.desk import Desk
from app.store import accounts, critical_values, measurements, people
from app.store.care import CRITICAL_STEPS
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

READ, WRITE = "chart.read", "forms.write"
SOURCES = frozenset({"measurement", "critical_step", "person"})
"""Tables whose changes may open or settle one."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class DoneStep:
    """A step with the name of who did it."""

    step: CriticalStep
    by_name: str


@dataclass(frozen=True, slots=True)
class CriticalRow:
    """A critical value. ``key``: the measurement its steps are about; ``since``: when this site had it.

    ``due`` None = nothing is asked any more. ``taken_back``: it was somebody else's or wrong. ``phones``: (number, whose).
    """

    key: str
    measurement: Measurement
    person: str
    name: str
    sex: str
    age_text: str
    village: str
    householder: str
    phones: tuple[tuple[str, str], ...]
    since: datetime
    due: CriticalDue | None
    steps: tuple[DoneStep, ...]
    taken_back: bool = False

    @property
    def untold(self) -> bool:
        """Nobody was told yet."""
        return self.due is not None and self.due.what is Asked.TELL

    @property
    def tries(self) -> int:
        """How often nobody was reached."""
        return sum(one.step.act is CriticalAct.TRIED for one in self.steps)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done. ``told``: who was told and what they are to the resident; ``note``: of a closing, its reason."""

    act: CriticalAct
    told: str = ""
    read_back: str = ""
    action: str = ""
    note: str = ""


class CriticalValues:
    """For whoever sees charts; a step carries the name of who is signed in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self) -> list[CriticalRow]:
        """Those that ask for something, the most pressing first: nobody told yet, then by the time that is left."""
        days = int(vitals_policy()["critical"]["history_after_days"])
        rows = self._desk.read(READ, lambda conn: self._rows(conn, critical_values.unended(conn, days)))
        return sorted((one for one in rows if one.due is not None), key=_urgency)

    def log(self, since: date, until: date) -> list[CriticalRow]:
        """All that this site got within these days, in that order, those taken back too."""
        start, end = day_bounds(since)[0], day_bounds(until)[1]
        rows = self._desk.read(READ, lambda conn: self._rows(conn, critical_values.came(conn, start, end)))
        return sorted(rows, key=lambda one: (one.since, one.key))

    def record(self, key: str, done: Done) -> CriticalStep:
        """Write down what was done, in the name of who is signed in; told again is a step of its own.

        KnownError ``critical_gone`` (taken back or settled meanwhile), ``critical_told_whom``, ``critical_action``, ``critical_reason``,
        ``critical_nobody``.
        """

        def work(uow: UnitOfWork) -> CriticalStep:
            found = measurements.get(uow.conn, key)
            if found is None or not found.critical or found.status is not MeasurementStatus.FINAL:
                raise KnownError("critical_gone")
            if {one.act for one in critical_values.steps_of(uow.conn, [key])[key]} & ENDS:
                raise KnownError("critical_gone")
            if not uow.actor.practitioner:
                raise KnownError("critical_nobody")
            said = _checked(done)
            made = CriticalStep(new_id(found.encounter), found.person, key, done.act, uow.actor.practitioner, uow.at, *said)
            CRITICAL_STEPS.add(uow, made)
            return made

        return self._desk.write(WRITE, work)

    # --- inside --------------------------------------------------------------------------------------------------------
    def _rows(self, conn: Reading, since: Mapping[str, str]) -> list[CriticalRow]:
        found = measurements.by_ids(conn, since)
        groups = _grouped(found)
        asked = {key for one in groups.values() for key in _members(one)}
        steps = critical_values.steps_of(conn, asked)
        residents = people.by_ids(conn, {one[0].person for one in groups.values()})
        hide_names(one.name for one in residents.values())
        names = dict[str, str]()
        today = local_day(self._desk.clock.now())
        made = []
        for key, group in groups.items():
            who = residents.get(group[0].person)
            if who is None:
                continue
            about = sorted((step for member in _members(group) for step in steps.get(member, ())), key=lambda one: one.at)
            told = tuple(DoneStep(step, _name(conn, step.by, names)) for step in about)
            made.append(_row(key, group, min(since[one.id] for one in group), who, told, today))
        return made


def _grouped(found: Mapping[str, Measurement]) -> dict[str, list[Measurement]]:
    """A pressure's result and the readings it came from are one value to tell; the steps are about its first reading."""
    groups: dict[str, list[Measurement]] = {}
    rest = dict(found)
    for one in found.values():
        if one.kind is MeasurementKind.BLOOD_PRESSURE_SUMMARY and one.status is MeasurementStatus.FINAL:
            readings = sorted((rest.pop(key) for key in one.derived_from if key in rest), key=lambda each: (each.measured_at, each.id))
            standing = [each for each in readings if each.status is MeasurementStatus.FINAL]
            rest.pop(one.id)
            groups[standing[0].id if standing else one.id] = [one, *readings]
    return groups | {key: [one] for key, one in rest.items()}


def _members(group: Sequence[Measurement]) -> frozenset[str]:
    """All whose steps count for the group; readings that are settled are not among it themselves."""
    return frozenset(one.id for one in group) | frozenset(group[0].derived_from)


def _row(key: str, group: Sequence[Measurement], at: str, who: Person, steps: tuple[DoneStep, ...], today: date) -> CriticalRow:
    shown, since = group[0], instant(at)
    gone = shown.status is not MeasurementStatus.FINAL
    return CriticalRow(
        key=key,
        measurement=shown,
        person=who.id,
        name=who.name,
        sex=who.sex.value,
        age_text="" if who.birth is None else age_text(who.birth, max(who.birth, today)),
        village=who.address.village,
        householder=who.householder,
        phones=tuple((one.number, one.relation) for one in who.phones),
        since=since,
        due=None if gone or who.deceased is not None else next_due(since, [one.step for one in steps]),
        steps=steps,
        taken_back=gone,
    )


def _urgency(one: CriticalRow) -> tuple[bool, datetime, str]:
    assert one.due is not None
    return not one.untold, one.due.by, one.key


def _checked(done: Done) -> tuple[str, str, str, str]:
    """The words of a step, tidied. An order of steps that was not kept is written as it was."""
    told, back, action, note = (as_written(text)[:LONGEST] for text in (done.told, done.read_back, done.action, done.note))
    if done.act in {CriticalAct.TOLD, CriticalAct.FOLLOWED_DAY, CriticalAct.FOLLOWED_WEEK} and not told:
        raise KnownError("critical_told_whom")
    if done.act is CriticalAct.TOLD and not action:
        raise KnownError("critical_action")
    if done.act is CriticalAct.CLOSED and not note:
        raise KnownError("critical_reason")
    return told, back, action, note


def _name(conn: Reading, practitioner: str, known: dict[str, str]) -> str:
    if practitioner not in known:
        found = accounts.practitioner(conn, practitioner)
        known[practitioner] = "" if found is None else found.name
    return known[practitioner]


def due_now(rows: Collection[CriticalRow], now: datetime) -> list[CriticalRow]:
    """Those to be seen to today."""
    return [one for one in rows if one.due is not None and one.due.is_now(now)]
