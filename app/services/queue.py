"""The doctor's queue: today's visits, who is urgent, who sees whom; a view of the visits, nothing of its own is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from app.clock import instant, local_day
from app.domain.age import age_text
from app.domain.encounter import Encounter, EncounterStatus, VisitKind
from app.domain.measurement import Measurement, MeasurementKind, MeasurementStatus
from app.errors import KnownError
from app.rules.pack import Pack
from app.rules.pressure import PressureStatus
from app.rules.pressure_round import progress
from app.rules.retest import Retest
from app.services.arming import end_visit
from app.services.desk import Desk
from app.services.judgement import timed_pressures
from app.services.name_calls import call_missed, missed_on
from app.services.retests import retest_of, sugar_lowering, waits_fasting, who_takes
from app.store import accounts, encounters, measurements, people
from app.store.database import Reading
from app.store.unit_of_work import UnitOfWork

FINISHED_WHY = "visit_over"


class QueueState(StrEnum):
    """Where a visit stands; words under ``queue_state``."""

    MEASURING = "measuring"  # 测量中
    WAITING = "waiting"  # 候诊
    WITH_DOCTOR = "with_doctor"  # 就诊中
    HELD = "held"  # 检查中/待回诊
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Chip:
    """A short remark beside a name; words under ``queue_chip.<code>``."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One visit. ``values``: what was measured, the pressure's result instead of its readings where there is one.

    ``claimed_by``: the doctor who has the visit ('' = nobody); ``mine``: it is the one at this keyboard.
    ``retest``: a severe pressure is to be measured again after rest, a low glucose after sugar. ``fasting``: they wait without having
    eaten, on insulin or a sulfonylurea (H46).
    """

    encounter: str
    person: str
    name: str
    sex: str
    age_text: str
    village: str
    state: QueueState
    waiting_minutes: int
    urgent: bool
    chips: tuple[Chip, ...]
    claimed_by: str
    mine: bool
    values: tuple[Measurement, ...]
    retest: Retest | None = None
    fasting: bool = False

    @property
    def rank(self) -> int:
        """Who comes first: urgent, or faint for want of sugar; then who may become so."""
        if self.state is QueueState.FINISHED:
            return 3
        low = self.retest is not None and bool(self.retest.low)
        return 0 if self.urgent or low else 1 if self.fasting else 2


class Queue:
    """Today's visits."""

    def __init__(self, desk: Desk, pack: Pack | None = None) -> None:
        self._desk = desk
        self._lowering: frozenset[str] = frozenset()
        if pack is not None:
            self.follow(pack)

    def follow(self, pack: Pack) -> None:
        """Another rule pack holds from now on: which drug is of which class."""
        self._lowering = sugar_lowering(pack.products.values())

    def today(self, finished: bool = False) -> list[QueueRow]:
        """Urgent ones first, then who may not wait fasting, else in the order they came; those that are over at the end, where wanted."""

        def query(conn: Reading) -> list[QueueRow]:
            day = local_day(self._desk.clock.now())
            visits = encounters.of_day(conn, day) if finished else encounters.open_on(conn, day)
            shown = [visit for visit in visits if visit.status is EncounterStatus.FINISHED or visit.status in encounters.OPEN]
            found = measurements.of_encounters(conn, [visit.id for visit in shown])
            fasting = [visit.person for visit in shown if waits_fasting(visit, found[visit.id])]
            first = who_takes(conn, fasting, self._lowering, self._desk.clock.now())
            missed = missed_on(conn, day, [visit.person for visit in shown])
            rows = (self._row(conn, visit, found[visit.id], first, missed.get(visit.person, 0)) for visit in shown)
            return [row for row in rows if row is not None]

        rows = self._desk.read("queue.read", query)
        return sorted(rows, key=lambda row: row.rank)

    def call(self, encounter: str, take_over: bool = False) -> Encounter:
        """Take a visit. KnownError ``claimed_by_other`` unless ``take_over``; ``visit_closed``."""

        def work(uow: UnitOfWork) -> Encounter:
            visit = _open(uow.conn, encounter)
            mine = uow.actor.practitioner or None
            if visit.status is EncounterStatus.IN_PROGRESS and visit.practitioner not in {None, mine} and not take_over:
                raise KnownError("claimed_by_other")
            visit = replace(
                visit,
                status=EncounterStatus.IN_PROGRESS,
                practitioner=mine or visit.practitioner,
                started_at=visit.started_at or uow.at,
                held=False,
            )
            encounters.change(uow, visit, reason="taken_over" if take_over else "")
            if mine is not None:
                encounters.add_participant(uow, encounter, mine)
            return visit

        return self._desk.write("chart.write", work)

    def hold(self, encounter: str) -> Encounter:
        """Put a visit aside (挂起): on the couch, at a test. KnownError ``visit_closed``."""
        return self._desk.write("chart.write", lambda uow: _changed(uow, replace(_open(uow.conn, encounter), held=True)))

    def missed(self, encounter: str) -> Encounter:
        """叫号未到: the visit is put aside; after the third time they are looked for. KnownError ``visit_closed``."""

        def work(uow: UnitOfWork) -> Encounter:
            visit = _changed(uow, replace(_open(uow.conn, encounter), held=True))
            call_missed(uow, visit.person)
            return visit

        return self._desk.write("chart.write", work)

    def resume(self, encounter: str) -> Encounter:
        """Take it up again. KnownError ``visit_closed``."""
        return self._desk.write("chart.write", lambda uow: _changed(uow, replace(_open(uow.conn, encounter), held=False)))

    def finish(self, encounter: str) -> Encounter:
        """The visit is over and no longer changes. KnownError ``visit_closed``."""
        return self._over("chart.write", encounter, EncounterStatus.FINISHED, "")

    def cancel(self, encounter: str, reason: str = "") -> Encounter:
        """The resident left, or the visit was opened by mistake. KnownError ``visit_closed``."""
        return self._over("intake.measure", encounter, EncounterStatus.CANCELLED, reason)

    # --- inside --------------------------------------------------------------------------------------------------------
    def _over(self, permission: str, encounter: str, status: EncounterStatus, reason: str) -> Encounter:
        def work(uow: UnitOfWork) -> Encounter:
            visit = replace(_open(uow.conn, encounter), status=status, finished_at=uow.at, held=False)
            encounters.change(uow, visit, reason=reason)
            end_visit(uow, encounter, FINISHED_WHY)
            return visit

        return self._desk.write(permission, work)

    def _row(self, conn: Reading, visit: Encounter, found: Sequence[Measurement], first: frozenset[str], missed: int) -> QueueRow | None:
        person = people.get(conn, visit.person)
        if person is None:
            return None
        now = self._desk.clock.now()
        mine = self._desk.actor.practitioner
        retest = retest_of(found)
        fasting = visit.person in first and waits_fasting(visit, found)
        return QueueRow(
            encounter=visit.id,
            person=person.id,
            name=person.name,
            sex=person.sex.value,
            age_text="" if person.birth is None else age_text(person.birth, max(person.birth, local_day(now))),
            village=person.address.village,
            state=_state(visit),
            waiting_minutes=_minutes(visit, now),
            urgent=visit.urgent,
            chips=(*_retest_chips(retest, now), *_own_chips(fasting, missed), *_chips(visit, found, now)),
            claimed_by=_claimed_by(conn, visit),
            mine=bool(mine) and visit.practitioner == mine,
            values=_values(found),
            retest=retest,
            fasting=fasting,
        )


def _open(conn: Reading, key: str) -> Encounter:
    visit = encounters.get(conn, key)
    if visit is None or visit.status not in encounters.OPEN:
        raise KnownError("visit_closed", status=visit.status.value if visit else "")
    return visit


def _changed(uow: UnitOfWork, visit: Encounter) -> Encounter:
    encounters.change(uow, visit)
    return visit


def _state(visit: Encounter) -> QueueState:
    if visit.status is EncounterStatus.FINISHED:
        return QueueState.FINISHED
    if visit.held:
        return QueueState.HELD
    words = {EncounterStatus.ARRIVED: QueueState.MEASURING, EncounterStatus.TRIAGED: QueueState.WAITING}
    return words.get(visit.status, QueueState.WITH_DOCTOR)


def _minutes(visit: Encounter, now: datetime) -> int:
    """From arrival until the doctor took the visit, or until now."""
    until = instant(visit.started_at) if visit.started_at else now
    return max(0, int((until - instant(visit.opened_at)).total_seconds() // 60))


def _chips(visit: Encounter, found: Sequence[Measurement], now: datetime) -> list[Chip]:
    standing = [one for one in found if one.status is MeasurementStatus.FINAL]
    chips = []
    if any(one.critical for one in standing):
        chips.append(Chip("critical"))
    # the readings of a morning stay worth finishing: the chip stands also when the five minutes are over
    pressures = timed_pressures(standing)
    state = progress(pressures, now)
    if pressures and state.status is not PressureStatus.OK:
        chips.append(Chip("pressure_due", {"n": len(state.readings) + 1, "of": state.wanted}))
    if any(one.status is not MeasurementStatus.FINAL and one.reading_key for one in found):
        chips.append(Chip("corrected"))
    if visit.proxy:
        chips.append(Chip("proxy"))
    if visit.kind is VisitKind.REMOTE:
        chips.append(Chip("remote"))
    elif not visit.identified_by and not visit.proxy:
        chips.append(Chip("identity_open"))
    return chips


def _own_chips(fasting: bool, missed: int) -> Sequence[Chip]:
    called = [Chip("missed_calls", {"n": missed})] if missed else []
    return [Chip("fasting_first"), *called] if fasting else called


def _retest_chips(retest: Retest | None, now: datetime) -> Sequence[Chip]:
    if retest is None:
        return ()
    if retest.has_left(now):
        return (Chip("left_unsweet" if retest.low else "left_unretested"),)
    minutes, what = -(-retest.seconds_left(now) // 60), "sugar" if retest.low else "retest"
    return (Chip(f"{what}_due", {"n": minutes}) if minutes else Chip(f"{what}_now"),)


def _values(found: Sequence[Measurement]) -> tuple[Measurement, ...]:
    standing = [one for one in found if one.status is MeasurementStatus.FINAL]
    in_summary = {reading for one in standing for reading in one.derived_from}
    summed = any(one.kind is MeasurementKind.BLOOD_PRESSURE_SUMMARY for one in standing)
    hidden = {one.id for one in standing if summed and one.kind is MeasurementKind.BLOOD_PRESSURE} | in_summary
    return tuple(one for one in standing if one.id not in hidden)


def _claimed_by(conn: Reading, visit: Encounter) -> str:
    found = accounts.practitioner(conn, visit.practitioner) if visit.practitioner else None
    return "" if found is None else found.name
